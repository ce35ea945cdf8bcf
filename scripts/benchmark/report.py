"""The table, and on what machine it was made."""

import datetime
import os
import pathlib
import platform
import subprocess

from .rows import MIB, Result

HEADER = "| work | peer | ours | peer's | wall | CPU | size | memory | budget | met |"
RULE = "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |"


def row_line(result: Result) -> str:
    row = result.row
    met = {True: "yes", False: "**no**", None: "–"}[result.met]
    cells = [
        row.work, row.peer, _seconds(result.ours.wall), _seconds(result.theirs.wall) if result.theirs else "–",
        _ratio(result.wall_ratio), _ratio(result.cpu_ratio), _ratio(result.size_ratio),
        f"{result.ours.memory / MIB:.0f} MiB" if result.ours.memory else "–", row.budget.words(), met,
    ]
    return "| " + " | ".join(cells) + " |"


def circumstances(data_folder: pathlib.Path, scale: float, rounds: int) -> str:
    processor = next(
        (line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    file_system = _output(["stat", "--file-system", "--format=%T", str(data_folder)])
    dirty = "" if not _output(["git", "status", "--porcelain", "--", "Sources", "Package.swift"]) else " with changes"
    lines = [
        f"- date: {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC",
        f"- commit: {_output(['git', 'rev-parse', '--short', 'HEAD'])}{dirty}",
        f"- machine: {os.cpu_count()} × {processor}, {memory >> 30} GiB, Linux {platform.release()}, {file_system}",
        "- peers: " + ", ".join(
            _output([tool, "--version"]).splitlines()[0].strip("* ") for tool in ("tar", "zstd", "gzip", "pigz")),
        f"- data: scale {scale:g}; {rounds} rounds, ours and theirs in turn, medians",
    ]
    if scale != 1:
        lines.append("- **the scale is not 1: these figures count for nothing**")
    return "\n".join(lines)


def _output(command: list[str]) -> str:
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip() or ""
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 0.1 else f"{value * 1000:.1f} ms"


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
