"""Opening what is published: the publication that stands stays open for all requests until another one takes its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

Row = dict[str, Any]


class NotPublished(LookupError):
    """There is no publication to read, or it was removed while it was read."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One publication, open for reading."""

    connection: duckdb.DuckDBPyConnection
    documents: Path

    def rows(self, sql: str, parameters: dict[str, Any] | None = None) -> list[Row]:
        result = self.connection.execute(sql, parameters or {})
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def row(self, sql: str, parameters: dict[str, Any] | None = None) -> Row | None:
        return next(iter(self.rows(sql, parameters)), None)

    def has(self, table: str) -> bool:
        """Whether this publication holds the table: those of older versions lack some."""
        found = "select 1 from duckdb_tables() where database_name = 'published' and table_name = $table"
        return self.row(found, {"table": table}) is not None

    def texts(self, document_ids: Iterable[str]) -> dict[str, str]:
        """The stored texts of these documents; one that is not stored is missing. Raises NotPublished."""
        wanted = sorted(set(document_ids))
        if not self.documents.is_dir():
            raise NotPublished(f"The texts of this publication are gone: {self.documents}.")
        if not wanted or not any(self.documents.glob("*.parquet")):
            return {}
        rows = self.connection.execute(
            "select document_id, text from read_parquet($parts) where document_id in (select unnest($wanted::varchar[]))",
            {"parts": str(self.documents / "*.parquet"), "wanted": wanted},
        ).fetchall()
        return dict(rows)


class Publications:
    """The publications of one home, one after the other. Opening a file costs more than most questions: it is done once."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self._lock = Lock()
        self._standing: tuple[Path, int] | None = None
        self._connection: duckdb.DuckDBPyConnection | None = None

    @contextmanager
    def opened(self) -> Iterator[Snapshot]:
        """The publication that stands now; it stays readable here when another one replaces it. Raises NotPublished."""
        standing = _standing(self.database)
        mark = (standing, standing.stat().st_ino)
        with self._lock:
            if self._connection is None or self._standing != mark:
                # The one before is not closed here: it ends with the last request that still reads it.
                self._connection = _connect(standing)
                self._standing = mark
            cursor = self._connection.cursor()
        with cursor:
            cursor.execute("use published.marts")
            yield Snapshot(cursor, standing.parent / "documents")


@contextmanager
def opened(database: Path) -> Iterator[Snapshot]:
    """Open the publication that stands now, for one use. Raises NotPublished."""
    with Publications(database).opened() as snapshot:
        yield snapshot


def _standing(database: Path) -> Path:
    """The file behind the links, resolved once, so that figures and texts come from the same publication."""
    try:
        return database.resolve(strict=True)
    except FileNotFoundError as error:
        raise NotPublished(f"Nothing is published in {database.parent}.") from error


def _connect(standing: Path) -> duckdb.DuckDBPyConnection:
    """Attached to a database of its own: connections to one path share an instance, and that goes on showing a replaced file."""
    connection = duckdb.connect()
    connection.execute(f"attach '{_quoted(standing)}' as published (read_only)")
    connection.execute(f"set allowed_directories = ['{_quoted(standing.parent)}']")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
