"""What readers open: each publication is built beside, verified, and put in place by one rename.

    published/releases/000007/       one publication: greenledger.duckdb, parquet/, documents/, exports/; never changed once it stands
    published/current                -> releases/000007, replaced by one rename: the whole publication changes at once
    published/greenledger.duckdb     -> current/greenledger.duckdb; likewise parquet, documents and exports

A reader that has the file open keeps the old one. A run killed at any point leaves the links as they were.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

SCHEMA = "marts"
KEPT = 3
DATABASE, PARQUET, DOCUMENTS = "greenledger.duckdb", "parquet", "documents"
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
class Publication:
    """The publication that now stands. `changed` is false when it already held exactly this content."""

    release: str
    changed: bool
    path: Path
    rows: dict[str, int]
    new_documents: int
    bytes: int


def publish(warehouse: Path, published: Path, companions: Sequence[Companion] = ()) -> Publication:
    """Publish schema marts of the warehouse. The caller holds the home's lock. Raises PublicationError, or what a companion raises."""
    releases = published / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    for leftover in releases.glob(".*"):
        shutil.rmtree(leftover)
    standing = _standing(published)
    building = releases / ".building"
    (building / PARQUET).mkdir(parents=True)
    with duckdb.connect() as con:
        con.execute(f"attach '{_text(warehouse)}' as warehouse (read_only)")
        rows = _write_database(con, building / DATABASE)
        new_documents = _write_documents(con, building / DOCUMENTS, standing / DOCUMENTS if standing else None)
        _verify(con, building / DATABASE, rows)
        fingerprint = _fingerprint(con, "candidate", companions)
        if standing and not new_documents and _stored_fingerprint(standing) == fingerprint:
            shutil.rmtree(building)
            _link(published)
            return Publication(standing.name, False, published / DATABASE, rows, 0, _size(standing))
        for table in rows:
            con.execute(
                f"copy candidate.{SCHEMA}.{_name(table)} to '{_text(building / PARQUET / f'{table}.parquet')}' "
                "(format parquet, compression zstd)"
            )
    for companion in companions:
        companion.write(building / DATABASE, building)
    (building / "fingerprint").write_text(fingerprint, encoding="utf-8")
    _seal(building)
    number = max((int(path.name) for path in releases.iterdir() if path.name.isdigit()), default=0) + 1
    release = releases / f"{number:06d}"
    building.rename(release)
    _sync(releases)
    _replace_link(published / "current", Path("releases") / release.name)
    _link(published)
    _prune(releases, keep=release.name)
    return Publication(release.name, True, published / DATABASE, rows, new_documents, _size(release))


def standing_releases(published: Path) -> list[Path]:
    """Publications on disk, oldest first."""
    return sorted(path for path in (published / "releases").glob("[0-9]*") if path.is_dir())


def _standing(published: Path) -> Path | None:
    current = published / "current"
    return current.resolve() if (current / DATABASE).exists() else None


def _write_database(con: duckdb.DuckDBPyConnection, path: Path) -> dict[str, int]:
    """Copy every table of the marts with its comments; returns rows by table."""
    con.execute(f"attach '{_text(path)}' as candidate (storage_version '{STORAGE}')")
    con.execute(f"create schema candidate.{SCHEMA}")
    tables = con.execute(
        "select table_name, comment from duckdb_tables() where database_name = 'warehouse' and schema_name = ? order by 1",
        [SCHEMA],
    ).fetchall()
    if not tables:
        raise PublicationError(f"The warehouse holds no table in schema {SCHEMA}. Build it first: greenledger run.")
    rows = {}
    for table, comment in tables:
        target = f"candidate.{SCHEMA}.{_name(table)}"
        con.execute(f"create table {target} as from warehouse.{SCHEMA}.{_name(table)}")
        con.execute(f"comment on table {target} is '{_quoted(comment)}'")
        for column, text in _columns(con, "warehouse", table):
            con.execute(f"comment on column {target}.{_name(column)} is '{_quoted(text)}'")
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
            f"select count(*) from '{_text(part)}' as part join wanted using (document_id) where md5(part.text) <> wanted.text_md5"
        ).fetchone()
        if stale and stale[0]:
            query = (
                f"select part.* from '{_text(part)}' as part anti join wanted on part.document_id = wanted.document_id"
            )
            _write_part(con, f"{query} and md5(part.text) <> wanted.text_md5", folder)
        else:
            os.link(part, folder / part.name)
    if list(folder.glob("*.parquet")):
        con.execute(f"insert into kept select document_id from '{_text(folder)}/*.parquet'")
    return _write_part(
        con, "select document_id, text from wanted anti join kept using (document_id) order by document_id", folder
    )


def _write_part(con: duckdb.DuckDBPyConnection, query: str, folder: Path) -> int:
    con.execute(f"create or replace temp table part as {query}")
    ids = [row[0] for row in con.execute("select document_id from part order by 1").fetchall()]
    if ids:
        name = hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16]
        con.execute(f"copy part to '{_text(folder / f'{name}.parquet')}' (format parquet, compression zstd)")
    return len(ids)


def _verify(con: duckdb.DuckDBPyConnection, path: Path, rows: dict[str, int]) -> None:
    """Open what was written as a reader would, and compare it with what was built."""
    con.execute("detach candidate")
    con.execute(f"attach '{_text(path)}' as candidate (read_only)")
    found = {
        table: _count(con, f"candidate.{SCHEMA}.{_name(table)}")
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
    """One hash of all rows, whatever their order, all columns and all comments, and of what is made from them."""
    digest = hashlib.sha256(duckdb.__version__.encode())  # hash() may differ between releases
    for companion in companions:
        digest.update(repr((companion.folder, companion.version)).encode())
    for (table,) in con.execute(
        "select table_name from duckdb_tables() where database_name = ? order by 1", [database]
    ).fetchall():
        name = f"{database}.{SCHEMA}.{_name(table)}"
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


def _stored_fingerprint(release: Path) -> str | None:
    path = release / "fingerprint"
    return path.read_text(encoding="utf-8") if path.exists() else None


def _seal(folder: Path) -> None:
    """Make the files read-only and durable before anything points to them."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            path.chmod(0o444)
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _link(published: Path) -> None:
    """Stable names for what the standing release holds."""
    names = [DATABASE, *(path.name for path in sorted((published / "current").iterdir()) if path.is_dir())]
    for name in names:
        if not (published / name).is_symlink():
            _replace_link(published / name, Path("current") / name)
    _sync(published)


def _replace_link(link: Path, target: Path) -> None:
    beside = link.with_name(f".{link.name}")
    beside.unlink(missing_ok=True)
    beside.symlink_to(target)
    beside.replace(link)


def _prune(releases: Path, keep: str) -> None:
    for path in standing_releases(releases.parent)[:-KEPT]:
        if path.name != keep:
            shutil.rmtree(path)


def _columns(con: duckdb.DuckDBPyConnection, database: str, table: str) -> list[tuple[str, str | None]]:
    return con.execute(
        "select column_name, comment from duckdb_columns() where database_name = ? and schema_name = ? and table_name = ?",
        [database, SCHEMA, table],
    ).fetchall()


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(path: Path) -> str:
    return str(path).replace("'", "''")


def _quoted(text: str | None) -> str:
    return (text or "").replace("'", "''")
