"""When a figure holds and whether it is told, aimed at or required: the period and the scenario, decided together."""

from __future__ import annotations

import re
from dataclasses import replace

from extract import period_grammar as grammar
from extract import periods, roles, scenarios
from extract.page import Page, within
from extract.periods import Period, PeriodMention
from extract.quantities import Quantity
from extract.roles import Role
from extract.sentences import Linked, Sentence
from extract.structure import Section

_TURNS = (
    "上升|攀升|跃升|升|提高|提升|提|增加|增长|增|下降|降低|降|减少|减|压缩|压减|压降|压|改善|好转|变|扩大|扩|缩短|缩"
)
_COMES_FROM = re.compile(r"(?:由|从)(?:去年|上年|上一年|20\d\d年|年初|上年同期|去年同期)?的?[^,。;、的]{0,3}$")
_LEADS_TO = re.compile(rf"(?:{_TURNS})(?:至|到|为|成)\s?$")
_GOES_TO = re.compile(rf"\s?(?:的)?(?:大幅|显著|进一步|逐步|稳步|快速)?(?:{_TURNS})(?:至|到|为|成)")
_AHEAD = re.compile(r"(?:据悉,?)?(?:明年|下一步|来年|下半年|下阶段|今后一段|展望)")
_DATED_NO_MORE = re.compile(r"目前|现已|至今|;")
_FIRST_ITEM = re.compile(r"一是|\(一\)|①|(?<!\d)1[.、)]")
_ITEM = re.compile(r"\s*(?:[二三四五六七八九十]是|\([二三四五六七八九十]\)|[②-⑨]|[2-9][.、)])")
_TEXT_RULES = frozenset({"clause", "sentence", "paragraph"})
_NAMES_YEAR = re.compile(r"\d{4}|上年|去年|前年|年初|同期")
_BUILDS = re.compile(r"新建|建设|完成|创建|新增|建成|划定|整治|治理|改造|打造")
_EXISTING = frozenset(
    "water_section_assessed_count water_drinking_source_count rural_village_total_count water_sewage_plant_count"
    " inspection_problem_assigned_count inspection_petition_assigned_count".split()
)  # counts of things that stand already, also where a plan mentions them


def scenario_and_period(page: Page, linked: Linked, s: Sentence, sections: list[Section]) -> tuple[str, str, Period]:
    """(scenario, the words that decided it, period) of a figure in running text."""
    q, role = linked.quantity, linked.role
    clause = s.clause_start(q.start)
    in_plan = (bool(sections) and sections[-1].is_plan) or _AHEAD.match(page.text, s.start) is not None
    scenario, cue = scenarios.read_scenario(page.text, q, clause, s.start, in_plan=in_plan)
    if in_plan and scenario == "target" and not cue and _stands_already(page, linked, clause):
        scenario, cue, in_plan = "actual", "existing", False
    is_change = role.measure.startswith("change")
    if (not in_plan and (role.measure == "target_gap" or (is_change and not scenarios.is_ambition(cue)))) or (
        is_change and scenario == "requirement"
    ):
        scenario = "actual"
    period = _period(page, q, s, clause, sections, scenario, in_plan)
    if in_plan and scenario == "target" and not cue and _tells_of_the_past(page, period):
        scenario, in_plan = "actual", False
        period = _period(page, q, s, clause, sections, scenario, in_plan)
    if scenario == "actual" and role.measure == "level" and _is_of_a_coming_year(page, period):
        scenario = "target"
    return scenario, cue, _moved(page, period, q, role, clause, scenario, in_plan)


def _stands_already(page: Page, linked: Linked, clause: int) -> bool:
    if linked.indicator is None or linked.indicator.code not in _EXISTING or linked.role.measure != "level":
        return False
    if linked.indicator.theme == "inspection_rectification":
        return True
    return _BUILDS.search(page.text[clause : linked.quantity.end + 30]) is None


def _period(
    page: Page, q: Quantity, s: Sentence, clause: int, sections: list[Section], scenario: str, in_plan: bool
) -> Period:
    mentions = _governing(page, q, clause, s)
    if _tells_a_start(page.text[clause : q.start]) and _LEADS_TO.search(page.text, clause, q.number_start):
        # 「由去年同期的1.21降到0.94」: what is said of the start does not govern the end
        near = within(page.periods, max(0, clause - 4000), q.start)
        mentions = [m for m in near if not clause <= m.start < q.start]
    return periods.resolve(
        q.start,
        q.end,
        (clause, s.clause_end(q.end)),
        (s.start, s.end),
        mentions,
        page.anchor,
        section_mentions=page.section_periods(sections),
        scenario=scenario,
        in_plan=in_plan,
    )


def _tells_a_start(words: str) -> bool:
    return "由" in words or "从" in words


def _governing(page: Page, q: Quantity, clause: int, s: Sentence) -> list[PeriodMention]:
    """The mentions that may hold here: one in brackets dates its own clause only, until 目前 or a semicolon.

    「2024年一是…;二是去年…;三是…」: what an item says of its own time ends with it.
    """
    item = s.segment_start(q.start)
    if item > s.start and _ITEM.match(page.text, item) and (first := _FIRST_ITEM.search(page.text, s.start, item)):
        return [m for m in page.periods if not first.start() <= m.start < item]
    closed = within(page.bracketed_periods, max(0, clause - 400), clause)
    if closed and _DATED_NO_MORE.search(page.text, closed[-1].end, q.start):
        return [m for m in page.periods if m not in closed]
    return page.periods


def _moved(page: Page, period: Period, q: Quantity, role: Role, clause: int, scenario: str, in_plan: bool) -> Period:
    """The period once it is known whether the figure is the start of a change, a base, or part of a plan."""
    words = page.text[clause : q.start]
    comes_from = q.kind != "rank" and _tells_a_start(words) and _COMES_FROM.search(words) is not None
    if comes_from and _GOES_TO.match(page.text, q.end):
        if not _NAMES_YEAR.search(period.text) and scenario != "requirement":
            period = _years_before(period, 1)
    if role.measure_text == roles.BASE_VALUE:
        period = _of_the_base(period, words)
    report, plan = page.head.report_year, page.head.plan_year
    if in_plan and period.rule in {"clause", "sentence"} and report and plan and not _NAMES_YEAR.search(period.text):
        if period.period_end is not None and period.period_end.year == report:
            period = _years_before(period, report - plan)
    return period


def _of_the_base(period: Period, words: str) -> Period:
    """「较2017年的349天增加5天」, 「比上年的71件」: the value that is compared with belongs to its own year."""
    if period.period_end is None or period.rule == "bracket":
        return period
    if years := re.findall(r"((?:19|20)\d\d)年(?:度|底|末)?的?$", words):
        return _years_before(period, period.period_end.year - int(years[-1]))
    if not re.search(r"上年|去年|同期", period.text) and re.search(r"(?:上年|去年|上一年|同期)(?:度|同期)?的?$", words):
        return _years_before(period, 1)
    return period


def _tells_of_the_past(page: Page, period: Period) -> bool:
    """「2024年,全市优良率…。为做好2025年工作…」 in a plan for 2025: dated in so many words before it."""
    report, plan = page.head.report_year, page.head.plan_year
    if report is None or plan is None or report >= plan or period.period_end is None:
        return False
    dated = re.search(rf"{report}年|去年|上年", period.text) is not None and period.rule in _TEXT_RULES
    return dated and period.period_end.year == report


def _is_of_a_coming_year(page: Page, period: Period) -> bool:
    report = page.head.report_year
    if report is None or period.period_end is None or period.period_end.year <= report:
        return False
    return period.period_type in {"annual", "multi_year"}


def _years_before(period: Period, years: int) -> Period:
    """The same span so many years earlier; before a span of several years lies the year before its first."""
    if period.period_start is None or period.period_end is None or not years:
        return period
    if period.period_end.year > period.period_start.year:
        start, end = grammar.year_span(period.period_start.year - 1)
    else:
        start, end = grammar.shifted((period.period_start, period.period_end), 12 * years)
    return replace(period, period_start=start, period_end=end, period_type=grammar.type_of(start, end))
