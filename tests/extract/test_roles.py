"""What a figure is: a level, a change with its sign and base, a gap to a target, a rank."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extract import roles, vocabulary
from extract.roles import Role
from extract.scanning import Scanner

SCANNER = Scanner(vocabulary.load())


def role_of(text: str) -> tuple[Role, Decimal | None]:
    """The role of the last quantity of a clause, and its number."""
    quantities = SCANNER.scan(text)
    q = quantities[-1]
    left = quantities[-2].end if len(quantities) > 1 else 0
    return roles.read_role(text, q, 0, min(left, q.number_start)), q.value


@pytest.mark.parametrize(
    ("text", "measure", "sign"),
    [
        # levels
        ("PM2.5浓度为28微克/立方米", "level", 1),
        ("PM2.5浓度降至28微克/立方米", "level", 1),
        ("优良率提高到90.1%", "level", 1),
        ("优良率达到90.1%", "level", 1),
        ("优良率提高为90.1%", "level", 1),
        ("森林抚育提升200万亩", "level", 1),
        ("新增绿地12公顷", "level", 1),
        ("少于30微克/立方米", "level", 1),
        ("较2017年的349天", "level", 1),
        ("高于88%的目标", "level", 1),
        ("是上年的2倍", "level", 1),
        # changes
        ("同比下降7.1%", "change_pct", -1),
        ("同比上升7.1%", "change_pct", 1),
        ("比上年增长了7.1%", "change_pct", 1),
        ("较2015年下降23.8%", "change_pct", -1),
        ("降幅达7.1%", "change_pct", -1),
        ("同比减少3天", "change_abs", -1),
        ("比上年增加11天", "change_abs", 1),
        ("比上年多3起", "change_abs", 1),
        ("同比提高1.6个百分点", "change_pp", 1),
        ("同比回落1.6个百分点", "change_pp", -1),
        ("同比恶化3%", "change_pct", -1),
        ("高于全省平均水平2.1个百分点", "change_pp", 1),
        ("低于全省平均水平2.1个百分点", "change_pp", -1),
        ("与上年持平", "change_pct", 1),
        # gaps
        ("距年度目标还差1.9个百分点", "target_gap", -1),
        ("超年度目标9天", "target_gap", 1),
        ("比年度目标低2微克/立方米", "target_gap", -1),
        ("优于年度目标2微克/立方米", "target_gap", 1),
        # ranks and places
        ("排名第6位", "rank", 1),
        ("排名前移3位", "change_abs", -1),
        ("排名后退3位", "change_abs", 1),
        # classes
        ("断面达到Ⅱ类", "level", 1),
    ],
)
def test_measure_and_sign(text: str, measure: str, sign: int) -> None:
    role, _ = role_of(text)
    assert (role.measure, role.sign) == (measure, sign)


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("同比下降7.1%", "yoy"),
        ("比上年下降7.1%", "yoy"),
        ("较去年同期下降7.1%", "yoy"),
        ("下降7.1%", "yoy"),
        ("环比下降7.1%", "环比"),
        ("较2015年下降7.1%", "2015年"),
        ("高于全国平均2.1个百分点", "全国平均"),
    ],
)
def test_base_of_a_change(text: str, base: str) -> None:
    assert role_of(text)[0].base == base


@pytest.mark.parametrize(
    ("base", "year", "expected"),
    [
        ("2022年度", 2023, "yoy"),
        ("2022年", 2023, "yoy"),
        ("2021年", 2023, "2021年"),
        ("2022年", None, "2022年"),
        (None, 2023, None),
    ],
)
def test_the_year_before_the_report_is_last_year(base: str | None, year: int | None, expected: str | None) -> None:
    assert roles.previous_year_base(base, year) == expected


@pytest.mark.parametrize(
    ("text", "direction", "value"),
    [
        ("同比下降7.1%", "lower_better", "-7.1"),
        ("同比上升7.1%", "lower_better", "7.1"),
        ("同比改善7.1%", "lower_better", "-7.1"),
        ("同比改善7.1%", "higher_better", "7.1"),
        ("同比恶化3%", "lower_better", "3"),
        ("同比恶化3%", "higher_better", "-3"),
        ("同比变化-3.2%", "lower_better", "-3.2"),
        ("同比下降-3.2%", "lower_better", "-3.2"),
        ("优于年度目标2微克/立方米", "lower_better", "-2"),
        ("优于年度目标2个百分点", "higher_better", "2"),
        ("为28微克/立方米", "lower_better", "28"),
    ],
)
def test_signed_value(text: str, direction: str, value: str) -> None:
    q = SCANNER.scan(text)[-1]
    role, _ = role_of(text)
    assert roles.signed_value(q, role, direction) == Decimal(value)


def test_a_mask_has_no_value_to_sign() -> None:
    (q,) = SCANNER.scan("同比下降**%")
    assert roles.signed_value(q, Role("change_pct", sign=-1), "lower_better") is None
