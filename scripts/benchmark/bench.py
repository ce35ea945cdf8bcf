"""What every row is made from: the binary, the data, and a scratch folder with the configurations."""

import json
import pathlib
import shutil
import subprocess
from dataclasses import dataclass

from .measuring import Command
from .rows import Side
from .sample_data import SampleData


@dataclass(frozen=True)
class Bench:
    lifeboat: pathlib.Path
    data: SampleData
    scratch: pathlib.Path
    #: Bytes of the larger memory rows, before scaling.
    large: int

    def configuration(self, name: str, job: dict, storages: int = 1) -> pathlib.Path:
        """A configuration with one job of this name. JSON is YAML."""
        places = [
            {"storage": "local", "backup_dir": str(self.storage(name) / f"copy{number}")}
            for number in range(1, storages + 1)
        ]
        return self.configuration_file(name, [{"job": name, **job, "storages": places}])

    def configuration_file(self, name: str, jobs: list[dict], template: bool = False) -> pathlib.Path:
        path = self.scratch / (f"{name}.yaml.j2" if template else f"{name}.yaml")
        path.write_text(json.dumps({"main": {}, "jobs": jobs}, indent=1))
        return path

    def storage(self, name: str) -> pathlib.Path:
        return self.scratch / "storage" / name

    def stream_job(self, command: str, compression: str) -> dict:
        return {
            "type": "external", "dump_cmd": command, "stream": True, "extension": "sql", "compression": compression,
        }

    def files_job(self, folder: pathlib.Path, compression: str) -> dict:
        return {"type": "desc_files", "sources": [{"target": [str(folder)], "compression": compression}]}

    def backup(self, name: str, configuration: pathlib.Path, environment: dict[str, str] | None = None) -> Side:
        """Our side of a backup: into an empty storage each time."""
        storage = self.storage(name)
        return Side(
            Command([str(self.lifeboat), "run", "-c", str(configuration)], environment, storage),
            prepare=lambda: remove(storage),
            stored=lambda: self.stored_object(name).stat().st_size,
        )

    def pipeline(self, name: str, words: str) -> Side:
        """Their side of a backup: `$out` is the file it writes."""
        out = self.scratch / f"{name}.peer"
        return Side(
            Command(words, {"out": str(out)}), prepare=lambda: remove(out), stored=lambda: out.stat().st_size)

    def stored_object(self, name: str) -> pathlib.Path:
        """The only object that the job stored in its first storage."""
        found = [
            path for path in (self.storage(name) / "copy1").rglob("*")
            if path.is_file() and path.suffix != ".json"
        ]
        if len(found) != 1:
            raise RuntimeError(f"expected one stored object of {name}, found {len(found)}")
        return found[0]

    def ready(self, data: pathlib.Path) -> None:
        """Makes some of the sample data, if need be, and brings it into the page cache."""
        self.data.provide(data)
        read_once(data)

    def run_once(self, configuration: pathlib.Path) -> None:
        subprocess.run(
            [str(self.lifeboat), "run", "-c", str(configuration)], check=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def clean(self, name: str) -> None:
        remove(self.storage(name))
        remove(self.scratch / f"{name}.peer")
        remove(self.scratch / f"{name}.restored")


def remove(path: pathlib.Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def read_once(path: pathlib.Path) -> None:
    """Brings a file or a tree into the page cache, so that the first to read it is not the slower one for it."""
    # GNU tar does not read what goes to /dev/null, so there is a cat between.
    subprocess.run(
        ["bash", "-c", 'set -o pipefail; tar -cf - "$1" 2>/dev/null | cat >/dev/null', "-", str(path)], check=True)
