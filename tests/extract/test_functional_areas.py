"""Functional areas: a figure of one is not a figure of the whole city."""

from __future__ import annotations

import pytest

from tests.extract.readings import CITY, facts

YICHANG, YUAN_AN = "420500", "420525"


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("宜昌高新区优良率90.1%。", "宜昌高新区"),
        ("高新区优良率90.1%。", "高新区"),
        ("经济技术开发区优良率90.1%。", "经济技术开发区"),
        ("全市PM2.5浓度35微克/立方米，经开区优良率90.1%。", "经开区"),
        ("远安县优良率88.1%，滨河新区优良率80%、旅游度假区优良率90.1%。", "旅游度假区"),
        ("天山北坡城市群优良率90.1%。", "天山北坡城市群"),
        ("推进城市群建设，优良率90.1%。", None),
        ("完成12个开发区规划环评，优良率90.1%。", None),
        ("推进国家级经开区扩区，优良率90.1%。", None),
        ("检查工业园区15个，优良率90.1%。", None),
    ],
)
def test_scope(text: str, scope: str | None) -> None:
    (figure,) = [c for c in facts(text, CITY) if c.quote == "90.1%"]
    assert (figure.region_code, figure.scope) == (YICHANG, scope)


def test_in_a_list_each_value_has_its_own_place() -> None:
    found = facts("远安县、高新区、青石产业园优良率分别为96.2%、93.1%、90.1%。", CITY)
    assert [(c.region_code, c.scope) for c in found] == [
        (YUAN_AN, None),
        (YICHANG, "高新区"),
        (YICHANG, "青石产业园"),
    ]
