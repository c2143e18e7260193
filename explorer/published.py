"""Opening what is published for one request, so that a publication put in place meanwhile is seen by the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
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


@contextmanager
def opened(database: Path) -> Iterator[Snapshot]:
    """Open the publication that stands now. Raises NotPublished.

    The links are resolved once, so that figures and texts come from the same publication. The file is attached to a database of
    its own: connections to one path share an instance, and that would go on showing a file that was replaced.
    """
    try:
        standing = database.resolve(strict=True)
    except FileNotFoundError as error:
        raise NotPublished(f"Nothing is published in {database.parent}.") from error
    with duckdb.connect() as connection:
        connection.execute(f"attach '{_quoted(standing)}' as published (read_only)")
        connection.execute("use published.marts")
        connection.execute(f"set allowed_directories = ['{_quoted(standing.parent)}']")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        yield Snapshot(connection, standing.parent / "documents")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
