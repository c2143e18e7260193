"""The gate at work: the suites run on the built marts, and what they say in words of the domain. Importing this imports Great Expectations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration import gx_duckdb, suites
from orchestration.gate import CHECKS

SHOWN_ROWS = 10
SHOWN_COLUMNS = [
    *(
        "file_name",
        "indicator_code",
        "region_code",
        "year",
        "measure",
        "value",
        "unit_code",
        "quote",
        "sentence",
        "reject_reason",
    ),
    *("observation_id", "document_id"),
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one check. `broken`: the check itself could not be carried out, which says nothing about the data."""

    table: str
    check: str
    passed: bool
    broken: bool
    message: str
    expectations: int
    checked: int
    failed: int
    rows: tuple[dict[str, Any], ...]


def validate(database: Path, tables: Sequence[str] | None = None) -> list[Outcome]:
    """Run the suites on schema marts of a DuckDB file, read-only. One outcome for each check of gate.CHECKS, in that order."""
    chosen = {table: checks for table, checks in CHECKS.items() if tables is None or table in tables}
    with gx_duckdb.read_only(database) as source:
        results = {table: _results(source, table) for table in chosen}
    # Only now: DuckDB refuses a plain connection while that of SQLAlchemy, which has other settings, is open in this process.
    return [_outcome(database, table, check, results[table]) for table, checks in chosen.items() for check in checks]


def _results(source: Any, table: str) -> list[Any] | Exception:
    """The results of one suite, or why it could not be run: a table that is not there, a suite that cannot be read."""
    try:
        asset = source.add_table_asset(table, table_name=table, schema_name="marts")
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        suite = gx_duckdb.ExpectationSuite(name=table, expectations=suites.SUITES[table]())
        form = {
            "result_format": "SUMMARY",
            "unexpected_index_column_names": suites.KEYS[table],
            "partial_unexpected_count": SHOWN_ROWS,
        }
        return list(batch.validate(suite, result_format=form).results)
    except Exception as error:
        return error


def _outcome(database: Path, table: str, check: str, suite: list[Any] | Exception) -> Outcome:
    if isinstance(suite, Exception):
        message = f"The check itself is broken: {type(suite).__name__}: {suite}"
        return Outcome(table, check, False, True, message, 0, 0, 0, ())
    results = [result for result in suite if result.expectation_config.meta["check"] == check]
    failing = [result for result in results if not result.success]
    raised = [text for result in failing if (text := _exception(result))]
    failed = sum(_failed(result) for result in failing)
    checked = max((result.result.get("element_count") or 0 for result in results), default=0)
    if raised:
        message = f"The check itself is broken: {raised[0][:300]}"
    elif not results:
        message = "The check itself is broken: it holds no expectation."
    elif failing:
        message = f"{failed} values fail: " + "; ".join(result.expectation_config.description for result in failing[:5])
    else:
        message = f"{len(results)} expectations hold."
    rows = () if raised else _examples(database, table, failing)
    return Outcome(
        table,
        check,
        not failing and bool(results),
        bool(raised) or not results,
        message,
        len(results),
        checked,
        failed,
        rows,
    )


def _exception(result: Any) -> str | None:
    """The message of an expectation that could not be evaluated; None where the data decided."""
    info = result.exception_info or {}
    for entry in [info, *(value for value in info.values() if isinstance(value, dict))]:
        if entry.get("raised_exception"):
            return str(entry.get("exception_message"))
    return None


def _failed(result: Any) -> int:
    """Rows that fail: `observed_value` is their number where an expectation is a query for them."""
    if "unexpected_rows_query" in result.expectation_config.kwargs:
        return int(result.result.get("observed_value") or 0)
    return int(result.result.get("unexpected_count") or 0)


def _examples(database: Path, table: str, failing: Sequence[Any]) -> tuple[dict[str, Any], ...]:
    """The first failing rows as a person wants to see them: which file, which words."""
    if not failing:
        return ()
    with duckdb.connect(str(database), read_only=True) as con:
        keys: list[Mapping[str, Any]] = []
        for result in failing:
            query = result.expectation_config.kwargs.get("unexpected_rows_query")
            if query:
                rows = con.execute(query.format(batch=f"marts.{table}")).fetchmany(SHOWN_ROWS)
                keys += [dict(zip(suites.KEYS[table], row, strict=True)) for row in rows]
            else:
                keys += result.result.get("partial_unexpected_index_list") or []
        keys = keys[:SHOWN_ROWS]
        if not keys:
            return ()
        columns = [row[0] for row in con.execute(f"describe marts.{table}").fetchall()]
        joined = "document_id" in columns and "file_name" not in columns
        select = [f"t.{name}" for name in SHOWN_COLUMNS if name in columns]
        join = "left join marts.dim_document as d on t.document_id = d.document_id" if joined else ""
        where = " or ".join(
            "(" + " and ".join(f"t.{name} is not distinct from ?" for name in suites.KEYS[table]) + ")" for _ in keys
        )
        result = con.execute(
            f"select {', '.join((['d.file_name'] if joined else []) + select)} from marts.{table} as t {join} where {where} limit {SHOWN_ROWS}",
            [key.get(name) for key in keys for name in suites.KEYS[table]],
        )
        names = [column[0] for column in result.description]
        return tuple(dict(zip(names, row, strict=True)) for row in result.fetchall())
