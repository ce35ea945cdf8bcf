"""Measures, row by row, and prints each as soon as it is known. See scripts/bench."""

import argparse
import os
import pathlib
import sys

from .backup_rows import backup_rows
from .bench import Bench, remove
from .database_rows import database_rows
from .limit_rows import limit_rows
from .measuring import CommandFailed
from .report import HEADER, RULE, circumstances, row_line
from .restore_rows import restore_rows
from .rows import Row, carry_out
from .s3_rows import s3_rows
from .sample_data import SampleData
from .sftp_rows import sftp_rows


def main() -> int:
    options = _options()
    folder = pathlib.Path(os.environ.get("LIFEBOAT_BENCH_DIR", "/var/tmp/lifeboat-bench"))
    scratch = folder / f"work-{os.getpid()}"
    scratch.mkdir(parents=True)
    try:
        large = (20 if os.environ.get("LIFEBOAT_BENCH_LARGE") == "1" else 4) << 30
        bench = Bench(options.binary.resolve(), SampleData(folder, options.scale), scratch, large)
        rows = [
            *backup_rows(bench), *sftp_rows(bench), *s3_rows(bench), *database_rows(bench), *restore_rows(bench),
            *limit_rows(bench),
        ]
        if options.list:
            print("\n".join(row.name for row in rows))
            return 0
        if unknown := set(options.only or []) - {row.name for row in rows}:
            _say(f"there is no row {', '.join(sorted(unknown))}; --list names them")
            return 64
        print(circumstances(folder, options.scale, options.rounds), "", HEADER, RULE, sep="\n", flush=True)
        chosen = [row for row in rows if not options.only or row.name in options.only]
        return 0 if all([_print_row(row, options.rounds, scratch / "log") for row in chosen]) else 1
    finally:
        remove(scratch)


def _print_row(row: Row, rounds: int, log: pathlib.Path) -> bool:
    _say(f"{row.name} …")
    try:
        print(row_line(carry_out(row, rounds, log)), flush=True)
        return True
    except (CommandFailed, RuntimeError) as error:
        _say(f"{row.name} failed: {error}")
        return False


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measures Lifeboat against the classic tools.")
    parser.add_argument("--only", action="append", metavar="ROW", help="this row; may be repeated")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side runs (3)")
    parser.add_argument("--scale", type=float, default=1, help="part of the data to use (1)")
    parser.add_argument("--list", action="store_true", help="print the names of the rows")
    parser.add_argument(
        "--binary", type=pathlib.Path, default=pathlib.Path(".build/release/lifeboat"),
        help="the lifeboat to measure; given, nothing is built")
    return parser.parse_args()


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
