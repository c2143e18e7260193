"""Water quality classes: when they are values, of which waters, and when they only name something."""

from __future__ import annotations

import pytest

from tests.extract.readings import candidates, facts


def classes(text: str) -> list[tuple[str, str | None]]:
    return sorted((c.unit_spelling, c.scope) for c in facts(text) if c.indicator_code == "water_section_quality_class")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王庄断面水质达到Ⅱ类。", [("Ⅱ类", "王庄断面")]),
        ("东湖水质为Ⅳ类。", [("Ⅳ类", "东湖")]),
        ("大坝水库水质保持Ⅱ类，小河水质为劣Ⅴ类。", [("Ⅱ类", "大坝水库"), ("劣Ⅴ类", "小河")]),
        ("东湖由Ⅳ类改善为Ⅲ类。", [("Ⅲ类", "东湖"), ("Ⅳ类", "东湖")]),
        ("清江、沮河均达到Ⅱ类。", [("Ⅱ类", "沮河"), ("Ⅱ类", "清江")]),
        ("清江、沮河、漳河3条河流水质均为Ⅱ类。", [("Ⅱ类", "沮河"), ("Ⅱ类", "清江"), ("Ⅱ类", "漳河")]),
        ("出境断面水质稳定达到Ⅱ类标准。", [("Ⅱ类", "出境断面")]),
    ],
)
def test_classes_that_waters_have(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert classes(text) == expected


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Ⅲ类水质比例为95%。", "name_not_figure"),
        ("无劣Ⅴ类断面。", "name_not_figure"),
        ("消除劣Ⅴ类水体。", "name_not_figure"),
        ("国考断面全面消除劣Ⅴ类。", "name_not_figure"),
        ("3个断面达到Ⅲ类。", "name_not_figure"),
        ("河流断面中，Ⅱ类34个。", "name_not_figure"),
        ("Ⅲ类射线装置使用单位检查完毕。", "no_indicator"),
        ("声环境功能区达到Ⅱ类。", "no_indicator"),
    ],
)
def test_classes_that_are_no_values(text: str, doubt: str) -> None:
    found = [c for c in candidates(text) if c.unit_spelling.endswith("类")]
    assert [c.doubt for c in found] == [doubt]


def test_the_class_inside_a_counted_name_is_not_read_twice() -> None:
    found = candidates("国考断面达到或优于Ⅲ类比例为95.0%。")
    assert [(c.indicator_code, c.doubt) for c in found if c.unit_spelling == "%"] == [
        ("water_good_section_ratio", None)
    ]
    assert {c.doubt for c in found if c.unit_spelling == "Ⅲ类"} <= {"name_not_figure"}
