"""Runs one command and measures it: wall time, CPU of its whole process tree, peak memory, files written elsewhere."""

import os
import pathlib
import stat
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """What to run. A text is a pipeline for bash, whose every member must succeed; a list is run as it is."""

    run: str | list[str]
    environment: dict[str, str] | None = None
    #: Regular files below this folder may be open for writing; any other counts as staged.
    storage: pathlib.Path | None = None

    def arguments(self) -> list[str]:
        if isinstance(self.run, str):
            return ["bash", "-c", "set -euo pipefail; " + self.run]
        return self.run


@dataclass(frozen=True)
class Measurement:
    wall: float
    cpu: float
    #: Peak resident bytes of the started process itself (not of its children).
    memory: int
    #: Most bytes seen in files that the process had open for writing outside its storage.
    staged: int


class CommandFailed(Exception):
    pass


def measure(command: Command, log: pathlib.Path) -> Measurement:
    # Writing back what came before must not be charged to this command.
    os.sync()
    with open(log, "wb") as errors:
        started = time.monotonic()
        process = subprocess.Popen(
            command.arguments(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
            env={**os.environ, **(command.environment or {})},
        )
        watch = _Watch(process.pid, command.storage)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    watch.stop()
    if process.returncode != 0:
        words = log.read_text(errors="replace")[-2000:]
        raise CommandFailed(f"exit {process.returncode}: {command.run}\n{words}")
    return Measurement(wall, usage.ru_utime + usage.ru_stime, watch.memory, watch.staged)


def median(measurements: list[Measurement]) -> Measurement:
    """The median of the times, the worst of the rest."""
    return Measurement(
        wall=statistics.median(each.wall for each in measurements),
        cpu=statistics.median(each.cpu for each in measurements),
        memory=max(each.memory for each in measurements),
        staged=max(each.staged for each in measurements),
    )


class _Watch:
    """Looks at a running process from outside. The kernel keeps the peak of the memory (VmHWM), so only the last
    look before the end matters; `ru_maxrss` would not do, as it begins with the memory of whoever forked."""

    INTERVAL = 0.05

    def __init__(self, pid: int, storage: pathlib.Path | None):
        self.memory = 0
        self.staged = 0
        self._process = pathlib.Path("/proc") / str(pid)
        self._storage = storage
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look_until_ended, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _look_until_ended(self) -> None:
        while True:
            try:
                self._look()
            except (FileNotFoundError, ProcessLookupError):
                pass
            if self._ended.wait(self.INTERVAL):
                return

    def _look(self) -> None:
        for line in (self._process / "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                self.memory = max(self.memory, int(line.split()[1]) * 1024)
        if self._storage is not None:
            self.staged = max(self.staged, self._written_elsewhere())

    def _written_elsewhere(self) -> int:
        total = 0
        for entry in (self._process / "fd").iterdir():
            try:
                target = os.readlink(entry)
                status = os.stat(entry)
                flags = int((self._process / "fdinfo" / entry.name).read_text().split("flags:")[1].split()[0], 8)
            except (FileNotFoundError, IndexError):
                continue
            if not stat.S_ISREG(status.st_mode) or flags & os.O_ACCMODE == os.O_RDONLY:
                continue
            inherited_output = entry.name in ("0", "1", "2")
            if not inherited_output and not pathlib.Path(target).is_relative_to(self._storage):
                total += status.st_blocks * 512
        return total
