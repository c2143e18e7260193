"""The tables of schema raw: opening a warehouse with them, also one that an older release left. Their rows are store.py's."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa

RAW_SQL = Path(__file__).with_name("raw.sql")


@lru_cache(maxsize=8)
def arrow_schema(table: str) -> pa.Schema:
    """The columns of a table of schema raw as Arrow types, without a warehouse at hand."""
    with duckdb.connect() as scratch:
        scratch.execute(RAW_SQL.read_text(encoding="utf-8"))
        return scratch.execute(f"from raw.{table} limit 0").to_arrow_table().schema


def open_warehouse(path: Path) -> duckdb.DuckDBPyConnection:
    """Connect for writing and see to it that schema raw stands. Raises duckdb.IOException while another process holds the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(str(path))
    con.begin()
    _carry_over(con)
    con.commit()
    return con


def _carry_over(con: duckdb.DuckDBPyConnection) -> None:
    """Create the tables; where an older release left another shape, keep the columns that both have.

    Candidates of an older shape are dropped, and every document is marked to be read again.
    """
    ddl = RAW_SQL.read_text(encoding="utf-8")
    with duckdb.connect() as scratch:
        scratch.execute(ddl)
        wanted = _shapes(scratch)
    current = _shapes(con)
    old = [table for table in current if table in wanted and current[table] != wanted[table]]
    for table in old:
        con.execute(f"create temp table old_{table} as from raw.{table}")
        con.execute(f"drop table raw.{table}")
    if current != wanted:
        con.execute(ddl)
    for table in old:
        if table != "metric_candidates":
            common = ", ".join(name for name, _ in wanted[table] if name in {column for column, _ in current[table]})
            con.execute(f"insert into raw.{table} by name select {common} from old_{table}")
        con.execute(f"drop table old_{table}")
    if "metric_candidates" in old:
        con.execute("update raw.documents set extractor_version = ''")


def _shapes(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str]]]:
    rows = con.execute(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'raw' and not internal "
        "order by table_name, column_index"
    ).fetchall()
    shapes: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in rows:
        shapes.setdefault(table, []).append((column, kind))
    return shapes
