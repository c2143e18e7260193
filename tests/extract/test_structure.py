"""Headings, the sections under them, which of them look ahead; sentences and clauses."""

from __future__ import annotations

import pytest

from extract.structure import Structure

REPORT = """云溪县生态环境局2023年工作总结
一、2023年工作情况
(一)大气污染防治
1.强化调度。优良率90.1%。
(1)压实责任。立案22起。
(二)水污染防治
断面达标。
二、存在问题
基础薄弱。
三、2024年工作计划
(一)大气
优良率91%。
四、附表说明
数据为快报。
"""


def titles(text: str, words: str, report_year: int | None = 2023, **options: object) -> list[str]:
    structure = Structure(text, report_year, **options)  # type: ignore[arg-type]
    return [s.title for s in structure.headings(text.index(words))]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("90.1%", ["一、2023年工作情况", "(一)大气污染防治", "1.强化调度"]),
        ("22起", ["一、2023年工作情况", "(一)大气污染防治", "1.强化调度", "(1)压实责任"]),
        ("断面达标", ["一、2023年工作情况", "(二)水污染防治"]),
        ("基础薄弱", ["二、存在问题"]),
        ("91%", ["三、2024年工作计划", "(一)大气"]),
    ],
)
def test_headings_around_a_place(words: str, expected: list[str]) -> None:
    assert titles(REPORT, words, title="云溪县生态环境局2023年工作总结") == expected


def test_body_begins_behind_the_heading() -> None:
    structure = Structure(REPORT, 2023)
    section = structure.headings(REPORT.index("90.1%"))[-1]
    assert REPORT[section.body : section.end].startswith("优良率90.1%")
    assert REPORT[section.start : section.body] == "1.强化调度。"


def is_plan(
    title: str, report_year: int | None = 2023, this_year: int | None = None, body: str = "优良率91%。"
) -> bool:
    text = f"某局工作\n一、{title}\n{body}\n"
    return Structure(text, report_year, this_year).headings(text.index(body))[-1].is_plan


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("2024年工作计划", True),
        ("2024年主要任务", True),
        ("下一步工作打算", True),
        ("下步工作思路", True),
        ("今后努力方向", True),
        ("明年工作安排", True),
        ("2023年工作计划完成情况", False),
        ("2023年主要工作", False),
        ("主要工作成效", False),
        ("存在问题", False),
        ("大气污染防治", False),
        ("2023年工作总结及2024年工作计划", False),
        ("“十四五”规划目标", False),
        ("“十五五”发展目标", True),
    ],
)
def test_which_sections_look_ahead(title: str, expected: bool) -> None:
    assert is_plan(title) is expected


def test_this_years_work_is_a_plan_in_a_speech_on_last_year() -> None:
    assert is_plan("今年重点工作", 2023, 2024)
    assert not is_plan("今年重点工作", 2023, 2023)


def test_an_opening_can_say_that_a_section_looks_ahead() -> None:
    assert is_plan("牢记使命", body="2024年经济社会发展主要预期目标是:优良率91%。")
    assert not is_plan("牢记使命", body="2023年主要目标全面完成。")


def test_parts_of_a_plan_inherit_it() -> None:
    structure = Structure(REPORT, 2023)
    assert [s.is_plan for s in structure.headings(REPORT.index("91%"))] == [True, True]
    assert [s.is_plan for s in structure.headings(REPORT.index("断面达标"))] == [False, False]
    assert [s.is_plan for s in structure.headings(REPORT.index("快报"))] == [False]  # its neighbour does not


@pytest.mark.parametrize("line", ["优良天数329天。", "2023-01-05 浏览", "来源:办公室", "甲\t乙\t丙丁戊己"])
def test_lines_that_are_no_headings(line: str) -> None:
    text = f"标题行在此处\n{line}\n正文内容。\n"
    assert line not in titles(text, "正文内容")


def test_an_unnumbered_heading() -> None:
    assert titles("某局二〇二三年\n大气污染防治情况\n优良率90.1%。\n", "90.1%") == ["大气污染防治情况"]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("甲项完成。乙项;丙项达标。丁项。", "丙", "乙项;丙项达标。"),
        ("甲项完成\n  乙项达标\n丙", "乙", "乙项达标"),
        ("甲项!乙项?丙项", "乙", "乙项?"),
        ("只有一句", "一", "只有一句"),
    ],
)
def test_the_sentence_around_a_place(text: str, words: str, expected: str) -> None:
    at = text.index(words)
    start, end = Structure(text).sentence(at, at + len(words))
    assert text[start:end] == expected
