"""One file that holds all state of a home: the warehouse, what is published, and the history of runs.

The inbox is not in it: those files are somebody's originals and are backed up where they come from. To restore, unpack the file into
an empty folder and use that as home; the next run reads what has arrived since.
"""

from __future__ import annotations

import os
import sqlite3
import tarfile
import tempfile
from pathlib import Path

from orchestration.home import Home

LEFT_OUT = frozenset(
    {"inbox", "dbt", "logs", "shards", "run.lock"}
)  # originals; what is made again; what belongs to processes


def back_up(home: Home, target: Path) -> int:
    """Write a gzip tar file while no run is at work; returns its size. The caller holds the home's lock.

    It appears under its name only when it is whole. The service may be up: Dagster's databases are copied as SQLite does it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    with (
        tempfile.TemporaryDirectory(dir=target.parent) as scratch,
        tarfile.open(beside, "w:gz", compresslevel=3) as tar,
    ):
        for path in sorted(home.path.iterdir()):
            if path.name in LEFT_OUT or path == home.inbox or path.resolve() == target.parent.resolve():
                continue
            if path == home.dagster:
                _add_history(tar, path, Path(scratch))
            else:
                tar.add(path, arcname=path.name, filter=_without_leftovers)
    with beside.open("rb") as stream:
        os.fsync(stream.fileno())
    beside.replace(target)
    return target.stat().st_size


def _add_history(tar: tarfile.TarFile, folder: Path, scratch: Path) -> None:
    for path in sorted(folder.rglob("*")):
        name = f"{folder.name}/{path.relative_to(folder)}"
        if not path.is_file() or path.name.endswith(("-wal", "-shm", "-journal", ".lock")):
            continue
        if path.suffix == ".db":
            copy = scratch / "copy.db"
            with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as source, sqlite3.connect(copy) as target:
                source.backup(target)
            source.close()
            target.close()
            tar.add(copy, arcname=name)
            copy.unlink()
        else:
            tar.add(path, arcname=name)


def _without_leftovers(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    return None if "/.building" in member.name else member
