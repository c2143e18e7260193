"""Every expectation is fed data that must pass and data that must fail, and says which rows, in which words."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration import expectations
from orchestration.expectations import Outcome, validate
from orchestration.gate import CHECKS

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

OBSERVATION = "update marts.fct_observation set {} where observation_id = '{}'"
BAD = [
    ("hard_range", OBSERVATION.format("value = 3200", "o1")),
    ("hard_range", OBSERVATION.format("value = -1", "o1")),
    ("canonical_unit", OBSERVATION.format("unit_code = 'mg/m3'", "o1")),
    ("canonical_unit", OBSERVATION.format("unit_code = 'pp'", "o2")),
    ("canonical_unit", OBSERVATION.format("unit_code = '%'", "o3")),
    ("canonical_unit", OBSERVATION.format("unit_code = 'ug/m3'", "o4")),
    ("canonical_unit", OBSERVATION.format("unit_code = '%'", "o5")),
    ("canonical_unit", OBSERVATION.format("unit_code = 'pp'", "o6")),
    *(("required_values", OBSERVATION.format(f"{column} = null", "o1")) for column in expectations.REQUIRED),
    ("required_values", OBSERVATION.format("value = null", "o1")),
    ("required_values", OBSERVATION.format("value = 1", "o7")),
    *(
        ("known_codes", OBSERVATION.format(f"{column} = 'nonsense'", "o1"))
        for column in ("indicator_code", "unit_code", "obs_status", "region_code", *expectations.CONTRACT)
    ),
    ("unique_observations", OBSERVATION.format("observation_id = 'o2'", "o1")),
    *(
        ("required_reasons", f"update marts.rejected_candidate set {column} = null")
        for column in ("document_id", "char_start", "char_end", "quote", "reject_reason")
    ),
    ("required_reasons", "update marts.rejected_candidate set reject_reason = 'because'"),
    *(
        ("document_keys", f"update marts.dim_document set {column} = null")
        for column in ("document_id", "file_name", "char_count", "content_sha256")
    ),
    ("document_keys", "insert into marts.dim_document from marts.dim_document"),
    *(
        ("one_row_a_year", f"update marts.fct_indicator_year set {column} = null")
        for column in expectations.KEYS["fct_indicator_year"]
    ),
    ("one_row_a_year", "insert into marts.fct_indicator_year from marts.fct_indicator_year"),
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
    assert [(outcome.table, outcome.check) for outcome in outcomes] == [(table, check) for table in CHECKS for check in CHECKS[table]]
    assert [outcome.message for outcome in outcomes if not outcome.passed] == []
    assert all(outcome.expectations for outcome in outcomes)


def test_each_bad_row_fails_its_check(judged: Callable[[str], dict[str, Outcome]]) -> None:
    """One statement after the other in one test: the import of Great Expectations and its suites are the cost."""
    missed = {statement: judged(statement)[check].message for check, statement in BAD if judged(statement)[check].passed}
    assert missed == {}


def test_a_failing_row_is_shown_with_its_document_and_words(judged: Callable[[str], dict[str, Outcome]]) -> None:
    outcomes = judged(OBSERVATION.format("value = 3200", "o1"))
    assert [outcome.check for outcome in outcomes.values() if not outcome.passed] == ["hard_range"]
    outcome = outcomes["hard_range"]
    assert (outcome.failed, outcome.broken) == (1, False)
    assert {"file_name": "2022.txt", "quote": "22微克/立方米", "observation_id": "o1"}.items() <= outcome.rows[0].items()


def test_a_check_that_breaks_blocks_and_says_so(judged: Callable[[str], dict[str, Outcome]]) -> None:
    outcomes = judged("alter table marts.fct_observation drop column qualifier")
    assert outcomes["known_codes"].broken and not outcomes["known_codes"].passed
    missing = judged("drop table marts.fct_indicator_year")["one_row_a_year"]
    assert missing.broken and not missing.passed and "broken" in missing.message
