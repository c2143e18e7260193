"""The whole SQL on handmade rows: what becomes a fact, what is rejected, what the marts answer, and each check failing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.dbt.handmade import Doc, write

Ask = Callable[..., list[tuple]]
HIDDEN = "410411"


def reports() -> tuple[list[Doc], dict[str, str]]:
    """Three reports of one county and one that hides its region; the ids by a short name."""
    ids: dict[str, str] = {}
    y2022 = Doc("2022.txt", "2022年PM2.5平均浓度30微克/立方米。", report_year=2022, published_on=date(2023, 1, 10))
    ids["pm_2022"] = y2022.figure("30微克/立方米", "air_pm25_annual_mean", "30", "微克/立方米")

    y2023 = Doc(
        "2023.txt",
        "2023年PM2.5平均浓度0.028毫克/立方米，同比下降20%，居第3位；"
        "优良天数357天，污染8天，优良率98.2%；安全利用耕地2.39万亩，目标2.3万亩；罚款5吨；约数千名；"
        "优良率目标为百分之九百；秸秆利用率*%；生产总值300亿元；罚款10万元，实缴6万元，未缴4万元；"
        "2024年PM2.5控制在29微克/立方米以下。",
        published_on=date(2024, 1, 12),
    )
    f = y2023.figure
    ids["pm_2023"] = f("0.028毫克/立方米", "air_pm25_annual_mean", "0.028", "毫克/立方米")
    ids["pm_change"] = f("20%", "air_pm25_annual_mean", "-20", "%", measure="change_pct")
    ids["pm_rank"] = f("第3位", "air_pm25_annual_mean", "3", "位", measure="rank")
    ids["good"] = f("357天", "air_good_days_count", "357", "天")
    ids["polluted"] = f("8天", "air_polluted_days_count", "8", "天")
    ids["ratio"] = f("98.2%", "air_good_days_ratio", "98.2", "%")
    ids["farmland"] = f("2.39万亩", "soil_contaminated_farmland_safe_use_area", "23900", "亩")
    ids["farmland_target"] = f(
        "2.3万亩", "soil_contaminated_farmland_safe_use_area", "23000", "亩", scenario="target", qualifier="ge"
    )
    ids["mismatch"] = f("5吨", "enforcement_penalty_amount", "5", "吨")
    ids["vague"] = f("数千名", None, None, "名", doubt="vague_number")
    ids["impossible"] = f("百分之九百", "air_good_days_ratio", "900", "%")
    ids["masked"] = f("*%", "solid_waste_straw_utilization_ratio", None, "%", is_masked=True)
    ids["gdp"] = f("300亿元", None, "30000000000", "元", indicator_text="生产总值")
    ids["fines"] = f("10万元", "enforcement_penalty_amount", "100000", "元")
    ids["paid"] = f("6万元", "enforcement_penalty_paid_amount", "60000", "元")
    ids["unpaid"] = f("4万元", "enforcement_penalty_unpaid_amount", "40000", "元")
    ids["pm_target"] = f(
        "29微克/立方米以下", "air_pm25_annual_mean", "29", "微克/立方米", year=2024, scenario="target", qualifier="le"
    )

    y2024 = Doc("2024.txt", "2024年PM2.5平均浓度29.4微克/立方米，2023年为31微克/立方米。", report_year=2024)
    ids["pm_2024"] = y2024.figure("29.4微克/立方米", "air_pm25_annual_mean", "29.4", "微克/立方米")
    ids["pm_2023_later"] = y2024.figure("31微克/立方米", "air_pm25_annual_mean", "31", "微克/立方米", year=2023)

    hidden = Doc("hidden.txt", "优良天数目标252天，截至目前207天，差46天。", region_code=None)
    until = {"period_end": date(2023, 10, 31), "period_type": "year_to_date"}
    ids["gap_target"] = hidden.figure("252天", "air_good_days_count", "252", "天", scenario="target")
    ids["gap_actual"] = hidden.figure("207天", "air_good_days_count", "207", "天", **until)
    ids["gap"] = hidden.figure("46天", "air_good_days_count", "-46", "天", measure="target_gap", **until)

    gone = Doc("gone.txt", "PM2.5平均浓度50微克/立方米。", status="withdrawn")
    ids["gone"] = gone.figure("50微克/立方米", "air_pm25_annual_mean", "50", "微克/立方米")
    return [y2022, y2023, y2024, hidden, gone], ids


@pytest.fixture(scope="module")
def built(dbt: Callable, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    warehouse = tmp_path_factory.mktemp("warehouse") / "warehouse.duckdb"
    docs, ids = reports()
    write(warehouse, docs)
    result = dbt(warehouse, "build")
    failed = [(r.node.name, r.status, r.message) for r in result.result or [] if r.status not in ("success", "pass")]
    assert result.success, failed or result.exception
    return warehouse, ids


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
    assert len(tables) == 17
    for table in tables:
        assert ask(other, f"from marts.{table}") == ask(warehouse, f"from marts.{table}"), table


BREAKS = {
    "quote_stands_at_its_span": "update raw.metric_candidates set char_end = char_end + 1 where ordinal = 0",
    "stg_candidates_span_inside_text": "update raw.metric_candidates set char_end = char_start where ordinal = 0",
    "stg_candidates_known_doubt": "update raw.metric_candidates set doubt = 'because' where ordinal = 0",
    "nothing_is_lost": "delete from marts.rejected_candidate",
    "sentence_holds_its_quote": "update marts.fct_observation set sentence = ''",
    "fct_observation_value_unless_masked": "update marts.fct_observation set value = 1 where is_masked",
    "fct_observation_known_flags": "update marts.fct_observation set quality_flags = ['odd']",
    "fct_observation_period_in_order": "update marts.fct_observation set period_start = date '2030-01-01'",
    "dim_document_nothing_lost": "update marts.dim_document set rejected_count = rejected_count + 1",
    "spelling_converts_one_way": "insert into intermediate.int_unit_conversions from intermediate.int_unit_conversions limit 1",
    "override_meets_its_candidate": "insert into seeds.overrides (document_id, char_start, quote, action) values ('none', 0, 'x', 'reject')",
    "regions_valid_in_order": "update seeds.regions set valid_from = date '2030-01-01' where region_code = '330625'",
    "unique_together_mart_unmapped_phrase_kind__phrase": "insert into marts.mart_unmapped_phrase from marts.mart_unmapped_phrase limit 1",
    "indicators_bounds_are_nested": "update seeds.indicators set hard_max = 0 where indicator_code = 'air_co_p95'",
    "unique_together_unit_spellings_spelling__unit_code": "insert into seeds.unit_spellings from seeds.unit_spellings limit 1",
    "unique_fct_observation_observation_id": "insert into marts.fct_observation from marts.fct_observation limit 1",
    "not_null_fct_observation_value_text": "alter table marts.fct_observation alter value_text drop not null; "
    "update marts.fct_observation set value_text = null",
    "relationships_fct_observation_region_code__region_code__ref_dim_region_": "delete from marts.dim_region",
    "relationships_fct_observation_unit_code__unit_code__ref_dim_unit_": "update marts.fct_observation set unit_code = 'x'",
    "accepted_values_fct_observation_scenario__actual__target__requirement": "update marts.fct_observation set scenario = 'x'",
}


def test_each_check_fails_on_what_it_guards_against(
    built: tuple[Path, dict[str, str]], dbt: Callable, tmp_path: Path
) -> None:
    warehouse, _ = built
    silent = []
    for name, damage in BREAKS.items():
        broken = tmp_path / "warehouse.duckdb"  # the stem is the catalog's name, which the manifest holds
        broken.write_bytes(warehouse.read_bytes())
        with duckdb.connect(str(broken)) as con:
            con.execute(damage)
        result = dbt(broken, "test", "--select", name)
        statuses = [str(r.status) for r in result.result or []]
        if statuses not in (["fail"], ["warn"]):
            silent.append((name, statuses))
        broken.unlink()
    assert silent == []
