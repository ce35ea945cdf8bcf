"""A server for some rows: started by scripts/services, ended with this program at the latest."""

import pathlib
import subprocess


class Service:
    def __init__(self, name: str, folder: pathlib.Path, options: list[str]):
        self._name = name
        self._folder = folder
        self._options = options
        self._process: subprocess.Popen | None = None
        self.facts: dict[str, str] = {}

    def start(self) -> None:
        self._folder.mkdir(parents=True)
        # The server runs as a user of its own.
        for folder in (self._folder, *self._folder.parents):
            if folder.stat().st_uid == 0 and folder.stat().st_mode & 0o005 != 0o005:
                folder.chmod(folder.stat().st_mode | 0o055)
        script = pathlib.Path("scripts/services") / self._name
        self._process = subprocess.Popen(
            [str(script), str(self._folder), *self._options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for line in self._process.stdout:
            if line == "ready\n":
                return
            key, _, value = line.strip().partition("=")
            self.facts[key] = value
        raise RuntimeError(f"the service {self._name} did not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.stdin.close()
            self._process.wait()
            self._process = None
