"""Period and scenario of a figure together: starts and bases of changes, plans, years to come."""

from __future__ import annotations

import pytest

from tests.extract.readings import COUNTY, facts, lines, read

SENTENCES = {
    "an item ends with its own time": (
        "一是去年优良率88%；二是水源地达标率100%。",
        ["air_good_days_ratio 88 % until:2022-12-31", "water_drinking_source_compliance_ratio 100 % until:2023-12-31"],
    ),
    "a task told of several": (
        "下达挥发性有机物减排任务35吨、氮氧化物120吨。",
        ["emission_vocs_reduction 35 吨 target", "emission_nox_reduction 120 吨 target"],
    ),
    "a task that is done": ("完成建设任务31万亩，完成人工造林4万亩。", ["ecology_afforestation_area 4=40000 亩"]),
    "start of a change with a short verb": (
        "优良率由84.6%升至92.3%。",
        ["air_good_days_ratio 84.6 % until:2022-12-31", "air_good_days_ratio 92.3 % until:2023-12-31"],
    ),
    "start and end of a change": (
        "优良率由2015年的75.2%提高到90.1%。",
        ["air_good_days_ratio 75.2 % until:2015-12-31", "air_good_days_ratio 90.1 % until:2023-12-31"],
    ),
    "start of a change without a year": (
        "清河断面由Ⅳ类改善为Ⅲ类。",
        ["water_section_quality_class Ⅳ=4 Ⅳ类 until:2022-12-31", "water_section_quality_class Ⅲ=3 Ⅲ类 until:2023-12-31"],
    ),
    "both years named": (
        "优良天数从2020年的301天增加到2023年的329天。",
        ["air_good_days_count 301 天 until:2020-12-31", "air_good_days_count 329 天 until:2023-12-31"],
    ),
    "the value that is compared with": (
        "优良天数329天，较2017年的310天增加19天。",
        [
            "air_good_days_count 329 天 until:2023-12-31",
            "air_good_days_count 310 天 until:2017-12-31",
            "air_good_days_count 19 天 change_abs until:2023-12-31",
        ],
    ),
    "a coming year is aimed at": ("到2025年，森林覆盖率达到66%。", ["ecology_forest_coverage_ratio 66 % target until:2025-12-31"]),
    "ambition": ("力争优良率达到91%。", ["air_good_days_ratio 91 % target"]),
    "next year": ("下一步，完成VOCs治理30家。", ["air_vocs_treated_enterprise_count 30 家 target"]),
    "a change in the past is no requirement": ("优良率同比提高1.6个百分点。", ["air_good_days_ratio 1.6 个百分点 change_pp"]),
    "a gap is told, not aimed at": (
        "优良率88.1%，距年度目标还差1.9个百分点。",
        ["air_good_days_ratio 88.1 %", "air_good_days_ratio 1.9=-1.9 个百分点 target_gap"],
    ),
    "an aimed change": (
        "力争PM2.5浓度下降3%。",
        ["air_pm25_annual_mean 3=-3 % change_pct target"],
    ),
    "half a year": ("上半年，优良率88.0%。", ["air_good_days_ratio 88.0 % from:2023-01-01 until:2023-06-30"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SENTENCES.values(), ids=SENTENCES)
def test_sentences(text: str, expected: list[str]) -> None:
    assert read(text, expected, COUNTY) == lines(expected)


PLAN = """2023年工作总结和2024年工作计划
一、2023年工作情况
优良率90.1%，立案22起。
二、2024年工作计划
优良率达到91%，PM2.5浓度控制在30微克/立方米以内。新建污水处理厂2座。上半年完成VOCs治理30家。抓好3个国考断面水质管理。
"""


@pytest.mark.parametrize(
    ("quote", "scenario", "start", "end"),
    [
        ("90.1%", "actual", "2023-01-01", "2023-12-31"),
        ("22起", "actual", "2023-01-01", "2023-12-31"),
        ("91%", "target", "2024-01-01", "2024-12-31"),
        ("控制在30微克/立方米以内", "target", "2024-01-01", "2024-12-31"),
        ("3个", "actual", "2023-01-01", "2023-12-31"),  # sections that stand already
        ("2座", "target", "2024-01-01", "2024-12-31"),
        ("30家", "target", "2024-01-01", "2024-06-30"),
    ],
)
def test_the_plan_part_of_a_report(quote: str, scenario: str, start: str, end: str) -> None:
    (c,) = [c for c in facts(PLAN, COUNTY) if c.quote == quote]
    assert (c.scenario, str(c.period_start), str(c.period_end)) == (scenario, start, end)


def test_the_rules_are_told() -> None:
    found = {
        c.quote: (c.period_rule, c.scenario_text) for c in facts("全年优良率90.1%。力争1—6月优良率达到89%。", COUNTY)
    }
    assert found["90.1%"] == ("clause", "")
    assert found["89%"] == ("clause", "力争")
