"""The marts in PostgreSQL, for tools without a DuckDB driver and for many users at once.

The tables are loaded into a schema beside the one that is read; then one short transaction puts it in its place. A reader sees the old
publication or the new one, whole, and a load that fails leaves the old one. psycopg is an extra: it is imported here only.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import duckdb

from exports.tidy import DATABASE, open_published

if TYPE_CHECKING:
    from psycopg import Connection

SCHEMA, LOADING = "marts", "marts_loading"
MARK = "greenledger publication "  # how the comment of a schema begins that this module wrote
LOCK = 0x677265656E  # of PostgreSQL's advisory locks: two publications wait for each other
PATIENCE = 30.0  # seconds for readers who hold a table while it is to be replaced
LOCK_TIMEOUT = (
    "500ms"  # shorter than PostgreSQL waits before it looks for a deadlock: this side gives way, not the reader
)
BLOCK = 1 << 20
KEYS = {
    "fct_observation": "observation_id",
    "rejected_candidate": "candidate_id",
    "fct_indicator_year": "region_code, year, indicator_code",
    "fct_consistency": "check_id",
    "dim_document": "document_id",
    "dim_region": "region_code",
    "dim_indicator": "indicator_code",
    "dim_unit": "unit_code",
    "dim_standard": "limit_id",
    "dim_code": "code_list, code",
}
LINKED = ("fct_observation", "fct_indicator_year")  # tools find the joins by these foreign keys
LINKS = {
    "region_code": "dim_region",
    "indicator_code": "dim_indicator",
    "unit_code": "dim_unit",
    "document_id": "dim_document",
}
INDEXED = {
    "fct_observation": ("indicator_code, region_code, year", "document_id"),
    "fct_indicator_year": ("indicator_code, year",),
    "rejected_candidate": ("document_id",),
}


class PostgresError(RuntimeError):
    """The publication did not reach PostgreSQL; the message says why and what to do. What was there stays."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """`changed` is false when PostgreSQL already held this publication."""

    changed: bool
    rows: int
    place: str


def publish(database: Path, url: str, mark: str) -> Loaded:
    """Bring the published database to the PostgreSQL at `url`, unless it is there; `mark` names its content. Raises PostgresError."""
    psycopg = _driver()
    try:
        with (
            psycopg.connect(url, autocommit=True, application_name="greenledger") as pg,
            open_published(database) as con,
        ):
            place = f"{pg.info.host}:{pg.info.port}/{pg.info.dbname}"
            pg.execute("select pg_advisory_lock(%s)", [LOCK])
            if _mark(pg, SCHEMA) == MARK + mark:
                return Loaded(False, 0, place)
            rows = _load(pg, con, mark)
            _swap(pg)
            return Loaded(True, rows, place)
    except psycopg.errors.DependentObjectsStillExist as error:
        raise PostgresError(
            f"Objects of others depend on schema {SCHEMA}, which a publication replaces: {error.diag.message_detail}. "
            "Copy what they give into tables of a schema of your own, or drop them."
        ) from error
    except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected) as error:
        raise PostgresError(
            f"A reader holds the tables of schema {SCHEMA} for longer than {PATIENCE:g} s: end its transaction "
            "(pg_stat_activity shows it) and run again. The old publication stays in PostgreSQL."
        ) from error
    except psycopg.Error as error:
        raise PostgresError(f"PostgreSQL refused the publication: {str(error).strip()}") from error


def _driver() -> ModuleType:
    try:
        import psycopg
    except ImportError as error:
        raise PostgresError(
            "The driver of PostgreSQL is not installed: it is the extra `postgres`, locked in requirements/postgres.txt."
        ) from error
    return psycopg


def _mark(pg: Connection, schema: str) -> str | None:
    """The comment of the schema; None where there is no schema, empty where it has no comment."""
    row = pg.execute(
        "select coalesce(obj_description(oid, 'pg_namespace'), '') from pg_namespace where nspname = %s", [schema]
    ).fetchone()
    return row[0] if row else None


def _ours(pg: Connection, schema: str) -> bool:
    """Whether the schema exists. Raises PostgresError where somebody else made it."""
    mark = _mark(pg, schema)
    if mark is not None and not mark.startswith(MARK):
        raise PostgresError(
            f"The database has a schema {schema} that greenledger did not write. Rename it, or publish to another database."
        )
    return mark is not None


def _load(pg: Connection, con: duckdb.DuckDBPyConnection, mark: str) -> int:
    """Fill the schema beside in one transaction; returns its rows."""
    _ours(pg, SCHEMA)
    rows = 0
    with pg.transaction(), tempfile.TemporaryDirectory() as folder:
        if _ours(pg, LOADING):
            pg.execute(f"drop schema {LOADING} cascade")
        pg.execute(f"create schema {LOADING}")
        pg.execute(f"comment on schema {LOADING} is {_quoted(MARK + mark)}")
        tables = con.execute(
            "select table_name, comment from duckdb_tables() where database_name = ? order by 1", [DATABASE]
        ).fetchall()
        for table, comment in tables:
            rows += _load_table(pg, con, table, comment, Path(folder) / "rows.csv")
        for statement in _constraints({table for table, _ in tables}):
            pg.execute(statement)
        for table, _ in tables:
            pg.execute(f"analyze {LOADING}.{table}")
    return rows


def _load_table(pg: Connection, con: duckdb.DuckDBPyConnection, table: str, comment: str | None, file: Path) -> int:
    columns = con.execute(
        "select column_name, data_type, comment from duckdb_columns() "
        "where database_name = ? and table_name = ? order by column_index",
        [DATABASE, table],
    ).fetchall()
    pg.execute(f"create table {LOADING}.{table} ({', '.join(f'{name} {_type(kind)}' for name, kind, _ in columns)})")
    pg.execute(f"comment on table {LOADING}.{table} is {_quoted(comment or '')}")
    for name, _, text in columns:
        pg.execute(f"comment on column {LOADING}.{table}.{name} is {_quoted(text or '')}")
    cells = ", ".join(_cell(name, kind) for name, kind, _ in columns)
    path = str(file).replace("'", "''")
    con.execute(f"copy (select {cells} from {table}) to '{path}' (format csv, header false, nullstr '\\N')")
    with (
        file.open("rb") as content,
        pg.cursor() as cursor,
        cursor.copy(f"copy {LOADING}.{table} from stdin (format csv, null '\\N')") as copy,
    ):
        while block := content.read(BLOCK):
            copy.write(block)
    row = pg.execute(f"select count(*) from {LOADING}.{table}").fetchone()
    wanted = con.execute(f"select count(*) from {table}").fetchone()
    if row != wanted:
        raise PostgresError(f"PostgreSQL holds {row} rows of {table}, the publication {wanted}. Run again.")
    return int(row[0]) if row else 0


def _type(kind: str) -> str:
    if kind.startswith("DECIMAL"):
        return kind.replace("DECIMAL", "numeric")
    return {"VARCHAR": "text", "VARCHAR[]": "text[]", "DOUBLE": "double precision"}.get(kind, kind.lower())


def _cell(name: str, kind: str) -> str:
    """The column as text that PostgreSQL's copy reads; PostgreSQL has no place for the character nought."""
    if kind == "VARCHAR":
        return f"replace({name}, chr(0), '\ufffd')"
    if kind == "VARCHAR[]":
        escaped = (
            f"list_transform({name}, lambda each: '\"' || replace(replace(each, '\\', '\\\\'), '\"', '\\\"') || '\"')"
        )
        return f"'{{' || array_to_string({escaped}, ',') || '}}'"
    return name


def _constraints(tables: set[str]) -> Iterator[str]:
    for table, key in KEYS.items():
        if table in tables:
            yield f"alter table {LOADING}.{table} add primary key ({key})"
    for table in LINKED:
        if table in tables:
            for column, target in LINKS.items():
                if not (table == "fct_indicator_year" and column == "document_id"):
                    yield f"alter table {LOADING}.{table} add foreign key ({column}) references {LOADING}.{target}"
    for table, indexes in INDEXED.items():
        for columns in indexes if table in tables else ():
            yield f"create index on {LOADING}.{table} ({columns})"


def _swap(pg: Connection) -> None:
    """Put the loaded schema in the place of the one that is read, as soon as no reader is in the middle of its tables."""
    from psycopg.errors import DeadlockDetected, LockNotAvailable

    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with pg.transaction():
                _replace(pg)
            return
        except (LockNotAvailable, DeadlockDetected):
            if time.monotonic() > deadline:
                raise


def _replace(pg: Connection) -> None:
    """The swap. Who may read the old schema may read the new one."""
    pg.execute(f"set local lock_timeout = '{LOCK_TIMEOUT}'")
    if _ours(pg, SCHEMA):
        row = pg.execute(
            "select string_agg(format('%%I.%%I', schemaname, tablename), ', ') from pg_tables where schemaname = %s",
            [SCHEMA],
        ).fetchone()
        if row and row[0]:
            pg.execute(f"lock table {row[0]} in access exclusive mode")
            pg.execute(f"drop table {row[0]}")  # not cascade: views of others are theirs
        for role in _readers(pg):
            pg.execute(f"grant usage on schema {LOADING} to {role}")
            pg.execute(f"grant select on all tables in schema {LOADING} to {role}")
        pg.execute(f"drop schema {SCHEMA}")
    pg.execute(f"alter schema {LOADING} rename to {SCHEMA}")


def _readers(pg: Connection) -> list[str]:
    """Roles, quoted, that were granted the use of the schema."""
    rows = pg.execute(
        """
        select distinct case when grantee = 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end
        from pg_namespace, aclexplode(nspacl)
        where nspname = %s and privilege_type = 'USAGE' and grantee <> nspowner
        """,
        [SCHEMA],
    ).fetchall()
    return [row[0] for row in rows]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
