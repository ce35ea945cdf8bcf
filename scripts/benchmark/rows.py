"""What a row of the table is, and how it is measured."""

import pathlib
from dataclasses import dataclass, field
from typing import Callable

from .measuring import Command, Measurement, measure, median

MIB = 1 << 20


@dataclass(frozen=True)
class Budget:
    """What is to be reached. Ratios are ours to theirs; the rest is absolute."""

    wall: float | None = None
    cpu: float | None = None
    size: float | None = None
    seconds: float | None = None
    memory: int | None = None
    staged: int | None = None

    def words(self) -> str:
        parts = []
        for name in ("wall", "cpu", "size"):
            if (limit := getattr(self, name)) is not None:
                parts.append(f"{'CPU' if name == 'cpu' else name} ≤ {limit:.2f}")
        if self.seconds is not None:
            parts.append(f"≤ {self.seconds:g} s" if self.seconds >= 1 else f"≤ {self.seconds * 1000:g} ms")
        if self.memory is not None:
            parts.append(f"memory ≤ {self.memory // MIB} MiB")
        if self.staged is not None:
            parts.append(f"{self.staged} bytes staged")
        return ", ".join(parts) or "–"


@dataclass(frozen=True)
class Side:
    """One of the two that are compared."""

    command: Command
    #: Brings the place into the state before a run; not measured.
    prepare: Callable[[], None] = lambda: None
    #: Bytes that the last run stored, where that is compared.
    stored: Callable[[], int] | None = None


@dataclass(frozen=True)
class Row:
    name: str
    work: str
    ours: Side
    theirs: Side | None = None
    peer: str = "–"
    budget: Budget = field(default_factory=Budget)
    #: How often to run where that differs from what the caller asked for.
    rounds: int | None = None
    #: Brings caches and data into place before the first round; not measured.
    warm_up: Callable[[], None] = lambda: None
    clean_up: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Result:
    row: Row
    ours: Measurement
    theirs: Measurement | None
    our_size: int | None
    their_size: int | None

    @staticmethod
    def _ratio(ours: float | None, theirs: float | None) -> float | None:
        return ours / theirs if ours is not None and theirs else None

    @property
    def wall_ratio(self) -> float | None:
        return self._ratio(self.ours.wall, self.theirs and self.theirs.wall)

    @property
    def cpu_ratio(self) -> float | None:
        return self._ratio(self.ours.cpu, self.theirs and self.theirs.cpu)

    @property
    def size_ratio(self) -> float | None:
        return self._ratio(self.our_size, self.their_size)

    @property
    def met(self) -> bool | None:
        """Whether every part of the budget was reached; `None` for a row that is only information."""
        budget = self.row.budget
        pairs = [
            (self.wall_ratio, budget.wall), (self.cpu_ratio, budget.cpu), (self.size_ratio, budget.size),
            (self.ours.wall, budget.seconds), (self.ours.memory, budget.memory), (self.ours.staged, budget.staged),
        ]
        judged = [value is not None and value <= limit for value, limit in pairs if limit is not None]
        return all(judged) if judged else None


def carry_out(row: Row, rounds: int, log: pathlib.Path) -> Result:
    """Ours and theirs take turns, so that whatever else the machine does meets both."""
    row.warm_up()
    ours: list[Measurement] = []
    theirs: list[Measurement] = []
    sizes: dict[str, int] = {}
    try:
        for _ in range(row.rounds or rounds):
            for name, side, measurements in (("ours", row.ours, ours), ("theirs", row.theirs, theirs)):
                if side is None:
                    continue
                side.prepare()
                measurements.append(measure(side.command, log))
                if side.stored is not None:
                    sizes[name] = side.stored()
    finally:
        row.clean_up()
    return Result(row, median(ours), median(theirs) if theirs else None, sizes.get("ours"), sizes.get("theirs"))
