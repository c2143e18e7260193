"""Which indicator a figure can have, by unit, position and context; and how names in a clause compete for it."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from extract import matching, vocabulary
from extract.quantities import Quantity
from extract.roles import Role
from extract.vocabulary import Alias
from tests.extract.readings import lines, read

VOCABULARY = vocabulary.load()


def alias(text: str, code: str, units: str = "", **conditions: re.Pattern[str]) -> Alias:
    return Alias(
        text,
        VOCABULARY.indicators[code],
        frozenset(units.split()),
        conditions.get("context"),
        conditions.get("exclude"),
        "",
        (text,),
    )


def figure(unit: str, value: str = "5", unit_text: str | None = None) -> Quantity:
    return Quantity(0, 2, 0, 1, Decimal(value), unit, unit if unit_text is None else unit_text, "eq", "number")


@pytest.mark.parametrize(
    ("code", "unit", "measure", "fits"),
    [
        ("air_good_days_count", "天", "level", True),
        ("air_good_days_count", "%", "level", False),
        ("air_good_days_ratio", "%", "level", True),
        ("air_good_days_ratio", "天", "level", False),
        ("air_pm25_annual_mean", "微克/立方米", "level", True),
        ("air_pm25_annual_mean", "毫克/立方米", "level", True),
        ("air_pm25_annual_mean", "吨", "level", False),
        ("air_pm25_annual_mean", "%", "change_pct", True),
        ("air_pm25_annual_mean", "个百分点", "change_pp", False),
        ("air_good_days_ratio", "个百分点", "change_pp", True),
        ("air_pm25_annual_mean", "位", "rank", True),
        ("air_pm25_annual_mean", "个位次", "change_abs", True),
        ("enforcement_penalty_amount", "元", "level", True),
        ("enforcement_penalty_amount", "起", "level", False),
        ("soil_contaminated_farmland_safe_use_area", "亩", "level", True),
        ("emission_cod_reduction", "吨", "level", True),
        ("emission_cod_reduction", "%", "change_pct", False),
        ("enforcement_cases_filed", "起", "level", True),
        ("enforcement_cases_filed", "家", "level", True),
        ("enforcement_cases_filed", "人次", "level", False),
        ("enforcement_inspection_visit_count", "次", "level", True),
        ("enforcement_inspection_visit_count", "人", "level", False),
        ("climate_energy_intensity_reduction_ratio", "%", "change_pct", True),
    ],
)
def test_units_that_fit(code: str, unit: str, measure: str, fits: bool) -> None:
    found = matching.fits(VOCABULARY, alias("甲项目指标", code), figure(unit), Role(measure))
    assert (found is not None) is fits


@pytest.mark.parametrize(
    ("units", "unit", "fits"),
    [("{case}", "件", True), ("{case}", "人", False), ("{rank}", "位", False)],
)
def test_an_alias_can_ask_for_its_units(units: str, unit: str, fits: bool) -> None:
    found = matching.fits(VOCABULARY, alias("立案", "enforcement_cases_filed", units), figure(unit), Role("level"))
    assert (found is not None) is fits


def test_the_units_own_fit_beats_a_related_one() -> None:
    name = alias("立案", "enforcement_cases_filed")
    own, other = (matching.fits(VOCABULARY, name, figure(unit), Role("level")) for unit in ("起", "家"))
    assert own is not None
    assert other is not None
    assert own > other


@pytest.mark.parametrize(
    ("code", "fits"), [("air_composite_index", 10.0), ("air_pm25_annual_mean", -12.0), ("air_good_days_ratio", None)]
)
def test_bare_numbers(code: str, fits: float | None) -> None:
    assert matching.fits(VOCABULARY, alias("甲", code), figure(""), Role("level")) == fits


@pytest.mark.parametrize(
    ("condition", "context", "near", "holds"),
    [
        ({"context": re.compile("信访")}, "信访工作。共办结", "共办结", True),
        ({"context": re.compile("信访")}, "督察工作。共办结", "共办结", False),
        ({"exclude": re.compile("督察")}, "督察工作。共办结", "共办结", True),
        ({"exclude": re.compile("督察")}, "共办结", "督察共办结", False),
        ({}, "", "", True),
    ],
)
def test_conditions_of_an_alias(condition: dict[str, re.Pattern[str]], context: str, near: str, holds: bool) -> None:
    assert matching.holds(alias("办结", "petition_closed_ratio", **condition), context, near) is holds


@pytest.mark.parametrize(
    ("gap", "size"),
    [("浓度为", 0), ("年均浓度达到", 0), ("", 0), ("企业", 2), ("较上年下降", 3)],
)
def test_what_a_gap_leaves_unexplained(gap: str, size: int) -> None:
    assert matching.residual(gap) == size


@pytest.mark.parametrize(("gap", "size"), [("较上年同期下降", 0), ("居排名第", 0), ("企业", 2)])
def test_what_a_comparison_leaves_unexplained(gap: str, size: int) -> None:
    assert matching.residual_of_change(gap) == size


NAMES = {
    "the longest name wins": ("优良天数比例为90.1%。", ["air_good_days_ratio 90.1 %"]),
    "the unit decides between names": ("优良天数比例90.1%、天数329天。", ["air_good_days_ratio 90.1 %", "air_good_days_count 329 天"]),
    "the nearer name wins": ("PM2.5改善后优良率达90.1%。", ["air_good_days_ratio 90.1 %"]),
    "a name behind": ("建成12个口袋公园。", ["ecology_park_count 12 个"]),
    "a name behind belongs to the next figure": (
        "改造锅炉30台口袋公园12个。",
        ["air_boiler_upgraded_count 30 台", "ecology_park_count 12 个"],
    ),
    "a name around": ("关闭取缔15家散乱污企业。", ["air_scattered_workshop_closed_count 15 家"]),
    "not over a comma": ("完善口袋公园布局，新增就业岗位12个。", []),
    "not over a mark of coordination": ("共12个、口袋公园布局优化。", []),
    "not over another verb": ("已有12个项目通过验收。", []),
    "a name of another unit": ("优良天数投入12万元。", []),
    "context decides: petitions": ("受理环境信访50件，办结率100%。", ["petition_received_count 50 件", "petition_closed_ratio 100 %"]),
    "context decides: inspections": (
        "中央环保督察反馈问题50个，办结率98%。",
        ["inspection_problem_assigned_count 50 个", "inspection_resolution_ratio 98 %"],
    ),
    "what the bracket labels": ("审批时限压缩至5个工作日（报告表）。", ["eia_form_approval_workdays 5 个工作日"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NAMES.values(), ids=NAMES)
def test_names_compete(text: str, expected: list[str]) -> None:
    assert read(text, expected) == lines(expected)
