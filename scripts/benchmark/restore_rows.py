"""Restores, against the standard tools on the very same stored object."""

import pathlib
from typing import Iterator

from .bench import Bench, read_once, remove
from .measuring import Command
from .rows import Budget, Row, Side


def restore_rows(bench: Bench) -> Iterator[Row]:
    command = f"cat {bench.data.sql_file}"
    for compression, opener in (("zstd", "zstd -dc"), ("gzip", "gzip -dc")):
        yield _restore(
            bench, f"restore-sql-{compression}", f"restore 1 GB SQL text to a file, {compression}",
            bench.data.sql_file, bench.stream_job(command, compression), f"{opener} object > f", to_stdout=True)
    for tree, title, folder in (
        ("small", "200,000 small files", bench.data.small_files), ("mixed", "the mixed 2 GB tree", bench.data.mixed_tree)
    ):
        for kind, compression, opener in (("plain", "none", "cat"), ("zstd", "zstd", "zstd -dc")):
            words = "no compression" if compression == "none" else compression
            yield _restore(
                bench, f"restore-{tree}-{kind}", f"restore {title}, {words}", folder,
                bench.files_job(folder, compression), f"{opener} object | tar --xattrs --acls -xpf - -C d", to_stdout=False)


def _restore(
    bench: Bench, name: str, work: str, data: pathlib.Path, job: dict, peer: str, to_stdout: bool
) -> Row:
    configuration = bench.configuration(name, job)
    place = bench.scratch / f"{name}.restored"
    restore = [str(bench.lifeboat), "restore", name, "-c", str(configuration)]

    def store() -> None:
        bench.data.provide(data)
        remove(bench.storage(name))
        bench.run_once(configuration)
        read_once(bench.stored_object(name))

    def empty_place() -> None:
        remove(place)
        if not to_stdout:
            place.mkdir()

    # The object's path is known only after the backup, so bash finds it when it runs.
    found = f'object=$(find {bench.storage(name)}/copy1 -type f ! -name "*.json"); '
    theirs = found + peer.replace(" object", ' "$object"').replace("> f", '> "$place"').replace("-C d", '-C "$place"')
    environment = {"place": str(place)}
    ours = (
        Command(f'exec {" ".join(restore)} --stdout > "$place"', environment) if to_stdout
        else Command([*restore, "--to", str(place)])
    )
    return Row(
        name=name, work=work,
        ours=Side(ours, empty_place),
        theirs=Side(Command(theirs, environment), empty_place),
        peer="`" + peer.replace("|", "\\|") + "`",
        budget=Budget(wall=1.0),
        warm_up=store,
        clean_up=lambda: bench.clean(name),
    )
