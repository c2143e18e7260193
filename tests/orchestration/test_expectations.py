"""Every rule is fed data that must pass and data that must fail, and says which rows, in which words."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.home import SEEDS
from orchestration.validation import expectations
from orchestration.validation.facts import CONTRACT, REJECTED, REQUIRED, YEAR
from orchestration.validation.results import BROKEN, FAILED, PASSED
from orchestration.validation.rules import BLOCK, FLAG, QUARANTINE, ROW, WARN, Rule
from orchestration.validation.suite import RULES
from tests.orchestration.marts import write

RULE = {rule.name: rule for rule in RULES}
ONE = "where observation_id = 'o1'"
# rule → (damage, rows that fail, words of the first one's reason)
BAD: dict[str, list[tuple[str, int, str]]] = {
    "hard_range": [
        (f"update marts.fct_observation set value = 3200 {ONE}", 1, "3,200 在可能范围 0～1,000 之外"),
        (f"update marts.fct_observation set value = -1 {ONE}", 1, "-1 在可能范围"),
        ("update marts.fct_observation set value = -137 where observation_id = 'o2'", 1, "-100～∞"),
        ("update marts.fct_observation set value = 137 where observation_id = 'o3'", 1, "-100～100"),
        ("update marts.fct_observation set value = 0 where observation_id = 'o5'", 1, "1～∞"),
        ("update marts.fct_observation set quality_flags = ['unlikely_change'] where observation_id = 'o8'", 1, "2,200"),
    ],
    "canonical_unit": [
        (f"update marts.fct_observation set unit_code = 'mg/m3' {ONE}", 1, "单位应为 ug/m3，实为 mg/m3"),
        ("update marts.fct_observation set unit_code = 'pp' where observation_id = 'o2'", 1, "应为 %，"),
        ("update marts.fct_observation set unit_code = '%' where observation_id = 'o3'", 1, "应为 pp"),
        ("update marts.fct_observation set unit_code = 'ug/m3' where observation_id = 'o4'", 1, "实为 ug/m3"),
        ("update marts.fct_observation set unit_code = '%' where observation_id = 'o5'", 1, "应为 {rank}"),
        ("update marts.fct_observation set unit_code = 'pp' where observation_id = 'o6'", 1, "应为 ug/m3 / {rank}，"),
        (f"update marts.fct_observation set indicator_code = 'nonsense' {ONE}", 1, "应为"),
    ],
    "known_codes": [
        *(
            (f"update marts.fct_observation set {name} = 'nonsense' {ONE}", 1, f"未知代码：{name} = nonsense")
            for name in ("indicator_code", "unit_code", "obs_status", "region_code", *CONTRACT)
        ),
        (f"update marts.fct_observation set quality_flags = ['odd'] {ONE}", 1, "quality_flags = [odd]"),
    ],
    "required_values": [
        *((f"update marts.fct_observation set {name} = null {ONE}", 1, f"缺 {name}") for name in REQUIRED),
        (f"update marts.fct_observation set value = null {ONE}", 1, "原文未隐去而无数值"),
        ("update marts.fct_observation set value = 1 where observation_id = 'o7'", 1, "原文隐去而有数值"),
    ],
    "span_and_quote": [
        (f"update marts.fct_observation set char_start = -1 {ONE}", 1, "区间不成立"),
        (f"update marts.fct_observation set char_end = char_start {ONE}", 1, "区间不成立"),
        (f"update marts.fct_observation set char_start = 90, char_end = 98 {ONE}", 1, "超出原文长度"),
        (f"update marts.fct_observation set quote = '22微克' {ONE}", 1, "不等长"),
        (f"update marts.fct_observation set sentence = '没有数字。' {ONE}", 1, "句中没有引文"),
        (f"update marts.fct_observation set document_id = 'd9' {ONE}", 1, "文档不在册"),
    ],
    "unique_observations": [("insert into marts.fct_observation from marts.fct_observation limit 1", 2, "编号出现 2 次")],
    "rejected_with_reason": [
        *((f"update marts.rejected_candidate set {name} = null", 1, f"缺 {name}") for name in REJECTED),
        ("update marts.rejected_candidate set reject_reason = 'because'", 1, "未知原因 because"),
        ("update marts.rejected_candidate set candidate_id = 'o1'", 1, "同时是事实"),
        ("insert into marts.rejected_candidate from marts.rejected_candidate", 2, "重复"),
    ],
    "nothing_is_lost": [
        ("delete from marts.rejected_candidate", 1, "未采用 0（应 1）"),
        (f"delete from marts.fct_observation {ONE}", 1, "事实 7（应 8）"),
        ("update marts.dim_document set candidate_count = 10 where document_id = 'd1'", 1, "读到 10"),
    ],
    "totals_agree": [
        ("update marts.build_info set observation_count = 10", 1, "记 10，实 9"),
        ("delete from marts.rejected_candidate", 1, "记 1，实 0"),
        ("update marts.dim_document set status = 'failed'", 1, "记 2，实 0"),
    ],
    "document_keys": [
        ("insert into marts.dim_document from marts.dim_document limit 1", 2, "重复"),
        *(
            (f"update marts.dim_document set {name} = null where document_id = 'd1'", 1, "缺")
            for name in ("document_id", "file_name", "char_count", "content_sha256")
        ),
    ],
    "one_row_a_year": [
        ("insert into marts.fct_indicator_year from marts.fct_indicator_year", 2, "重复"),
        *((f"update marts.fct_indicator_year set {name} = null", 1, f"缺 {name}") for name in YEAR),
    ],
    "answers_are_observations": [
        ("update marts.fct_indicator_year set actual_value = 220", 1, "年度值 220 ug/m3，所引事实 22 ug/m3"),
        ("update marts.fct_indicator_year set unit_code = 'mg/m3'", 1, "mg/m3"),
        ("update marts.fct_indicator_year set actual_observation_id = 'o9'", 1, "所引事实 22"),
        ("update marts.fct_indicator_year set actual_observation_id = 'none'", 1, "所引事实 无"),
        ("update marts.fct_indicator_year set actual_observation_id = null", 1, "所引事实 无"),
    ],
    "documents_kept": [("delete from marts.dim_document where document_id = 'd2'", 1, "上次在册，这次没有")],
    # one region of two is half of them
    "regions_kept": [("delete from marts.fct_observation where region_code = '330681'", 1, "上次 1 条，这次 0 条")],
    "figures_kept": [
        ("delete from marts.fct_observation where observation_id < 'o6'", 1, "上次 8 条，这次 3 条"),
        ("delete from marts.fct_observation", 2, "这次 0 条"),
    ],
    "region_coverage": [
        ("delete from marts.fct_observation where observation_id in ('o1', 'o2')", 1, "上次 8 条，这次 6 条")
    ],
    "documents_withdrawn": [
        ("update marts.dim_document set status = 'withdrawn' where document_id = 'd2'", 1, "随之减少 1 条事实")
    ],
    "quarantined": [
        (
            "update marts.rejected_candidate set reject_reason = 'out_of_hard_range', indicator_code = 'air_good_days_ratio', quote = '137%'",
            1,
            "不可能：137% 在可能范围 0～100 % 之外",
        ),
        (
            "update marts.rejected_candidate set reject_reason = 'out_of_hard_range', measure = 'change_pct', quote = '下降137%'",
            1,
            "-100～∞ % 之外",
        ),
        ("update marts.rejected_candidate set reject_reason = 'number_too_large'", 1, "数值过大"),
    ],
    **{
        f"contradicts_{family}": [
            (
                "insert into marts.fct_consistency (check_id, family, stated_observation_id, expected, stated, difference, tolerance, verdict) "
                f"values ('k', '{family}', 'o1', 21, 22, 1, 0.5, 'contradiction')",
                1,
                "文中 22，按其他数字应为 21，相差 1（容许 0.5）",
            )
        ]
        for family in ("sum", "ratio", "days", "gap", "last_year")
    },
    **{
        flag: [
            (
                "insert into marts.fct_quality_flag (observation_id, flag_code, is_doubt, compared_observation_id, compared_year, compared_value, ratio, slip_code) "
                f"values ('o1', '{flag}', true, 'o9', 2021, 22000, 0.001, 'thousandfold')",
                1,
                words,
            )
        ]
        for flag, words in {
            "outside_plausible_range": "合理范围 8～90",
            "unlikely_change": "最接近的一年：2021 年「22微克/立方米」，即 22,000，小 1,000 倍",
            "likely_unit_slip": "小 1,000 倍。疑为千进位的单位混用（毫克与微克、千克与吨）（×1,000）",
            "revised_by_unit_slip": "此前发布为 22,000，小 1,000 倍。疑为",
            "unknown_region": "地区代码未收录",
        }.items()
    },
}  # fmt: skip
# What must not be held against anybody.
PASSES: dict[str, list[str]] = {
    "regions_kept": ["update marts.dim_document set status = 'withdrawn' where document_id = 'd2'; delete from marts.fct_observation where document_id = 'd2'"],
    "figures_kept": ["update marts.dim_document set status = 'withdrawn' where document_id = 'd1'; delete from marts.fct_observation where document_id = 'd1'", "delete from marts.fct_observation where observation_id < 'o4'"],
    "region_coverage": ["delete from marts.fct_observation where observation_id = 'o1'"],
    "documents_withdrawn": ["update last.marts.dim_document set status = 'withdrawn'; update marts.dim_document set status = 'withdrawn'"],
    "quarantined": ["update marts.rejected_candidate set reject_reason = 'duplicate'"],
}  # fmt: skip


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("gate") / "candidate.duckdb")


@pytest.fixture
def damaged(good: Path, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """The good file beside what readers have, which is the same; both may be damaged."""
    last = Path(shutil.copy(good, tmp_path / "published.duckdb"))
    con = duckdb.connect(shutil.copy(good, tmp_path / "candidate.duckdb"))
    con.execute(f"attach '{last}' as last")
    return con


def rows(con: duckdb.DuckDBPyConnection, rule: Rule) -> list[tuple]:
    return con.execute(rule.rows.replace("BATCH", f"marts.{rule.table}")).fetchall()


def test_every_rule_has_data_that_fails_it() -> None:
    assert set(BAD) == set(RULE)


@pytest.mark.parametrize("name", RULE)
def test_a_rule_finds_what_it_guards_against_and_nothing_else(name: str, damaged: duckdb.DuckDBPyConnection) -> None:
    rule = RULE[name]
    assert rows(damaged, rule) == []
    for damage, count, words in BAD[name]:
        damaged.execute("begin")
        damaged.execute(damage)
        found = rows(damaged, rule)
        damaged.execute("rollback")
        assert len(found) == count, (damage, found)
        assert words in found[0][ROW.index("why")], damage
        assert found[0][ROW.index("key")] is not None or "id = null" in damage, damage
    for harmless in PASSES.get(name, []):
        damaged.execute(harmless)
        assert rows(damaged, rule) == [], harmless


def test_the_bounds_of_every_indicator_are_those_of_the_seed(damaged: duckdb.DuckDBPyConnection) -> None:
    """One figure just inside and one just outside of each bound of each indicator."""
    bounds = damaged.execute(f"""
        select indicator_code, unit_code, bound, outside from (
            select indicator_code, unit_code, unnest([hard_min, hard_max])::double as bound, unnest([-0.001::double, 0.001::double]) as outside
            from read_csv('{SEEDS}/indicators.csv', all_varchar = true)
        ) where bound is not null
    """).fetchall()
    assert len(bounds) > 300
    for code, unit, bound, outside in bounds:
        damaged.execute(
            "insert into marts.fct_observation select * replace ($1 as observation_id, $2 as indicator_code, $3 as unit_code, $4 as value) "
            "from marts.fct_observation where observation_id = 'o1'",
            [f"in {code} {outside}", code, unit, bound],
        )
        damaged.execute(
            "insert into marts.fct_observation select * replace ($1 as observation_id, $2 as indicator_code, $3 as unit_code, $4 as value) "
            "from marts.fct_observation where observation_id = 'o1'",
            [f"out {code} {outside}", code, unit, bound + outside],
        )
    found = {row[0] for row in rows(damaged, RULE["hard_range"])}
    assert found == {f"out {code} {outside}" for code, _, _, outside in bounds}


def test_great_expectations_finds_the_same(good: Path, tmp_path: Path) -> None:
    """Good data passes every rule; where all is broken every rule fails, with the rows that its SQL gives."""
    last = Path(shutil.copy(good, tmp_path / "published.duckdb"))
    outcomes = expectations.validate(good, last)
    assert [(outcome.name, outcome.status) for outcome in outcomes] == [(rule.name, PASSED) for rule in RULES]
    assert all(outcome.checked for outcome in outcomes if not outcome.name.startswith("contradicts_"))
    bad = Path(shutil.copy(good, tmp_path / "candidate.duckdb"))
    with duckdb.connect(str(bad)) as con:
        con.execute(f"attach '{last}' as last (read_only)")
        con.execute("delete from marts.fct_observation where observation_id > 'o2'")
        for name in ("nothing_is_lost", "documents_kept", "totals_agree", "quarantined"):
            con.execute(BAD[name][0][0].replace("delete from marts.rejected_candidate", "select 1"))
        con.execute("insert into marts.dim_document from marts.dim_document limit 1")
        con.execute("insert into marts.dim_document from last.marts.dim_document where document_id = 'd2'")
        con.execute("update marts.dim_document set status = 'withdrawn' where document_id = 'd2'")
        con.execute(
            "insert into marts.dim_document (document_id, file_name, status, error_reason) values ('d3', 'x', 'failed', '坏')"
        )
        for name in (*CONTRACT, "unit_code"):
            con.execute(f"update marts.fct_observation set {name} = 'x' where observation_id = 'o2'")
        con.execute("update marts.fct_observation set value = 3200, sentence = '' where observation_id = 'o1'")
        con.execute("update marts.fct_observation set value_text = null")
        con.execute("insert into marts.fct_observation from marts.fct_observation")
        con.execute("insert into marts.rejected_candidate from marts.rejected_candidate")
        con.execute("insert into marts.fct_indicator_year from marts.fct_indicator_year")
        for family in ("sum", "ratio", "days", "gap", "last_year"):
            con.execute(BAD[f"contradicts_{family}"][0][0])
        for rule in RULES:
            if rule.table == "fct_quality_flag":
                con.execute(BAD[rule.name][0][0])
        expected = {rule.name: len(rows(con, rule)) for rule in RULES}
    said = {outcome.name: outcome for outcome in expectations.validate(bad, last)}
    # a region whose only document is withdrawn is explained; documents_kept has a test of its own
    explained = {"documents_kept", "regions_kept"}
    assert {name for name, outcome in said.items() if outcome.status == FAILED} == set(RULE) - explained
    assert {name: outcome.failed for name, outcome in said.items()} == expected
    assert {outcome.outcome for outcome in said.values() if outcome.blocks} == {BLOCK}
    assert {outcome.outcome for outcome in said.values() if not outcome.blocks and not outcome.passed} == {
        FLAG,
        QUARANTINE,
        WARN,
    }
    found = said["hard_range"].rows[0]
    assert {
        "file_name": "2022.txt",
        "quote": "22微克/立方米",
        "subject": "细颗粒物年均浓度 · 阳泉市 · 2022 · 3,200 微克/立方米",
    }.items() <= found.items()


def test_a_million_failing_rows_are_counted_and_few_are_held(good: Path, tmp_path: Path) -> None:
    bad = Path(shutil.copy(good, tmp_path / "candidate.duckdb"))
    with duckdb.connect(str(bad)) as con:
        con.execute(
            f"insert into marts.fct_observation select o.* replace (range as observation_id, 3200 as value) from marts.fct_observation as o, range(5000) {ONE}"
        )
    (outcome,) = expectations.validate(bad, rules=(RULE["hard_range"],))
    assert (outcome.failed, outcome.checked, len(outcome.rows)) == (5000, 5009, 200)


def test_a_check_that_breaks_blocks_and_says_so(good: Path, tmp_path: Path) -> None:
    bad = Path(shutil.copy(good, tmp_path / "candidate.duckdb"))
    with duckdb.connect(str(bad)) as con:
        con.execute("alter table marts.fct_quality_flag drop column compared_value")
        con.execute("drop table marts.fct_indicator_year")
    said = {outcome.name: outcome for outcome in expectations.validate(bad)}
    broken = {name for name, outcome in said.items() if outcome.status == BROKEN}
    # a rule that would only warn, rules whose table is gone, and none besides
    assert broken == {
        "unlikely_change",
        "likely_unit_slip",
        "revised_by_unit_slip",
        "one_row_a_year",
        "answers_are_observations",
    }
    for name in broken:
        assert said[name].blocks
        assert "校验本身出错" in said[name].message
        assert "broke" in said[name].message
    assert said["hard_range"].passed


def test_without_a_publication_there_is_nothing_to_compare(good: Path) -> None:
    said = {outcome.name: outcome for outcome in expectations.validate(good)}
    for rule in RULES:
        if rule.needs_last:
            assert (said[rule.name].status, said[rule.name].message) == (PASSED, "还没有上一次发布可比")


def test_a_file_that_readers_cannot_open_any_more_breaks_the_comparison(good: Path, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="published"):
        expectations.validate(good, tmp_path / "published.duckdb")


def test_a_last_publication_of_an_older_release_breaks_only_what_it_lacks(good: Path, tmp_path: Path) -> None:
    last = tmp_path / "published.duckdb"
    with duckdb.connect(str(last)) as con:
        con.execute("create schema marts")
        con.execute("create table marts.dim_document as select 'd1' as document_id, 'a' as file_name, 'read' as status")
    said = {outcome.name: outcome for outcome in expectations.validate(good, last)}
    assert {name for name, outcome in said.items() if outcome.blocks} == {
        "regions_kept",
        "figures_kept",
        "region_coverage",
        "documents_withdrawn",
    }
