"""Ten thousand backups, written as Lifeboat lays them out, without running it ten thousand times."""

import datetime
import hashlib
import json
import pathlib
import random
import subprocess

JOBS = 4
TARGETS = 5
DAYS = 500


def make_history(folder: pathlib.Path) -> list[dict]:
    """Fills `folder` and returns the jobs of a configuration that knows it."""
    plain = subprocess.run(
        ["tar", "--create", "--file=-", "--files-from=/dev/null"], check=True, capture_output=True).stdout
    stored = subprocess.run(["zstd", "-3", "--stdout"], input=plain, check=True, capture_output=True).stdout
    chance = random.Random(19)
    first = datetime.datetime(2024, 1, 1, 3, 0, 0)
    jobs = []
    for job in (f"job{number}" for number in range(1, JOBS + 1)):
        targets = [f"target{number}" for number in range(1, TARGETS + 1)]
        for day in range(DAYS):
            started = first + datetime.timedelta(days=day)
            identity = f"{started:%Y%m%dT%H%M%SZ}-{chance.getrandbits(16):04x}"
            for target in targets:
                place = folder / job / target / identity
                place.mkdir(parents=True)
                (place / f"{target}.tar.zst").write_bytes(stored)
                receipt = _receipt(identity, job, target, started, plain, stored)
                (place / "receipt.json").write_text(json.dumps(receipt, indent=2, sort_keys=True) + "\n")
        jobs.append({
            "job": job, "type": "desc_files",
            "sources": [{"target": [f"/nowhere/{target}" for target in targets]}],
            "storages": [{"storage": "local", "backup_dir": str(folder)}],
        })
    return jobs


def _receipt(
    identity: str, job: str, target: str, started: datetime.datetime, plain: bytes, stored: bytes
) -> dict:
    return {
        "format": 1, "id": identity, "job": job, "type": "desc_files", "target": target,
        "origin": f"/nowhere/{target}",
        "started": f"{started:%Y-%m-%dT%H:%M:%SZ}",
        "finished": f"{started + datetime.timedelta(seconds=90):%Y-%m-%dT%H:%M:%SZ}",
        "lifeboat_version": "bench", "facts": {}, "omissions": [], "omission_count": 0, "encodings": ["zstd"],
        "plain": _digest(plain), "stored": _digest(stored), "object": f"{target}.tar.zst", "evidence": {"counts": {}},
    }


def _digest(content: bytes) -> dict:
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
