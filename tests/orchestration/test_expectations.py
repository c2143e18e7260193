"""Every expectation is fed data that must pass and data that must fail, and says which rows, in which words."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration import expectations, gx_duckdb, suites
from orchestration.expectations import Outcome, validate
from orchestration.gate import CHECKS
from orchestration.home import SEEDS

GOOD = """
    create schema marts;
    create table marts.dim_document as
    select 'd1' as document_id, '2022.txt' as file_name, 40 as char_count, 'ab' as content_sha256, 'read' as status;
    create table marts.fct_observation as
    select * from (values
        ('o1', 'air_pm25_annual_mean', 'level', 22.0::decimal(28, 8), 'ug/m3', false, 'A'),
        ('o2', 'air_pm25_annual_mean', 'change_pct', -4.3, '%', false, 'A'),
        ('o3', 'air_good_days_ratio', 'change_pp', 1.2, 'pp', false, 'A'),
        ('o4', 'air_good_days_ratio', 'target_gap', 1.5, 'pp', false, 'A'),
        ('o5', 'air_pm25_annual_mean', 'rank', 3, '{rank}', false, 'A'),
        ('o6', 'air_pm25_annual_mean', 'change_abs', 2, '{rank}', false, 'A'),
        ('o7', 'air_pm25_annual_mean', 'level', null, 'ug/m3', true, 'Q')
    ) as t (observation_id, indicator_code, measure, value, unit_code, is_masked, obs_status)
    cross join (
        select 'd1' as document_id, 4 as char_start, 9 as char_end, '22微克/立方米' as quote, '年均浓度22微克/立方米。' as sentence,
        'annual' as period_type, 'actual' as scenario, 'eq' as qualifier, '22' as value_text, '140300' as region_code, 2022 as year
    );
    create table marts.rejected_candidate as
    select 'd1' as document_id, 1 as char_start, 2 as char_end, '8' as quote, 'no_indicator' as reject_reason;
    create table marts.fct_indicator_year as select '140300' as region_code, 2022 as year, 'air_pm25_annual_mean' as indicator_code;
"""

# (table, row of the good data, column, value): one bad row each; together they break every expectation of every suite.
BAD = [
    ("fct_observation", "o1", "unit_code", "'mg/m3'"),
    ("fct_observation", "o2", "unit_code", "'pp'"),
    ("fct_observation", "o3", "unit_code", "'%'"),
    ("fct_observation", "o4", "unit_code", "'ug/m3'"),
    ("fct_observation", "o5", "unit_code", "'%'"),
    ("fct_observation", "o6", "unit_code", "'pp'"),
    ("fct_observation", "o1", "value", "null"),
    ("fct_observation", "o7", "value", "1"),
    *(("fct_observation", "o1", column, "null") for column in suites.REQUIRED),
    *(
        ("fct_observation", "o1", column, "'nonsense'")
        for column in ("indicator_code", "unit_code", "obs_status", "region_code", *suites.CONTRACT)
    ),
    *(
        ("rejected_candidate", "", column, "null")
        for column in ("document_id", "char_start", "char_end", "quote", "reject_reason")
    ),
    ("rejected_candidate", "", "reject_reason", "'because'"),
    *(("dim_document", "", column, "null") for column in ("document_id", "file_name", "char_count", "content_sha256")),
    *(("fct_indicator_year", "", column, "null") for column in suites.KEYS["fct_indicator_year"]),
    ("fct_indicator_year", "", "year", "2022"),  # the good row once more
]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gate") / "w.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute(GOOD)
    return path


@pytest.fixture(scope="module")
def judged(good: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, Outcome]]:
    """The outcomes by check on the good data after one statement, for the table that the statement is about."""

    def judge(statement: str) -> dict[str, Outcome]:
        path = Path(shutil.copy(good, tmp_path_factory.mktemp("bad") / "w.duckdb"))
        with duckdb.connect(str(path)) as con:
            con.execute(statement)
        tables = [table for table in CHECKS if f"marts.{table}" in statement]
        return {outcome.check: outcome for outcome in validate(path, tables or None)}

    return judge


def test_good_data_passes_every_check(good: Path) -> None:
    outcomes = validate(good)
    assert [(outcome.table, outcome.check) for outcome in outcomes] == [
        (table, check) for table in CHECKS for check in CHECKS[table]
    ]
    assert [outcome.message for outcome in outcomes if not outcome.passed] == []
    assert all(outcome.expectations for outcome in outcomes)


def test_every_expectation_is_seen_to_fail(good: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(good, tmp_path / "w.duckdb"))
    with duckdb.connect(str(path)) as con:
        for table, row, column, value in BAD:
            where = f"where observation_id = '{row}'" if row else ""
            con.execute(f"create or replace temp table bad as from marts.{table} {where} limit 1")
            con.execute(f"insert into marts.{table} select * replace ({value} as {column}) from bad")
        for bound, beyond in (("hard_min", "hard_min::double - 1"), ("hard_max", "hard_max::double + 1")):
            con.execute(f"""
                insert into marts.fct_observation
                select o.* replace (i.indicator_code as indicator_code, i.unit_code as unit_code, {beyond} as value)
                from marts.fct_observation as o cross join read_csv('{SEEDS}/indicators.csv', all_varchar = true) as i
                where o.observation_id = 'o1' and o.quote is not null and i.{bound} is not null and o.value = 22
                qualify row_number() over (partition by i.indicator_code) = 1
            """)
    with gx_duckdb.read_only(path) as source:
        results = [result for table in CHECKS for result in expectations._results(source, table)]
    assert [result.expectation_config.description for result in results if result.success] == []
    assert [error for result in results if (error := expectations._exception(result))] == []


def test_a_failing_row_is_shown_with_its_document_and_words(judged: Callable[[str], dict[str, Outcome]]) -> None:
    outcomes = judged("update marts.fct_observation set value = 3200 where observation_id = 'o1'")
    assert [outcome.check for outcome in outcomes.values() if not outcome.passed] == ["hard_range"]
    outcome = outcomes["hard_range"]
    assert (outcome.failed, outcome.broken) == (1, False)
    assert {"file_name": "2022.txt", "quote": "22微克/立方米", "observation_id": "o1"}.items() <= outcome.rows[
        0
    ].items()


def test_a_check_that_breaks_blocks_and_says_so(judged: Callable[[str], dict[str, Outcome]]) -> None:
    outcomes = judged("alter table marts.fct_observation drop column qualifier")
    assert outcomes["known_codes"].broken
    assert not outcomes["known_codes"].passed
    missing = judged("drop table marts.fct_indicator_year")["one_row_a_year"]
    assert missing.broken
    assert not missing.passed
    assert "broken" in missing.message
