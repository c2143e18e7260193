"""Great Expectations carries the rules out: one suite a table, one expectation a rule. Importing this imports Great Expectations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import great_expectations.expectations as gxe

from orchestration.validation import gx_duckdb
from orchestration.validation.results import BROKEN, FAILED, PASSED, Outcome
from orchestration.validation.rules import BLOCK, ROW, Rule
from orchestration.validation.suite import RULES, by_table

SAID = 300  # characters of an error; the log has all of it


def validate(database: Path, last: Path | None = None, rules: tuple[Rule, ...] = RULES) -> list[Outcome]:
    """Carry the rules out on schema marts of a DuckDB file, read-only; `last` is the file that readers have, if there is one.

    One outcome a rule, in their order: what cannot be carried out is an outcome too. Raises only when a file cannot be opened.
    """
    outcomes: dict[str, Outcome] = {}
    with gx_duckdb.read_only(database, last) as source:
        for table, chosen in by_table(with_last=last is not None).items():
            suite = [rule for rule in chosen if rule in rules]
            if suite:
                outcomes |= _judged(source, table, suite)
    for rule in rules:
        if rule.needs_last and last is None:
            outcomes[rule.name] = _outcome(rule, PASSED, "还没有上一次发布可比")
    return [outcomes[rule.name] for rule in rules]


def expectation(rule: Rule) -> gxe.UnexpectedRowsExpectation:
    # Codes like {rank} hold braces, which the template would take for its own. The batch comes with an alias or without,
    # depending on whether the query joins: a subquery around it takes the rule's own.
    query = rule.rows.replace("{", "{{").replace("}", "}}").replace("BATCH", "(select * from {batch})")
    return gxe.UnexpectedRowsExpectation(
        unexpected_rows_query=query,
        description=rule.meaning,
        severity="critical" if rule.outcome == BLOCK else "warning",
        meta={"rule": rule.name},
    )


def _judged(source: Any, table: str, rules: list[Rule]) -> dict[str, Outcome]:
    """The outcomes of one suite; a table that is not there breaks every rule about it."""
    try:
        asset = source.add_table_asset(table, table_name=table, schema_name="marts")
        batch = asset.add_batch_definition_whole_table("all").get_batch()
        suite = gx_duckdb.ExpectationSuite(name=table, expectations=[expectation(rule) for rule in rules])
        results = batch.validate(suite, result_format={"result_format": "COMPLETE"}).results
    except Exception as error:  # whatever it is, it must be shown and must block
        return {rule.name: _broken(rule, f"{type(error).__name__}: {error}") for rule in rules}
    said = {result.expectation_config.meta["rule"]: result for result in results}
    return {rule.name: _told(source, rule, said.get(rule.name)) for rule in rules}


def _told(source: Any, rule: Rule, result: Any) -> Outcome:
    if result is None:
        return _broken(rule, "Great Expectations gave no result for it")
    if error := _exception(result):
        return _broken(rule, error)
    failed = int(result.result["observed_value"])
    if bool(result.success) != (failed == 0):
        return _broken(rule, f"it says success {result.success} and counts {failed} rows")
    try:
        checked = gx_duckdb.scalar(source, rule.count.replace("BATCH", f"marts.{rule.table}"))
    except Exception as error:
        return _broken(rule, f"{type(error).__name__}: {error}")
    rows = tuple({name: row[name] for name in ROW} for row in result.result["details"]["unexpected_rows"])
    must = rule.outcome == BLOCK  # its title says what must hold; those of the others name what is looked for
    if failed:
        words = f"{checked:,} 项中 {failed:,} 项不符" if must else f"{checked:,} 项中有 {failed:,} 项"
        return _outcome(rule, FAILED, words, checked, failed, rows)
    return _outcome(rule, PASSED, f"{checked:,} 项均符合" if must else f"{checked:,} 项中没有", checked)


def _exception(result: Any) -> str | None:
    """The message of an expectation that could not be evaluated; None where the data decided."""
    info = result.exception_info or {}
    for entry in [info, *(value for value in info.values() if isinstance(value, dict))]:
        if entry.get("raised_exception"):
            return str(entry.get("exception_message"))
    return None


def _broken(rule: Rule, error: str) -> Outcome:
    return _outcome(rule, BROKEN, f"校验本身出错，数据未必有问题 (the check itself broke): {error[:SAID]}")


def _outcome(
    rule: Rule,
    status: str,
    message: str,
    checked: int = 0,
    failed: int = 0,
    rows: tuple[dict[str, Any], ...] = (),
) -> Outcome:
    sql = rule.rows.replace("BATCH", f"marts.{rule.table}")
    return Outcome(
        rule.name,
        rule.table,
        rule.outcome,
        rule.title,
        rule.meaning,
        status,
        message,
        checked,
        failed,
        rows,
        sql,
    )
