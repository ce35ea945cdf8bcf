"""Limits that hold by themselves, without a peer: memory, staged bytes, start-up, long histories."""

import pathlib
import shutil
from typing import Iterator

from .bench import Bench, remove
from .measuring import Command
from .rows import MIB, Budget, Row, Side
from .stored_history import DAYS, JOBS, TARGETS, make_history

#: A path below a file: nobody, root included, can make anything there.
NOWHERE = "/dev/null/nowhere"


def limit_rows(bench: Bench) -> Iterator[Row]:
    for size_name, size in (("1g", 1 << 30), ("large", bench.large)):
        for content, words, file in (
            ("text", "compressible", bench.data.sql_file), ("random", "incompressible", bench.data.random_file)
        ):
            yield _memory(bench, f"memory-{size_name}-{content}", size, words, file)
    yield Row(
        name="version", work="`lifeboat --version`",
        ours=Side(Command([str(bench.lifeboat), "--version"])),
        budget=Budget(seconds=0.010), rounds=51,
    )
    yield _history(bench)


def _memory(bench: Bench, name: str, size: int, words: str, file: pathlib.Path) -> Row:
    """With no folder to put anything temporary in, and an eye on every other file that is opened for writing."""
    copies = size // (1 << 30)
    size = copies * bench.data.file_size
    configuration = bench.configuration(
        name, bench.stream_job(f"for copy in $(seq {copies}); do cat {file}; done", "zstd"))

    def warm_up() -> None:
        needed, free = size + (1 << 30), shutil.disk_usage(bench.scratch).free
        if words == "incompressible" and free < needed:
            raise RuntimeError(f"{needed >> 30} GiB of free disk are needed in {bench.scratch}, there are {free >> 30}")
        bench.ready(file)

    return Row(
        name=name, work=f"{size / (1 << 30):g} GB from a command, {words}, zstd",
        ours=bench.backup(name, configuration, {"TMPDIR": NOWHERE, "HOME": NOWHERE}),
        budget=Budget(memory=64 * MIB, staged=0), rounds=1,
        warm_up=warm_up, clean_up=lambda: bench.clean(name),
    )


def _history(bench: Bench) -> Row:
    folder = bench.storage("list")
    configuration = bench.scratch / "list.yaml"

    def warm_up() -> None:
        remove(folder)
        bench.configuration_file("list", make_history(folder))

    return Row(
        name="list", work=f"`lifeboat list` over {JOBS * TARGETS * DAYS:,} backups",
        ours=Side(Command([str(bench.lifeboat), "list", "-c", str(configuration)])),
        budget=Budget(seconds=1), warm_up=warm_up, clean_up=lambda: bench.clean("list"),
    )
