"""To a host behind ssh, against `sftp put`. Server and client share the machine; the server's work counts in the wall
time and not in the CPU."""

import shlex
from typing import Iterator

from .bench import Bench
from .measuring import Command
from .rows import Budget, Row, Side
from .service import Service

NAME = "sftp"
PEER = """. "$server"; printf 'put %s %s\\n' "$file" "$out" | sftp -q -b - -P "$port" -i "$key" -o IdentitiesOnly=yes \\
-o UserKnownHostsFile="$known_hosts" "$user@127.0.0.1" """


def sftp_rows(bench: Bench) -> Iterator[Row]:
    service = Service("sshd", bench.scratch / f"{NAME}.server", [])
    environment = bench.scratch / f"{NAME}.env"
    configuration = bench.scratch / f"{NAME}.yaml"
    theirs = bench.pipeline(NAME, PEER)

    def warm_up() -> None:
        bench.ready(bench.data.sql_file)
        service.start()
        facts = service.facts
        environment.write_text("".join(f"{key}={shlex.quote(value)}\n" for key, value in facts.items()))
        storage = {
            "storage": "scp", "host": "127.0.0.1", "port": facts["port"], "user": facts["user"],
            "path_to_key": facts["key"], "known_hosts": facts["known_hosts"],
            "backup_dir": str(bench.storage(NAME) / "copy1"),
        }
        job = bench.stream_job(f"cat {bench.data.sql_file}", "none")
        bench.configuration_file(NAME, [{"job": NAME, **job, "storages": [storage]}])

    def clean_up() -> None:
        service.stop()
        bench.clean(NAME)

    yield Row(
        name=NAME,
        work="1 GB SQL text from a command, no compression, to an SFTP server",
        ours=bench.backup(NAME, configuration),
        theirs=Side(
            Command(PEER, {**theirs.command.environment, "server": str(environment), "file": str(bench.data.sql_file)}),
            theirs.prepare, theirs.stored),
        peer="`sftp put f`",
        budget=Budget(wall=1.0),
        warm_up=warm_up,
        clean_up=clean_up,
    )
