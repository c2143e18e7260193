"""Whether a figure happened, was aimed at, or is required."""

from __future__ import annotations

import pytest

from extract import scenarios, vocabulary
from extract.scanning import Scanner

SCANNER = Scanner(vocabulary.load())


def scenario_of(text: str, *, in_plan: bool = False) -> tuple[str, str]:
    """Of the first quantity of the last clause; `|` marks where that clause begins."""
    clause = text.find("|")
    text = text.replace("|", "")
    q = next(q for q in SCANNER.scan(text) if q.start >= max(clause, 0))
    return scenarios.read_scenario(text, q, max(clause, 0), 0, in_plan=in_plan)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("优良率达90.1%", "actual"),
        ("完成整治41家", "actual"),
        ("确保了优良率90.1%", "actual"),
        ("规划建设12个", "actual"),
        ("优良率目标为90.1%", "target"),
        ("年度任务1200辆", "target"),
        ("考核目标(90.1%)", "target"),
        ("市下达任务1200辆", "target"),
        ("完成88.5%的年度目标", "target"),
        ("力争优良率达到90.1%", "target"),
        ("确保优良率达到90.1%", "target"),
        ("计划完成41家", "target"),
        ("要达到90.1%", "target"),
        ("不得低于90.1%", "target"),
        ("主要目标:优良率90.1%", "target"),
        ("力争空气质量持续改善,|优良率90.1%", "target"),
        ("国家标准限值为35微克/立方米", "requirement"),
        ("低于35微克/立方米的标准限值", "requirement"),
        ("创建指标要求不低于60%", "requirement"),
        ("法定的20个工作日", "requirement"),
    ],
)
def test_scenarios(text: str, expected: str) -> None:
    assert scenario_of(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("力争优良率达到90.1%", "力争"),
        ("优良率目标为90.1%", "目标为"),
        ("完成88.5%的年度目标", "的年度目标"),
        ("优良率达90.1%", ""),
    ],
)
def test_the_words_that_decide(text: str, cue: str) -> None:
    assert scenario_of(text)[1] == cue


@pytest.mark.parametrize(
    ("text", "expected"),
    [("优良率达90.1%", "target"), ("低于35微克/立方米的标准限值", "target"), ("断面达到Ⅱ类", "target")],
)
def test_in_a_plan_figures_are_aims(text: str, expected: str) -> None:
    assert scenario_of(text, in_plan=True)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("断面达到Ⅱ类", "actual"),
        ("断面稳定达到Ⅱ类标准", "actual"),
        ("超过Ⅲ类标准", "requirement"),
        ("未达到Ⅲ类水质标准", "requirement"),
        ("Ⅲ类标准限值", "requirement"),
        ("达到Ⅲ类水质目标", "target"),
        ("力争达到Ⅲ类", "target"),
    ],
)
def test_classes_as_values_and_as_limits(text: str, expected: str) -> None:
    assert scenario_of(text)[0] == expected


@pytest.mark.parametrize(("cue", "expected"), [("力争", True), ("确保", True), ("的年度目标", False), ("", False)])
def test_ambition(cue: str, expected: bool) -> None:
    assert scenarios.is_ambition(cue) is expected
