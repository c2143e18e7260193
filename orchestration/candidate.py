"""The file about to be published: schema marts copied beside what readers have, with its documents, compared with what was built.

    published/releases/.building/    greenledger.duckdb, documents/, fingerprint; here the gate looks, and here it leaves what it found

Nothing here is seen by readers; the next run clears what a killed one left.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

SCHEMA = "marts"
RESULTS = "fct_validation_result"  # what the gate says of a file is no part of what it looks at
DATABASE, PARQUET, DOCUMENTS, FINGERPRINT = "greenledger.duckdb", "parquet", "documents", "fingerprint"
ABOUT, REPORT = "candidate.json", "validation.html"
STORAGE = "v1.0.0"  # readable by every DuckDB since 1.0


class PublicationError(RuntimeError):
    """What was built may not be shown to readers; the message says what is stored, what was expected, what to do."""


@dataclass(frozen=True, slots=True)
class Companion:
    """Files that are made from the database and stand beside it in its release.

    `write(database, release)` writes `folder` of the release; `version` changes when the same database would give other files.
    """

    folder: str
    version: str
    write: Callable[[Path, Path], None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """The file about to be published. `number` is that of the publication it would be; of the standing one if it holds the same."""

    folder: Path
    number: int
    changed: bool
    fingerprint: str
    rows: dict[str, int]
    new_documents: int
    last: Path | None

    @property
    def database(self) -> Path:
        return self.folder / DATABASE


def build(warehouse: Path, published: Path, companions: Sequence[Companion] = ()) -> Candidate:
    """Write the candidate from schema marts of the warehouse; other companions than before make it another publication.

    The caller holds the home's lock. Raises PublicationError.
    """
    releases = published / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    for leftover in releases.glob(".*"):
        shutil.rmtree(leftover)
    last = standing(published)
    folder = building(published)
    folder.mkdir()
    with duckdb.connect() as con:
        con.execute(f"attach '{in_sql(warehouse)}' as warehouse (read_only)")
        rows = _write_database(con, folder / DATABASE)
        new_documents = _write_documents(con, folder / DOCUMENTS, last / DOCUMENTS if last else None)
        _verify(con, folder / DATABASE, rows)
        fingerprint = _fingerprint(con, "candidate", companions)
    (folder / FINGERPRINT).write_text(fingerprint, encoding="utf-8")
    changed = last is None or bool(new_documents) or stored_fingerprint(last) != fingerprint
    number = _next(releases) if changed or last is None else int(last.name)
    candidate = Candidate(folder, number, changed, fingerprint, rows, new_documents, last / DATABASE if last else None)
    (folder / ABOUT).write_text(json.dumps(dataclasses.asdict(candidate), default=str), encoding="utf-8")
    return candidate


def load(published: Path) -> Candidate:
    """The candidate that a step before this one built. Raises PublicationError."""
    about = building(published) / ABOUT
    if not about.exists():
        raise PublicationError(
            f"No file to publish has been written in {published}. Run the whole job: greenledger run."
        )
    stored = json.loads(about.read_text(encoding="utf-8"))
    paths = {name: stored.pop(name) for name in ("folder", "last")}
    return Candidate(folder=Path(paths["folder"]), last=Path(paths["last"]) if paths["last"] else None, **stored)


def building(published: Path) -> Path:
    return published / "releases" / ".building"


def standing(published: Path) -> Path | None:
    """The release that readers have now."""
    current = published / "current"
    return current.resolve() if (current / DATABASE).exists() else None


def stored_fingerprint(release: Path) -> str | None:
    path = release / FINGERPRINT
    return path.read_text(encoding="utf-8") if path.exists() else None


def _next(releases: Path) -> int:
    return max((int(path.name) for path in releases.iterdir() if path.name.isdigit()), default=0) + 1


def _write_database(con: duckdb.DuckDBPyConnection, path: Path) -> dict[str, int]:
    """Copy every table of the marts with its comments; returns rows by table."""
    con.execute(f"attach '{in_sql(path)}' as candidate (storage_version '{STORAGE}')")
    con.execute(f"create schema candidate.{SCHEMA}")
    tables = con.execute(
        "select table_name, comment from duckdb_tables() where database_name = 'warehouse' and schema_name = ? order by 1",
        [SCHEMA],
    ).fetchall()
    if not tables:
        raise PublicationError(f"The warehouse holds no table in schema {SCHEMA}. Build it first: greenledger run.")
    rows = {}
    for table, comment in tables:
        target = f"candidate.{SCHEMA}.{name_of(table)}"
        con.execute(f"create table {target} as from warehouse.{SCHEMA}.{name_of(table)}")
        con.execute(f"comment on table {target} is '{_quoted(comment)}'")
        for column, text in _columns(con, "warehouse", table):
            con.execute(f"comment on column {target}.{name_of(column)} is '{_quoted(text)}'")
        rows[table] = _count(con, target)
    con.execute("checkpoint candidate")
    return rows


def _write_documents(con: duckdb.DuckDBPyConnection, folder: Path, before: Path | None) -> int:
    """Link the parts that stand and write one part with the documents that they lack; returns how many those are.

    The text of a document changes only with the reader of its format; the parts that hold the old text are then written again
    without it, so that a document has one text in every publication.
    """
    folder.mkdir()
    con.execute("""
        create temp table wanted as
        select document_id, text, md5(text) as text_md5
        from warehouse.raw.documents
        where document_id in (select document_id from warehouse.marts.dim_document) and text is not null
    """)
    parts = sorted(before.glob("*.parquet")) if before else []
    con.execute("create temp table kept (document_id varchar)")
    for part in parts:
        stale = con.execute(
            f"select count(*) from '{in_sql(part)}' as part join wanted using (document_id) where md5(part.text) <> wanted.text_md5"
        ).fetchone()
        if stale and stale[0]:
            query = (
                f"select part.* from '{in_sql(part)}' as part anti join wanted on part.document_id = wanted.document_id"
            )
            _write_part(con, f"{query} and md5(part.text) <> wanted.text_md5", folder)
        else:
            os.link(part, folder / part.name)
    if list(folder.glob("*.parquet")):
        con.execute(f"insert into kept select document_id from '{in_sql(folder)}/*.parquet'")
    return _write_part(
        con, "select document_id, text from wanted anti join kept using (document_id) order by document_id", folder
    )


def _write_part(con: duckdb.DuckDBPyConnection, query: str, folder: Path) -> int:
    con.execute(f"create or replace temp table part as {query}")
    ids = [row[0] for row in con.execute("select document_id from part order by 1").fetchall()]
    if ids:
        name = hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16]
        con.execute(f"copy part to '{in_sql(folder / f'{name}.parquet')}' (format parquet, compression zstd)")
    return len(ids)


def _verify(con: duckdb.DuckDBPyConnection, path: Path, rows: dict[str, int]) -> None:
    """Open what was written as a reader would, and compare it with what was built."""
    con.execute("detach candidate")
    con.execute(f"attach '{in_sql(path)}' as candidate (read_only)")
    found = {
        table: _count(con, f"candidate.{SCHEMA}.{name_of(table)}")
        for (table,) in con.execute(
            "select table_name from duckdb_tables() where database_name = 'candidate'"
        ).fetchall()
    }
    if found != rows:
        raise PublicationError(
            f"The written file holds {found}, the warehouse {rows}. Run again; if it stays, check the disk."
        )
    bare = con.execute("""
        select table_name from duckdb_tables() where database_name = 'candidate' and coalesce(comment, '') = ''
        union all
        select table_name || '.' || column_name from duckdb_columns()
        where database_name = 'candidate' and coalesce(comment, '') = ''
    """).fetchall()
    if bare:
        names = ", ".join(sorted(name for (name,) in bare)[:10])
        raise PublicationError(
            f"{len(bare)} tables or columns carry no comment: {names}. Describe them in models/marts/*.yml."
        )


def _fingerprint(con: duckdb.DuckDBPyConnection, database: str, companions: Sequence[Companion]) -> str:
    """One hash of all rows, whatever their order, all columns and all comments, and of what is made from them; not of the gate's results."""
    digest = hashlib.sha256(duckdb.__version__.encode())  # hash() may differ between releases
    for companion in companions:
        digest.update(repr((companion.folder, companion.version)).encode())
    for (table,) in con.execute(
        "select table_name from duckdb_tables() where database_name = ? and table_name <> ? order by 1",
        [database, RESULTS],
    ).fetchall():
        name = f"{database}.{SCHEMA}.{name_of(table)}"
        content = con.execute(f"select count(*), bit_xor(hash(t)), sum(hash(t)::hugeint) from {name} as t").fetchone()
        shape = con.execute(
            "select column_name, data_type, comment from duckdb_columns() where database_name = ? and table_name = ? order by column_index",
            [database, table],
        ).fetchall()
        comment = con.execute(
            "select comment from duckdb_tables() where database_name = ? and table_name = ?", [database, table]
        ).fetchone()
        digest.update(repr((table, comment, shape, content)).encode())
    return digest.hexdigest()


def _columns(con: duckdb.DuckDBPyConnection, database: str, table: str) -> list[tuple[str, str | None]]:
    return con.execute(
        "select column_name, comment from duckdb_columns() where database_name = ? and schema_name = ? and table_name = ?",
        [database, SCHEMA, table],
    ).fetchall()


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0


def name_of(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def in_sql(path: Path) -> str:
    return str(path).replace("'", "''")


def _quoted(text: str | None) -> str:
    return (text or "").replace("'", "''")
