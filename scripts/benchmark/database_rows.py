"""Dumps of a database of 1 GB, against the usual pipelines. The server's own work is the same for both sides; it
counts in the wall time and not in the CPU."""

import pathlib
import subprocess
from typing import Iterator

from .bench import Bench
from .measuring import Command
from .rows import Budget, Row, Side
from .sample_data import UNIT
from .service import Service

COLUMNS = """id int, project int, status varchar(20), subject text, description text, hours numeric(8, 2), updated int,
checksum varchar(20), parent int, private int, created timestamp"""


def database_rows(bench: Bench) -> Iterator[Row]:
    for name, kind, compression, peer in (
        ("mysql-gzip", MariaDB, "gzip", "gzip -6 > f"),
        ("mysql-zstd", MariaDB, "zstd", "zstd -3 -T2 > f"),
        ("postgresql-gzip", PostgreSQL, "gzip", "gzip -6 > f"),
        ("postgresql-zstd", PostgreSQL, "zstd", "zstd -3 -T2 > f"),
        ("postgresql-custom", PostgreSQL, "zstd", "-Fc > f"),
    ):
        yield kind(bench, name).row(compression, peer)


class _Database:
    title = ""
    service = ""
    service_type = ""
    program = ""
    first = ""
    client = ""
    options: list[str] = []
    dump = ""

    def __init__(self, bench: Bench, name: str):
        self._bench = bench
        self._name = name
        self._service = Service(self.service, bench.scratch / f"{name}.server", self.options)

    def row(self, compression: str, peer: str) -> Row:
        bench, name = self._bench, self._name
        separator = " " if peer.startswith("-") else " | "
        words = f'. "$server"; {self.dump}{separator}{peer.removesuffix(" f")} "$out"'
        theirs = bench.pipeline(name, words)
        return Row(
            name=name,
            work=f"1 GB {self.title} database, {compression}",
            ours=bench.backup(name, bench.scratch / f"{name}.yaml"),
            theirs=Side(
                Command(words, {**theirs.command.environment, "server": str(self._environment)}), theirs.prepare,
                theirs.stored),
            peer=f"`{self.program}{separator.replace('|', chr(92) + '|')}{peer}`",
            budget=Budget(wall=1.0, cpu=1.0),
            warm_up=lambda: self._warm_up(compression),
            clean_up=self._clean_up,
        )

    @property
    def _environment(self) -> pathlib.Path:
        return self._bench.scratch / f"{self._name}.env"

    def _warm_up(self, compression: str) -> None:
        bench = self._bench
        bench.ready(bench.data.sql_file)
        self._service.start()
        facts = self._service.facts
        self._environment.write_text("".join(f"{key}='{value}'\n" for key, value in facts.items()))
        connect = {
            "db_host": "127.0.0.1", "db_port": facts["port"], "db_user": facts["user"], "db_password": facts["password"],
        }
        source = {"connect": connect, "target": ["bench"], "compression": compression}
        bench.configuration(self._name, {"type": self.service_type, "sources": [source]})
        self._client("CREATE DATABASE bench", database=None)
        self._client(f"CREATE TABLE issues ({COLUMNS})")
        with open(bench.data.sql_file, "rb") as file:
            statements = file.read(min(UNIT, bench.data.file_size))
        # The last statement is cut.
        statements = statements[:statements.rindex(b";\n") + 2].replace(b"`issues`", b"issues")
        self._client(b"BEGIN;\n" + statements + b"COMMIT;\n")
        copies = bench.data.file_size // UNIT
        while copies > 1:
            self._client("INSERT INTO issues SELECT * FROM issues")
            copies //= 2

    def _client(self, statements: str | bytes, database: str | None = "bench") -> None:
        text = statements.encode() if isinstance(statements, str) else statements
        subprocess.run(
            ["bash", "-c", f'. "$1"; {self.client} "${{@:2}}"', "-", str(self._environment), database or self.first],
            input=text, check=True, stdout=subprocess.DEVNULL)

    def _clean_up(self) -> None:
        self._service.stop()
        self._bench.clean(self._name)


class MariaDB(_Database):
    title = "MariaDB"
    service = "mariadb"
    service_type = "mysql"
    program = "mariadb-dump"
    options = ["--innodb-buffer-pool-size=2G", "--skip-log-bin"]
    first = "mysql"
    client = 'MYSQL_PWD="$password" mariadb --no-defaults --socket="$socket" --user="$user"'
    dump = (
        'MYSQL_PWD="$password" mariadb-dump --no-defaults --host=127.0.0.1 --port="$port" --user="$user" '
        "--single-transaction --quick bench")


class PostgreSQL(_Database):
    title = "PostgreSQL"
    service = "postgresql"
    service_type = "postgresql"
    program = "pg_dump"
    options = ["-c", "shared_buffers=1GB", "-c", "max_wal_size=4GB"]
    first = "postgres"
    client = 'PGPASSWORD="$password" psql -qX --host="$socket" --port="$port" --username="$user" --dbname'
    dump = 'PGPASSWORD="$password" pg_dump --host=127.0.0.1 --port="$port" --username="$user" bench'
