"""The data that everything is measured on: made once, the same on every machine, kept for the next time.

Large files repeat a unit of 64 MiB. No compressor here looks back further than a few MiB, so the repetition is
invisible to all of them; it only makes the data quick to produce.
"""

import os
import pathlib
import random
import shutil
from typing import Callable

UNIT = 64 << 20
#: Raised whenever the data changes, so that no old data is measured.
EDITION = "1"


class SampleData:
    def __init__(self, folder: pathlib.Path, scale: float):
        self._folder = folder / f"data-{EDITION}-{scale:g}"
        self._scale = scale
        self._units: dict[str, bytes] = {}

        #: A dump as mysqldump writes it: 1 GiB of text.
        self.sql_file = self._folder / "dump.sql"
        #: 1 GiB that no compressor makes smaller.
        self.random_file = self._folder / "random.bin"
        #: 200,000 files of 0 to 12 KiB, a hundred to a folder.
        self.small_files = self._folder / "small"
        #: 2 GiB as an application's volume has it: uploads, logs, a few large files, links, a sparse file.
        self.mixed_tree = self._folder / "mixed"
        self._makers: dict[pathlib.Path, Callable[[pathlib.Path], None]] = {
            self.sql_file: lambda path: self._write(path, self._sql_unit(), self.file_size),
            self.random_file: lambda path: self._write(path, self._random_unit(), self.file_size),
            self.small_files: self._make_small_files,
            self.mixed_tree: self._make_mixed_tree,
        }

    @property
    def file_size(self) -> int:
        """Bytes of each of the two large files."""
        return self.scaled(1 << 30)

    def scaled(self, size: int) -> int:
        return max(1, int(size * self._scale))

    def provide(self, path: pathlib.Path) -> None:
        """Makes one of the four, unless it is there from the last time."""
        if path.exists():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + ".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        self._makers[path](unfinished)
        os.rename(unfinished, path)

    @staticmethod
    def _write(path: pathlib.Path, unit: bytes, size: int) -> None:
        with open(path, "wb") as file:
            while size > 0:
                size -= file.write(unit[:size])

    def _unit(self, name: str, make: Callable[[], bytes]) -> bytes:
        if name not in self._units:
            self._units[name] = make()
        return self._units[name]

    def _random_unit(self) -> bytes:
        return self._unit("random", lambda: random.Random(7).randbytes(UNIT))

    def _sql_unit(self) -> bytes:
        return self._unit("sql", lambda: _sql_text(random.Random(11)))

    def _make_small_files(self, folder: pathlib.Path) -> None:
        chance = random.Random(13)
        text, noise = self._sql_unit(), self._random_unit()
        for number in range(int(200_000 * self._scale)):
            if number % 100 == 0:
                place = folder / f"{number // 10_000:02}" / f"{number // 100 % 100:02}"
                place.mkdir(parents=True)
            size = min(int(chance.expovariate(1 / 3_000)), 12 << 10)
            unit = noise if chance.random() < 0.25 else text
            offset = chance.randrange(UNIT - size)
            (place / f"{number % 100:02}-{chance.getrandbits(32):08x}.dat").write_bytes(unit[offset:offset + size])

    def _make_mixed_tree(self, folder: pathlib.Path) -> None:
        chance = random.Random(17)
        text, noise = self._sql_unit(), self._random_unit()
        for name in ("large", "uploads", "logs", "conf", "empty"):
            (folder / name).mkdir(parents=True)
        self._write(folder / "large" / "export.sql", text, self.scaled(512 << 20))
        self._write(folder / "large" / "film.mp4", noise, self.scaled(512 << 20))
        for kind, unit, suffix, total in (
            ("uploads", noise, "jpg", 640 << 20), ("logs", text, "log", 320 << 20), ("conf", text, "json", 64 << 20)
        ):
            left, number = self.scaled(total), 0
            while left > 0:
                size = min(left, chance.randrange(1, 16 << 10 if kind == "conf" else 2 << 20))
                offset = chance.randrange(UNIT - size)
                file = folder / kind / f"{number:05}.{suffix}"
                file.write_bytes(unit[offset:offset + size])
                if number % 10 == 0:
                    (folder / kind / f"{number:05}.symlink").symlink_to(file.name)
                if number % 25 == 0:
                    os.link(file, folder / kind / f"{number:05}.hardlink")
                left, number = left - size, number + 1
        with open(folder / "large" / "disk.img", "wb") as sparse:
            for piece in range(8):
                sparse.seek(self.scaled(128 << 20) * piece)
                sparse.write(noise[:self.scaled(2 << 20)])
            sparse.truncate(self.scaled(1 << 30))


def _sql_text(chance: random.Random) -> bytes:
    """Multi-row INSERTs with numbers, names, sentences, times, hashes and some NULLs: about a fifth with zstd -3."""
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randrange(2, 11))) for _ in range(4_000)]
    # Some words are much more common than others, as in any language.
    likely = [chance.paretovariate(0.9) for _ in words]
    statuses = ["open", "in_progress", "resolved", "closed", "rejected"]
    pieces, size, row = [], 0, 0
    sentences = chance.choices(words, weights=likely, k=400_000)
    while size < UNIT:
        values = []
        for _ in range(60):
            row += 1
            begin = chance.randrange(len(sentences) - 40)
            moment = 1_500_000_000 + row * 37 + chance.randrange(30)
            checksum = f"{chance.getrandbits(64):016x}" if row % 4 == 0 else None
            values.append(
                f"({row},{chance.randrange(500)},'{statuses[chance.randrange(5)]}',"
                f"'{' '.join(sentences[begin:begin + chance.randrange(6, 14)]).capitalize()}',"
                f"'{' '.join(sentences[begin:begin + chance.randrange(10, 40)])}.',"
                f"{chance.randrange(10_000) / 100},{moment},"
                + (f"'{checksum}'" if checksum else "NULL") + ",NULL,0,'2026-01-01 00:00:00')"
            )
        piece = ("INSERT INTO `issues` VALUES " + ",".join(values) + ";\n").encode()
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)[:UNIT]
