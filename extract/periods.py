"""Which span of time a figure covers: finds the period expressions of a view text and chooses the one that governs a figure.

Each mention carries its reach, the part of the text that it governs. A base of comparison (较2015年) governs nothing but
the value in the bracket behind it; a prior period (上年同期66.0%) its own clause; 由2011年的5.1降至4.6 only the 5.1;
a period that opens a sentence or a paragraph governs it to its end. `resolve` takes the latest mention that reaches the
figure, else the year of the headings, else the document's own period, and says by which rule.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from extract import period_grammar as grammar
from extract.period_roles import read_mentions
from extract.period_types import Anchor, Period, PeriodMention

__all__ = ["Anchor", "Period", "PeriodMention", "base_of", "find_periods", "resolve"]

_start_of = attrgetter("start")
_MAX_REACH = 4000  # no paragraph of a report is longer; bounds the walk back through the mentions


def find_periods(text: str, anchor: Anchor) -> list[PeriodMention]:
    """All period expressions of a view text in order, each with its dates, its role and what it governs."""
    return read_mentions(text, anchor)


def base_of(mention: PeriodMention, anchor: Anchor) -> str:
    """The base of a change in the words of the contract: 'yoy' for the year before, else the document's words."""
    if mention.text.startswith("环比") or mention.shift_months == 1:
        return "环比"
    last_year = anchor.report_year - 1 if anchor.report_year else None
    if (
        mention.shift_months == 12
        or mention.text == "同比"
        or (mention.period_end and mention.period_end.year == last_year)
    ):
        return "yoy"
    return mention.text.strip("()（） ")


def resolve(
    figure_start: int,
    figure_end: int,
    clause_span: tuple[int, int],
    sentence_span: tuple[int, int],
    mentions: Sequence[PeriodMention],
    anchor: Anchor,
    *,
    section_mentions: Sequence[PeriodMention] = (),
    scenario: str = "actual",
    in_plan: bool = False,
) -> Period:
    """The period of the figure at [figure_start, figure_end).

    `mentions` are those of the whole text (or of the paragraph) in order, `section_mentions` those of the headings above,
    outermost first. A target without a date of its own in its clause is one of the whole year; `in_plan` says that the
    section looks ahead, so that a figure without a date belongs to the plan's year.
    """
    reaching: list[PeriodMention] = []
    after = bisect_left(mentions, figure_end, key=_start_of)
    for index in range(after - 1, -1, -1):
        mention = mentions[index]
        if mention.start < figure_start - _MAX_REACH:
            break
        if mention.reach_start <= figure_start < mention.reach_end:
            reaching.append(mention)
    for mention in mentions[after : after + 3]:  # 优良天数298天(1-11月): the bracket behind reaches back
        if mention.reach_start <= figure_start < mention.reach_end:
            reaching.insert(0, mention)
    months = 0
    for mention in reaching:
        if mention.shift_months:
            months = months or mention.shift_months
            continue
        found = _as_period(mention, clause_span, sentence_span, anchor)
        if mention.role == "plan" and scenario == "actual" and found.rule == "paragraph":
            continue  # a count of what exists (做好3个水源地保护) stays with the report though the paragraph looks ahead
        if months and found.period_start and found.period_end:
            return shifted(found, months, reaching[0].text)
        return _widened(found, scenario) if found.rule != "clause" else found
    spoken = (
        anchor.this_year is not None and anchor.this_year == anchor.plan_year
    )  # 2025年政府工作报告 sets targets for 2025
    found = _from_headings(
        section_mentions, anchor, scenario != "actual" and (in_plan or (spoken and scenario == "target")), scenario
    )
    if months and found.period_start and found.period_end:
        return shifted(found, months, reaching[0].text)
    return _widened(found, scenario)


def _as_period(mention: PeriodMention, clause: tuple[int, int], sentence: tuple[int, int], anchor: Anchor) -> Period:
    if clause[0] <= mention.start < clause[1]:
        rule = "clause"
    elif sentence[0] <= mention.start < sentence[1]:
        rule = "sentence"
    else:
        rule = "paragraph"
    if mention.role == "base" or mention.reach_start < mention.start:
        rule = "bracket"
    start, end = mention.period_start, mention.period_end
    return Period(start, end, mention.period_type, mention.text, rule)


def _from_headings(section_mentions: Sequence[PeriodMention], anchor: Anchor, in_plan: bool, scenario: str) -> Period:
    for mention in reversed(section_mentions):
        if mention.role == "plan" and scenario == "actual":
            continue
        if mention.period_start is None or mention.period_end is None or mention.role in ("base", "prior", "name"):
            continue
        if in_plan != (mention.role == "plan") and len(section_mentions) > 1:
            continue
        own = anchor.own
        if (
            mention.period_type == "annual"
            and own
            and mention.role != "plan"
            and own[1].year == mention.period_end.year
        ):
            break  # 一、2023年工作情况 in a report to the end of November says no more than the report itself
        return Period(
            mention.period_start,
            mention.period_end,
            mention.period_type,
            mention.text,
            "plan" if mention.role == "plan" else "section",
        )
    if in_plan and anchor.plan_year:
        start, end = grammar.year_span(anchor.plan_year)
        return Period(start, end, "annual", "", "plan")
    if anchor.own is None:
        return Period(None, None, "unknown", "", "none")
    return Period(*anchor.own, grammar.type_of(*anchor.own), "", "document")


def shifted(period: Period, months: int, text: str) -> Period:
    if period.period_start is None or period.period_end is None:
        return period
    start, end = grammar.shifted((period.period_start, period.period_end), months)
    return replace(period, period_start=start, period_end=end, period_type=grammar.type_of(start, end), text=text)


def _widened(period: Period, scenario: str) -> Period:
    """Targets are set for whole years: in a report to November, 年度目标 still means the year."""
    if scenario != "target" or period.period_start is None or period.period_end is None:
        return period
    if period.period_start.year != period.period_end.year:
        return period
    start, end = grammar.year_span(period.period_end.year)
    return replace(period, period_start=start, period_end=end, period_type="annual")
