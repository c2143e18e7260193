"""Where things are: the home directory with all state, the inbox, the project's own files, and the lock on a home."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

PROJECT = Path(__file__).resolve().parents[1]  # dbt_project.yml, models/ and seeds/ live here
SEEDS = PROJECT / "seeds"


class Busy(RuntimeError):
    """Another run holds this home."""


@dataclass(frozen=True, slots=True)
class Home:
    """One warehouse with everything that belongs to it. Nothing is written outside `path`."""

    path: Path
    inbox: Path

    @classmethod
    def resolve(cls, home: Path | None = None, inbox: Path | None = None) -> Home:
        """Arguments win over GREENLEDGER_HOME and GREENLEDGER_INBOX, these over ./data and <home>/inbox."""
        path = (home or Path(os.environ.get("GREENLEDGER_HOME") or "data")).absolute()
        given = inbox or (Path(os.environ["GREENLEDGER_INBOX"]) if os.environ.get("GREENLEDGER_INBOX") else None)
        return cls(path, (given or path / "inbox").absolute())

    def export(self) -> None:
        """Hand the paths to dbt and to definitions loaded later in this process or its children."""
        os.environ["GREENLEDGER_HOME"] = str(self.path)
        os.environ["GREENLEDGER_INBOX"] = str(self.inbox)
        os.environ["GREENLEDGER_WAREHOUSE"] = str(self.warehouse)
        os.environ["DAGSTER_HOME"] = str(self.dagster)

    @property
    def warehouse(self) -> Path:
        return self.path / "warehouse.duckdb"

    @property
    def shards(self) -> Path:
        return self.path / "shards"

    @property
    def published(self) -> Path:
        return self.path / "published"

    @property
    def database(self) -> Path:
        return self.published / "greenledger.duckdb"

    @property
    def validation_report(self) -> Path:
        """What the gate said last, whatever came of it; that of a publication lies beside it."""
        return self.path / "validation.html"

    @property
    def dagster(self) -> Path:
        return self.path / "dagster"

    @property
    def dbt_target(self) -> Path:
        return self.path / "dbt" / "target"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @contextmanager
    def locked(self, timeout: float = 0) -> Iterator[None]:
        """Hold this home for one run; the operating system frees it when the process dies, however it dies.

        Reentrant within a process: the command takes it early to answer fast, the job takes it again for runs started elsewhere.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.path / "run.lock", is_singleton=True, thread_local=False)
        try:
            lock.acquire(timeout=timeout)
        except Timeout as error:
            raise Busy(f"Another run is at work in {self.path}.") from error
        try:
            yield
        finally:
            lock.release()
