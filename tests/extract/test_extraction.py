"""From a small document to its candidates: every field, stable ids, order, and nothing lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from extract.candidates import candidate_id
from extract.extraction import EXTRACTOR_VERSION, extract
from tests.extract.readings import COUNTY, candidates, document, facts

REPORT = """湘阴县生态环境局2023年工作总结

一、2023年工作情况
（一）大气污染防治
全县优良天数329天，优良率９０．１％，同比提高1.6个百分点；PM2.5年均浓度28微克/立方米，罚款**万元。
二、2024年工作计划
优良率达到91%以上。
"""


def test_all_fields_of_a_candidate() -> None:
    (c,) = [c for c in candidates(REPORT, COUNTY) if c.quote == "1.6个百分点"]
    start = REPORT.index("1.6个百分点")
    sentence = next(line for line in REPORT.splitlines() if "1.6" in line)
    name = REPORT.index("优良率９")
    assert replace(c, candidate_id="") == type(c)(
        candidate_id="",
        document_id="0" * 20,
        ordinal=2,
        char_start=start,
        char_end=start + 7,
        quote="1.6个百分点",
        sentence_start=REPORT.index(sentence),
        sentence_end=REPORT.index(sentence) + len(sentence),
        section="一、2023年工作情况 › (一)大气污染防治",
        value_text="1.6",
        unit_text="个百分点",
        unit_spelling="个百分点",
        value=Decimal("1.6"),
        qualifier="eq",
        is_masked=False,
        indicator_code="air_good_days_ratio",
        indicator_text="优良率",
        indicator_start=name,
        indicator_end=name + 3,
        region_code="430624",
        region_text="全县",
        region_rule="sentence",
        scope=None,
        period_start=date(2023, 1, 1),
        period_end=date(2023, 12, 31),
        period_type="annual",
        period_text=c.period_text,
        period_rule=c.period_rule,
        scenario="actual",
        scenario_text="",
        measure="change_pp",
        measure_text=c.measure_text,
        base="yoy",
        link_rule="ellipsis",
        doubt=None,
    )
    assert "提高" in c.measure_text


def test_order_and_ordinals() -> None:
    found = candidates(REPORT, COUNTY)
    assert [c.quote for c in found] == [
        "329天", "９０．１％", "1.6个百分点", "28微克/立方米", "**万元", "91%以上",
    ]  # fmt: skip
    assert [c.ordinal for c in found] == list(range(6))
    assert len({c.candidate_id for c in found}) == 6


def test_masked_and_planned_figures() -> None:
    found = {c.quote: c for c in candidates(REPORT, COUNTY)}
    assert (found["**万元"].value, found["**万元"].is_masked, found["**万元"].indicator_code) == (
        None, True, "enforcement_penalty_amount",
    )  # fmt: skip
    assert (found["91%以上"].scenario, found["91%以上"].period_end) == ("target", date(2024, 12, 31))


def test_the_head_comes_with_the_candidates() -> None:
    head = extract(document(REPORT, COUNTY)).head
    assert (head.title, head.region_code, head.report_year) == ("湘阴县生态环境局2023年工作总结", "430624", 2023)


@pytest.mark.parametrize("text", ["", " \n", "。", "没有数字的一句话。", "*"])
def test_texts_without_figures(text: str) -> None:
    assert candidates(text) == []


def test_one_span_of_two_indicators() -> None:
    first, second = candidates("立案并处罚30起。")
    assert (first.char_start, first.char_end) == (second.char_start, second.char_end)
    assert first.indicator_code != second.indicator_code
    assert first.candidate_id != second.candidate_id


def test_one_value_of_two_places() -> None:
    first, second = facts("远安、五峰两县优良率均为96.2%。", "宜昌市生态环境局2023年工作总结.txt")
    assert (first.indicator_code, first.char_start) == (second.indicator_code, second.char_start)
    assert first.region_code != second.region_code
    assert first.candidate_id != second.candidate_id


def test_ids_are_those_of_the_words_not_of_the_run() -> None:
    assert [c.candidate_id for c in candidates(REPORT)] == [c.candidate_id for c in candidates(REPORT)]
    assert candidates(REPORT + "尾注")[0].candidate_id == candidates(REPORT)[0].candidate_id


@pytest.mark.parametrize(
    "other",
    [("e", 1, 4, "a", "level", 0), ("d", 2, 4, "a", "level", 0), ("d", 1, 5, "a", "level", 0), ("d", 1, 4, None, "level", 0),
     ("d", 1, 4, "a", "rank", 0), ("d", 1, 4, "a", "level", 1)],
)  # fmt: skip
def test_each_part_of_the_key_counts(other: tuple[str, int, int, str | None, str, int]) -> None:
    assert candidate_id("d", 1, 4, "a", "level", 0) != candidate_id(*other)
    assert candidate_id(*other) == candidate_id(*other)


def test_a_number_that_the_warehouse_cannot_hold_has_no_value() -> None:
    held, too_large = candidates(f"罚款{10**16 - 1:,}万元。") + candidates(f"罚款{10**17 - 1:,}万元。")
    assert held.value == Decimal("9" * 16 + "0000")
    assert (too_large.value, too_large.is_masked) == (None, False)


def test_decimals_are_cut_to_what_the_warehouse_holds() -> None:
    (c,) = candidates("优良率为90.12345678912%。")
    assert c.value == Decimal("90.12345679")


def test_in_a_report_on_everything_fines_need_the_environment() -> None:
    name, padding = "政府工作报告.txt", "全面推进乡村振兴和城市更新。" * 80
    assert facts(f"{padding}\n全年罚款300万元。", name) == []
    assert [c.quote for c in facts(f"{padding}\n查处环境违法案件，罚款300万元。", name)] == ["300万元"]


def test_the_version_is_a_hash() -> None:
    assert len(EXTRACTOR_VERSION) == 12
    assert set(EXTRACTOR_VERSION) <= set("0123456789abcdef")
