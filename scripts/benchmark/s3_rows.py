"""Backups to a bucket, at a server that discards: what is measured is the client."""

import os
import pathlib
from typing import Iterator

from .bench import Bench
from .measuring import Command
from .rows import MIB, Budget, Row, Side
from .service import Service

BUCKET = "lifeboat"
PROGRAMS = pathlib.Path(".build/benchmark/bin").resolve()
LOGIN = {"AWS_ACCESS_KEY_ID": "lifeboat-key", "AWS_SECRET_ACCESS_KEY": "lifeboat-secret", "AWS_REGION": "us-east-1"}
#: `$url` is the server's.
PEERS = {
    "aws": ("aws s3 cp -", 'aws s3 cp --quiet --endpoint-url "$url" - s3://lifeboat/object'),
    "rclone": ("rclone rcat", "rclone rcat --config '' :s3:lifeboat/object"),
}


def s3_rows(bench: Bench) -> Iterator[Row]:
    for peer, (title, words) in PEERS.items():
        yield _upload(bench, f"s3-{peer}", title, words)
        yield _upload(bench, f"s3-tls-{peer}", title, words, tls=True)
    yield _both(bench)
    yield _memory(bench)
    yield _large_parts(bench)


def _upload(bench: Bench, name: str, title: str, words: str, tls: bool = False) -> Row:
    """With TLS as it is with Amazon's: the server checks checksums, and both sides leave bodies unsigned for it."""
    site = _Site(bench, name, tls)
    return Row(
        name=name,
        work="1 GB from a command to S3, " + ("https" if tls else "http"),
        ours=site.backup(name, _stored(bench), [{**_S3, "checksums": tls}]),
        theirs=Side(Command(f"cat {bench.data.sql_file} | {words}", site.environment)),
        peer=f"`cmd \\| {title}`",
        budget=Budget(wall=0.4, cpu=0.5, memory=128 * MIB),
        warm_up=lambda: site.begin([bench.data.sql_file]),
        clean_up=site.end,
    )


def _both(bench: Bench) -> Row:
    site = _Site(bench, "s3-and-local")
    local = {"storage": "local", "backup_dir": str(bench.storage("s3-and-local") / "copy1")}
    job = bench.stream_job(f"cat {bench.data.sql_file}", "zstd")
    return Row(
        name="s3-and-local",
        work="1 GB SQL text, zstd, to S3 and a folder at once",
        ours=site.backup("s3-and-local", job, [_S3, local]),
        theirs=site.backup("s3-alone", job, [_S3]),
        peer="the same to S3 alone",
        budget=Budget(wall=1.15, memory=128 * MIB),
        warm_up=lambda: site.begin([bench.data.sql_file]),
        clean_up=site.end,
    )


def _memory(bench: Bench) -> Row:
    site = _Site(bench, "s3-memory")
    copies = bench.large // (1 << 30)
    size = copies * bench.data.file_size
    job = bench.stream_job(f"for copy in $(seq {copies}); do cat {bench.data.random_file}; done", "none")
    return Row(
        name="s3-memory",
        work=f"{size / (1 << 30):g} GB from a command to S3",
        ours=site.backup("s3-memory", job, [_S3]),
        budget=Budget(memory=128 * MIB, staged=0),
        rounds=1,
        warm_up=lambda: site.begin([bench.data.random_file]),
        clean_up=site.end,
    )


def _large_parts(bench: Bench) -> Row:
    """Parts as an object of more than 563 GiB has them: larger than what 31 bits count."""
    site = _Site(bench, "s3-large-parts")
    part_size = 2560 * MIB
    job = bench.stream_job(f"for copy in 1 2 3 4 5 6; do cat {bench.data.random_file}; done", "none")
    return Row(
        name="s3-large-parts",
        work="6 GB from a command to S3 in parts of 2.5 GiB",
        ours=site.backup("s3-large-parts", job, [{**_S3, "part_size": part_size}]),
        budget=Budget(memory=128 * MIB + 2 * part_size, staged=0),
        rounds=1,
        warm_up=lambda: site.begin([bench.data.random_file]),
        clean_up=site.end,
    )


def _stored(bench: Bench) -> dict:
    """As it comes: what is measured is the way to the bucket."""
    return bench.stream_job(f"cat {bench.data.sql_file}", "none")


#: The server's address is read from the environment, since it is known late.
_S3 = {
    "storage": "s3", "bucket_name": BUCKET, "endpoint": "{{ url }}", "ca_cert": "{{ authority }}", "region": "us-east-1",
    "access_key_id": LOGIN["AWS_ACCESS_KEY_ID"], "secret_access_key": LOGIN["AWS_SECRET_ACCESS_KEY"],
}


class _Site:
    """A discarding server for the time of one row."""

    def __init__(self, bench: Bench, name: str, tls: bool = False):
        self._bench = bench
        self._name = name
        self._tls = tls
        self._server = Service("discarding-s3", bench.scratch / f"{name}.server", ["--tls"] if tls else [])
        #: Filled when the server is there; commands see it then.
        self.environment = {**LOGIN, "PATH": f"{PROGRAMS}:{os.environ['PATH']}"}

    def begin(self, data: list[pathlib.Path]) -> None:
        for file in data:
            self._bench.ready(file)
        self._server.start()
        url = f"{'https' if self._tls else 'http'}://127.0.0.1:{self._server.facts['port']}"
        authority = self._server.facts["authority"] if self._tls else ""
        self.environment |= {
            "url": url, "RCLONE_S3_PROVIDER": "Other", "RCLONE_S3_ENDPOINT": url, "RCLONE_S3_ENV_AUTH": "true",
            "authority": authority,
        }
        if self._tls:
            self.environment |= {"AWS_CA_BUNDLE": authority, "RCLONE_CA_CERT": authority}

    def backup(self, name: str, job: dict, storages: list[dict]) -> Side:
        path = self._bench.configuration_file(name, [{"job": name, **job, "storages": storages}], template=True)
        return Side(
            Command(
                [str(self._bench.lifeboat), "run", "-c", str(path)], self.environment, self._bench.storage(self._name)))

    def end(self) -> None:
        self._server.stop()
        self._bench.clean(self._name)
