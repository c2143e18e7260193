"""Figures that leave their name to the words before: changes, brackets, parts, counts under a topic."""

from __future__ import annotations

import pytest

from tests.extract.readings import candidates, facts, lines, read

CARRIED = {
    "parts by place": (
        "计划完成清洁取暖改造11万户，其中甲镇2万户，目前已完成10万户。",
        ["air_clean_heating_household_count 11=110000 户 target", "air_clean_heating_household_count 10=100000 户"],
    ),
    "a subset is not its whole": ("全市36个水源地中，34个达标，达标率94.4%。", ["water_drinking_source_count 36 个", "water_drinking_source_compliance_ratio 94.4 %"]),
    "two figures of one place and two of the next": (
        "去年优良天数310天，优良率84.9%；今年为343天，94.0%。",
        ["air_good_days_count 310 天", "air_good_days_ratio 84.9 %", "air_good_days_count 343 天", "air_good_days_ratio 94.0 %"],
    ),
    "both ends of a range": (
        "环境γ辐射剂量率范围为52.1～98.6nGy/h。",
        ["radiation_gamma_dose_rate 52.1 nGy/h ge", "radiation_gamma_dose_rate 98.6 nGy/h le"],
    ),
    "another level of the same": (
        "市级水源地水质达标率100%，乡镇级达到90%。",
        ["water_drinking_source_compliance_ratio 100 %", "water_drinking_source_compliance_ratio 90 %"],
    ),
    "another classifier counts something else": ("VOCs治理企业31家，7台65蒸吨锅炉。", ["air_vocs_treated_enterprise_count 31 家"]),
    "the share of a part of problems": (
        "省督察反馈问题13项，已完成整改10项，占76.9%。",
        [
            "inspection_problem_assigned_count 13 项",
            "inspection_problem_resolved_count 10 项",
            "inspection_resolution_ratio 76.9 %",
        ],
    ),
    "parts with the noun of the whole": (
        "检查企业96家，其中国控企业12家，整改8家。",
        ["enforcement_inspected_enterprise_count 96 家", "enforcement_inspected_enterprise_count 12 家"],
    ),
    "changes in per cent and in points": (
        "PM2.5浓度21微克/立方米、优良天数比例97.9%，同比分别下降1.4%、上升0.6个百分点。",
        [
            "air_pm25_annual_mean 21 微克/立方米",
            "air_good_days_ratio 97.9 %",
            "air_pm25_annual_mean 1.4=-1.4 % change_pct",
            "air_good_days_ratio 0.6 个百分点 change_pp",
        ],
    ),
    "a change": (
        "优良率90.1%，同比提高1.6个百分点。",
        ["air_good_days_ratio 90.1 %", "air_good_days_ratio 1.6 个百分点 change_pp"],
    ),
    "two changes": (
        "立案22起，同比下降12%，较2020年增长5%。",
        [
            "enforcement_cases_filed 22 起",
            "enforcement_cases_filed 12=-12 % change_pct base:yoy",
            "enforcement_cases_filed 5 % change_pct base:2020年",
        ],
    ),
    "a rank": (
        "空气质量综合指数3.46，居全省第5位。",
        ["air_composite_index 3.46 -", "air_composite_index 第5=5 位 rank"],
    ),
    "a gap": (
        "优良率88.1%，距年度目标还差1.9个百分点。",
        ["air_good_days_ratio 88.1 %", "air_good_days_ratio 1.9=-1.9 个百分点 target_gap"],
    ),
    "a bracket": (
        "优良天数329天（去年同期321天）。",
        ["air_good_days_count 329 天 until:2023-12-31", "air_good_days_count 321 天 until:2022-12-31"],
    ),
    "the sentence before": (
        "PM2.5年均浓度28微克/立方米。同比下降7.1%。",
        ["air_pm25_annual_mean 28 微克/立方米", "air_pm25_annual_mean 7.1=-7.1 % change_pct"],
    ),
    "parts by kind": (
        "受理环境信访143件，其中大气类71件、噪声类46件。",
        [
            "petition_received_count 143 件 scope:None",
            "petition_received_count 71 件 scope:大气类",
            "petition_received_count 46 件 scope:噪声类",
        ],
    ),
    "counts under a topic": (
        "VOCs整治：列入清单76家，已完成41家。",
        ["air_vocs_treated_enterprise_count 76 家", "air_vocs_treated_enterprise_count 41 家"],
    ),
    "unchanged": (
        "PM10浓度52微克/立方米，与上年持平。",
        ["air_pm10_annual_mean 52 微克/立方米", "air_pm10_annual_mean 持平=0 - change_pct"],
    ),
    "counted nouns in a list": (
        "完成2家水泥企业、1家钢铁企业超低排放改造。",
        ["air_ultra_low_emission_enterprise_count 2 家 scope:水泥企业", "air_ultra_low_emission_enterprise_count 1 家 scope:None"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CARRIED.values(), ids=CARRIED)
def test_carried(text: str, expected: list[str]) -> None:
    assert read(text, expected) == lines(expected)


NOT_CARRIED = {
    "another noun is counted": ("优良天数329天，新增就业岗位12个。", "12个"),
    "another name in the clause": ("优良率90.1%，地区生产总值同比增长5.2%。", "5.2%"),
    "a unit that cannot be the indicator's": ("优良率90.1%，共3.5万元。", "3.5万元"),
    "another paragraph": ("优良率90.1%。\n同比下降7.1%。", "7.1%"),
}


@pytest.mark.parametrize(("text", "quote"), NOT_CARRIED.values(), ids=NOT_CARRIED)
def test_not_carried(text: str, quote: str) -> None:
    (candidate,) = [c for c in candidates(text) if c.quote == quote]
    assert (candidate.indicator_code, candidate.doubt) == (None, "no_indicator")


def test_the_words_that_named_it_are_kept() -> None:
    level, change = facts("优良率90.1%，同比提高1.6个百分点。")
    assert (change.indicator_text, change.indicator_start) == (level.indicator_text, level.indicator_start)
    assert (level.link_rule, change.link_rule) == ("before", "ellipsis")
