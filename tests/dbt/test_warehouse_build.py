"""The whole SQL on handmade rows: what becomes a fact, what is rejected, what the marts answer, and each check failing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dbt import damages
from tests.dbt.conftest import PROJECT
from tests.dbt.handmade import reports, write

Ask = Callable[..., list[tuple]]


@pytest.fixture(scope="module")
def build(dbt: Callable, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], list[Any]]:
    """The warehouse, the ids of its figures, and what dbt said of each node."""
    warehouse = tmp_path_factory.mktemp("warehouse") / "warehouse.duckdb"
    docs, ids = reports()
    write(warehouse, docs)
    result = dbt(warehouse, "build")
    failed = [(r.node.name, r.status, r.message) for r in result.result or [] if r.status not in ("success", "pass")]
    assert result.success, failed or result.exception
    return warehouse, ids, list(result.result)


@pytest.fixture(scope="module")
def built(build: tuple[Path, dict[str, str], list[Any]]) -> tuple[Path, dict[str, str]]:
    return build[:2]


def test_every_candidate_ends_with_its_reason(built: tuple[Path, dict[str, str]], ask: Ask) -> None:
    warehouse, ids = built
    reasons = dict(ask(warehouse, "select candidate_id, reject_reason from marts.rejected_candidate"))
    assert reasons == {
        ids["mismatch"]: "unit_mismatch",
        ids["vague"]: "vague_number",
        ids["impossible"]: "out_of_hard_range",
        ids["gdp"]: "unknown_indicator",
        ids["gone"]: "withdrawn_document",
    }
    facts = {row[0] for row in ask(warehouse, "select observation_id from marts.fct_observation")}
    assert facts == set(ids.values()) - set(reasons)


def test_values_are_canonical(built: tuple[Path, dict[str, str]], ask: Ask) -> None:
    warehouse, ids = built
    rows = ask(warehouse, "select observation_id, value, unit_code, obs_status from marts.fct_observation")
    facts = {row[0]: row[1:] for row in rows}
    assert facts[ids["pm_2022"]] == (30, "ug/m3", "U")
    assert facts[ids["pm_change"]] == (-20, "%", "U")
    assert facts[ids["pm_rank"]] == (3, "{rank}", "A")
    assert facts[ids["farmland"]] == (Decimal("1593.33333333"), "har", "A")
    assert facts[ids["fines"]] == (100000, "CNY", "A")
    assert facts[ids["masked"]] == (None, "%", "Q")
    assert facts[ids["gap_actual"]][2] == "U"


def test_contradictions_are_found_and_flagged(built: tuple[Path, dict[str, str]], ask: Ask) -> None:
    warehouse, ids = built
    checks = {
        (row[0], row[1]): row[2:]
        for row in ask(
            warehouse, "select rule_code, stated_observation_id, verdict, expected from marts.fct_consistency"
        )
    }
    assert checks["gap_to_target", ids["gap"]] == ("contradiction", -45)
    assert checks["good_and_polluted_days", ids["ratio"]] == ("contradiction", Decimal("97.80821918"))
    assert checks["days_by_ratio", ids["ratio"]][0] == "consistent"
    assert checks["fines", ids["fines"]] == ("consistent", 100000)
    assert checks["change_pct_on_last_year", ids["pm_change"]][0] == "contradiction"
    flags = dict(ask(warehouse, "select observation_id, quality_flags from marts.fct_observation"))
    for name in ("ratio", "good", "polluted"):
        assert flags[ids[name]] == ["contradicts_days"]
    for name in ("gap", "gap_actual", "gap_target"):
        assert flags[ids[name]] == ["contradicts_gap"]
    assert flags[ids["fines"]] == []


def test_one_answer_a_year(built: tuple[Path, dict[str, str]], ask: Ask) -> None:
    warehouse, ids = built
    rows = ask(
        warehouse,
        "select year, actual_value, actual_observation_id, target_value, yoy_change_stated, yoy_change_computed, rank, "
        "n_sources, spread, picked_rule from marts.fct_indicator_year where indicator_code = 'air_pm25_annual_mean'",
    )
    assert rows == [
        (2022, 30, ids["pm_2022"], None, None, None, None, 1, 0, "full_year_own_report"),
        (2023, 31, ids["pm_2023_later"], None, -20, 1, 3, 2, 3, "full_year_own_report"),
        (2024, Decimal("29.4"), ids["pm_2024"], 29, None, Decimal("-1.6"), None, 1, 0, "full_year_own_report"),
    ]
    wide = ask(
        warehouse, "select region_zh, year, pm25_ug_m3, fines_cny from marts.mart_indicator_wide where year = 2023"
    )
    assert wide == [("诸暨市", 2023, 31, 100000)]


def test_targets_and_standards(built: tuple[Path, dict[str, str]], ask: Ask) -> None:
    warehouse, _ = built
    rows = ask(
        warehouse,
        "select year, indicator_code, gap_computed, is_attained, target_source from marts.fct_target_attainment",
    )
    assert rows == [
        (2023, "soil_contaminated_farmland_safe_use_area", Decimal("60"), True, "report_of_the_year"),
        (2024, "air_pm25_annual_mean", Decimal("0.4"), False, "earlier_plan"),
    ]
    grades = ask(
        warehouse,
        "select distinct standard_code, best_grade from marts.fct_standard_compliance where year = 2022 order by 1",
    )
    assert grades == [("GB 3095-2012", "II"), ("WHO AQG 2021", "IT-1")]


def test_every_public_column_is_described(built: tuple[Path, dict[str, str]], ask: Ask) -> None:
    warehouse, _ = built
    assert (
        ask(warehouse, "select table_name from duckdb_tables() where schema_name = 'marts' and comment is null") == []
    )
    bare = "select table_name, column_name from duckdb_columns() where schema_name = 'marts' and coalesce(comment, '') = ''"
    assert ask(warehouse, bare) == []
    assert ask(warehouse, "select count(*) from duckdb_views() where schema_name = 'marts'") == [(0,)]


def test_the_order_of_loading_does_not_matter(
    built: tuple[Path, dict[str, str]], dbt: Callable, ask: Ask, tmp_path: Path
) -> None:
    warehouse, _ = built
    other = tmp_path / "warehouse.duckdb"
    docs, _ = reports()
    for doc in docs:
        doc.candidates.reverse()
    write(other, docs[::-1])
    assert dbt(other, "seed").success
    assert dbt(other, "run").success
    tables = [row[0] for row in ask(warehouse, "select table_name from duckdb_tables() where schema_name = 'marts'")]
    assert len(tables) == len(list((PROJECT / "models" / "marts").glob("*.sql")))
    for table in tables:
        assert ask(other, f"from marts.{table}") == ask(warehouse, f"from marts.{table}"), table


def test_every_data_test_fails_on_what_it_guards_against(
    build: tuple[Path, dict[str, str], list[Any]], tmp_path: Path
) -> None:
    """Each test's own SQL, on the built warehouse and on one with the damage that it is there to find."""
    warehouse, _, results = build
    tests = [result.node for result in results if result.node.resource_type == "test"]
    assert len(tests) > 200
    copy = tmp_path / "warehouse.duckdb"  # the stem is the catalog's name, which the compiled SQL holds
    copy.write_bytes(warehouse.read_bytes())
    with duckdb.connect(str(copy)) as con:
        noisy = [test.name for test in tests if damages.failures(con, test)]
        silent = [test.name for test in tests if not damages.failures(con, test, damaged=True)]
    assert (noisy, silent) == ([], [])


def test_dbt_reports_a_damage_and_warns_where_a_warning_is_meant(
    built: tuple[Path, dict[str, str]], dbt: Callable, tmp_path: Path
) -> None:
    copy = tmp_path / "warehouse.duckdb"
    copy.write_bytes(built[0].read_bytes())
    expected = {"nothing_is_lost": "fail", "override_meets_its_candidate": "warn"}
    with duckdb.connect(str(copy)) as con:
        for name in expected:
            con.execute(damages.DAMAGES[name])
    result = dbt(copy, "test", "--select", *expected)
    assert {r.node.name: str(r.status) for r in result.result} == expected


def test_make_test_runs_every_unit_test(build: tuple[Path, dict[str, str], list[Any]]) -> None:
    """A run of the main job leaves them out: they are about the SQL, not about the data."""
    unit_tests = {result.node.name for result in build[2] if result.node.resource_type == "unit_test"}
    written = {
        line.split("name:")[1].strip()
        for path in sorted((PROJECT / "models").rglob("*.yml"))
        for line in path.read_text(encoding="utf-8").partition("unit_tests:")[2].splitlines()
        if line.startswith("  - name:")
    }
    assert len(written) > 15
    assert unit_tests == written
