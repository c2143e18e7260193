"""What looks ahead: plans as a whole, paragraphs that open one, points of a speech, labels at a paragraph's head."""

from __future__ import annotations

import pytest

from extract.candidates import Candidate
from tests.extract.readings import facts

PLAN_2025 = "湘阴县2025年生态环境保护工作要点.txt"
SPEECH_2023 = "在2023年湘阴县生态环境工作会议上的讲话.txt"
REPORT_2023 = "湘阴县生态环境局2023年工作总结.txt"


def told(figures: list[Candidate]) -> list[tuple[str, str, int]]:
    return [(c.value_text, c.scenario, c.period_end.year if c.period_end else 0) for c in figures]


@pytest.mark.parametrize(
    ("file_name", "text", "expected"),
    [
        # a plan aims at its year; what it dates before that was
        (
            PLAN_2025,
            "湘阴县2025年生态环境保护工作要点\n2024年，优良率90.1%。为做好2025年工作，制定本要点。\n一、主要目标\n优良率不低于91%。\n二、重点任务\n淘汰锅炉21台。\n",
            [("90.1", "actual", 2024), ("91", "target", 2025), ("21", "target", 2025)],
        ),
        (
            "湘阴县2025年生态环境保护工作安排.txt",
            "湘阴县2025年生态环境保护工作安排\n一、上年工作回顾\n优良率90.1%。\n二、主要目标\n优良率91%。\n",
            [("90.1", "actual", 2024), ("91", "target", 2025)],
        ),
        # … without headings too
        (
            PLAN_2025,
            "湘阴县2025年生态环境保护工作要点\n优良率达到91%。淘汰锅炉12台。\n",
            [("91", "target", 2025), ("12", "target", 2025)],
        ),
        # the title of a report and a plan together decides nothing
        (
            "湘阴县2023年工作总结和2024年工作计划.txt",
            "湘阴县2023年工作总结和2024年工作计划\n一、空气质量\n优良率90.1%。\n",
            [("90.1", "actual", 2023)],
        ),
        # the points of a speech
        (
            SPEECH_2023,
            "在2023年湘阴县生态环境工作会议上的讲话\n第一点，去年的成绩怎么看。\n优良率90.1%。\n第二点，今年干什么。\n优良率91%，淘汰锅炉12台。\n",
            [("90.1", "actual", 2022), ("91", "target", 2023), ("12", "target", 2023)],
        ),
        # a paragraph that opens the plan
        (
            REPORT_2023,
            "优良率90.1%。\n2024年的主要预期目标是：优良率91%。\n淘汰锅炉12台。\n",
            [("90.1", "actual", 2023), ("91", "target", 2024), ("12", "target", 2024)],
        ),
        ("湘阴县2023年工作总结.txt", "2023年主要目标任务完成情况：优良率90.1%。\n", [("90.1", "actual", 2023)]),
        # a text that has lost its line breaks
        (
            "scraped.txt",
            "索引号：000000 湘阴县生态环境局2023年工作总结 2023年，我局坚持目标导向。一、环境质量向好。优良率90.1%。二、执法监管有力。"
            + "做好日常工作，" * 40
            + "。三、下一步打算。淘汰锅炉12台。",
            [("90.1", "actual", 2023), ("12", "target", 2024)],
        ),
        # a label at the head of a paragraph
        (
            REPORT_2023,
            "优良率90.1%。\n下一步工作打算。优良率达到91%，淘汰锅炉12台。\n",
            [("90.1", "actual", 2023), ("91", "target", 2024), ("12", "target", 2024)],
        ),
        # what is there already stays told
        (
            PLAN_2025,
            "湘阴县2025年生态环境保护工作要点\n一、整改\n省督察反馈的7项任务，2024年底已完成5项。\n",
            [("7", "actual", 2024), ("5", "actual", 2024)],
        ),
        (
            PLAN_2025,
            "湘阴县2025年生态环境保护工作要点\n一、审批\n报告表审批时限由法定30个工作日压到5个工作日。\n",
            [("30", "requirement", 2025), ("5", "target", 2025)],
        ),
    ],
)
def test_plans(file_name: str, text: str, expected: list[tuple[str, str, int]]) -> None:
    assert told(facts(text, file_name)) == expected
