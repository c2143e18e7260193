"""What each dbt data test is there to find: the damage is done to a built warehouse, the test's own SQL has to see it."""

from __future__ import annotations

from typing import Any

import duckdb

# Tests that say something of their own. Statements, done before the test's SQL is run.
DAMAGES = {
    "quote_stands_at_its_span": "update raw.metric_candidates set char_end = char_end + 1 where ordinal = 0",
    "stg_candidates_span_inside_text": "update raw.metric_candidates set char_end = char_start where ordinal = 0",
    "stg_candidates_known_doubt": "update raw.metric_candidates set doubt = 'because' where ordinal = 0",
    "nothing_is_lost": "delete from marts.rejected_candidate",
    "sentence_holds_its_quote": "update marts.fct_observation set sentence = ''",
    "fct_observation_value_unless_masked": "update marts.fct_observation set value = 1 where is_masked",
    "fct_observation_known_flags": "update marts.fct_observation set quality_flags = ['odd']",
    "fct_observation_period_in_order": "update marts.fct_observation set period_start = date '2030-01-01'",
    "dim_document_nothing_lost": "update marts.dim_document set rejected_count = rejected_count + 1",
    "code_has_a_name": "update marts.fct_observation set measure = 'mood'",
    "spelling_converts_one_way": "insert into intermediate.int_unit_conversions from intermediate.int_unit_conversions limit 1",
    "override_meets_its_candidate": "insert into seeds.overrides (document_id, char_start, quote, action) values ('none', 0, 'x', 'reject')",
    "regions_valid_in_order": "update seeds.regions set valid_from = date '2030-01-01' where region_code = '330625'",
    "regions_of_a_place_follow_each_other": "update seeds.regions set valid_to = null where region_code = '330625'",
    "indicator_measures_what_its_unit_does": "update seeds.indicators set unit_dimension = 'mass' where indicator_code = 'air_co_p95'",
    "indicators_bounds_are_nested": "update seeds.indicators set hard_max = 0 where indicator_code = 'air_co_p95'",
}


def failures(con: duckdb.DuckDBPyConnection, test: Any, *, damaged: bool = False) -> int:
    """Rows that the SQL of a dbt test node finds, on the warehouse as it is or with its damage; nothing of it stays."""
    con.begin()
    try:
        if damaged:
            _damage(con, test)
        return int((con.execute(f"select count(*) from ({test.compiled_code})").fetchone() or [0])[0])
    finally:
        con.rollback()


def _damage(con: duckdb.DuckDBPyConnection, test: Any) -> None:
    if test.name in DAMAGES:
        con.execute(DAMAGES[test.name])
        return
    assert hasattr(test, "test_metadata"), f"No damage is known for {test.name}: write one into DAMAGES."
    kind, arguments = test.test_metadata.name, test.test_metadata.kwargs
    table = test.attached_node or test.depends_on.nodes[0]
    schema, name = _relation(con, table.split(".")[-1])
    _add_rows(con, schema, name, kind, arguments.get("columns") or [arguments.get("column_name")])


def _relation(con: duckdb.DuckDBPyConnection, name: str) -> tuple[str, str]:
    row = con.execute(
        "select table_schema, table_name from information_schema.tables where table_name = ?", [name]
    ).fetchone()
    assert row, name
    return row


def _add_rows(con: duckdb.DuckDBPyConnection, schema: str, name: str, kind: str, columns: list[str | None]) -> None:
    """Put a table without constraints in the place of the table or view, with rows that the test must not let pass."""
    relation = f"{schema}.{name}"
    if columns == [None]:  # a test of whole rows
        columns = [con.execute(f"describe {relation}").fetchall()[0][0]]
    stranger = _stranger(con, relation, columns[0])
    value, times = {
        "not_null": ("null", 1),
        "holds": ("null", 1),  # of an empty row every expression is unknown, unless it says what holds then
        "unique": (stranger, 2),
        "unique_together": ("null", 2),
        "relationships": (stranger, 1),
        "accepted_values": (stranger, 1),
    }[kind]  # a test of another kind needs its own damage above
    con.execute(f"create temp table damaged as from {relation}")
    row = f"({', '.join([value] * len(columns))})"
    con.execute(f"insert into damaged ({', '.join(columns)}) values {', '.join([row] * times)}")
    con.execute(f"drop {_kind(con, schema, name)} {relation}")
    con.execute(f"create table {relation} as from damaged")


def _stranger(con: duckdb.DuckDBPyConnection, relation: str, column: str) -> str:
    """A value that stands nowhere, as SQL in the type of the column."""
    [kind] = con.execute(
        f"select typeof({column}) from (select {column} from {relation} union all select null)"
    ).fetchone() or [""]
    return "'~'" if kind == "VARCHAR" else "-99"


def _kind(con: duckdb.DuckDBPyConnection, schema: str, name: str) -> str:
    row = con.execute(
        "select table_type from information_schema.tables where table_schema = ? and table_name = ?", [schema, name]
    ).fetchone()
    return "view" if row and row[0] == "VIEW" else "table"
