"""Backups: a command's output, many small files, a mixed tree; one storage and two."""

from typing import Iterator

from .bench import Bench
from .rows import Budget, Row


def backup_rows(bench: Bench) -> Iterator[Row]:
    yield from _stream_rows(bench)
    yield from _file_rows(bench)
    yield _two_storages(bench)


def _stream_rows(bench: Bench) -> Iterator[Row]:
    command = f"cat {bench.data.sql_file}"
    for name, compression, peer, budget in (
        ("sql-zstd", "zstd", "zstd -3 -T2 | tee f | sha256sum", Budget(wall=0.8, cpu=0.8)),
        ("sql-gzip", "gzip", "gzip -6 > f", Budget(wall=0.25, cpu=0.5, size=1.0)),
        ("sql-pigz", "gzip", "pigz -6 > f", Budget()),
    ):
        configuration = bench.configuration(name, bench.stream_job(command, compression))
        yield Row(
            name=name,
            work=f"1 GB SQL text from a command, {compression}",
            ours=bench.backup(name, configuration),
            theirs=bench.pipeline(name, f"{command} | " + peer.replace(" f", ' "$out"')),
            peer=f"`cmd \\| {peer.replace('|', chr(92) + '|')}`",
            budget=budget,
            warm_up=lambda: bench.ready(bench.data.sql_file),
            clean_up=lambda name=name: bench.clean(name),
        )


def _file_rows(bench: Bench) -> Iterator[Row]:
    for tree, title, folder in (
        ("small", "200,000 small files", bench.data.small_files), ("mixed", "mixed 2 GB tree", bench.data.mixed_tree)
    ):
        for kind, compression, step in (("plain", "none", ""), ("zstd", "zstd", "zstd -3 -T2 | ")):
            name = f"{tree}-{kind}"
            configuration = bench.configuration(name, bench.files_job(folder, compression))
            archive = f"tar --xattrs --acls -S -cf - -C {folder.parent} {folder.name}"
            yield Row(
                name=name,
                work=f"{title}, {'no compression' if compression == 'none' else compression}",
                ours=bench.backup(name, configuration),
                theirs=bench.pipeline(name, f'{archive} | {step}tee "$out" | sha256sum'),
                peer=f"`tar --xattrs --acls -S -cf - \\| {step.replace('|', chr(92) + '|')}tee f \\| sha256sum`",
                budget=Budget(wall=1.0, cpu=1.0),
                warm_up=lambda folder=folder: bench.ready(folder),
                clean_up=lambda name=name: bench.clean(name),
            )


def _two_storages(bench: Bench) -> Row:
    job = bench.stream_job(f"cat {bench.data.sql_file}", "zstd")

    def clean_up() -> None:
        bench.clean("two-storages")
        bench.clean("one-storage")

    return Row(
        name="two-storages",
        work="1 GB SQL text, zstd, to two storages at once",
        ours=bench.backup("two-storages", bench.configuration("two-storages", job, storages=2)),
        theirs=bench.backup("one-storage", bench.configuration("one-storage", job)),
        peer="the same to one storage",
        budget=Budget(wall=1.15),
        warm_up=lambda: bench.ready(bench.data.sql_file),
        clean_up=clean_up,
    )
