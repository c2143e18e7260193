"""Headings and sentences of a view, and which of its sections look ahead (plans) instead of back."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from extract.records import record

_CHINESE = "一二三四五六七八九十"
_LEVELS = (
    (0, re.compile(rf"第[{_CHINESE}]+(?:部分|章|节)")),
    (
        1,
        re.compile(
            rf"[{_CHINESE}]{{1,3}}[、.]|(?:19|20)\d\d年(?:度)?[^,。]{{0,24}}(?:计划|打算|思路|安排|部署|工作|重点|目标|建议)[^,。]{{0,8}}$"
        ),
    ),
    (2, re.compile(rf"\([{_CHINESE}]{{1,3}}\)")),
    (3, re.compile(r"\d{1,2}[.、](?:(?!\d)|(?=(?:19|20)\d\d年))|\d{1,2}\.\d{1,2}(?:\.\d{1,2})?\s(?=[一-鿿])")),
    (4, re.compile(r"\(\d{1,2}\)|[①-⑳]|——")),
)
# 「第三点,今年干什么。」: a point of a speech, which ends where the next one begins
_POINT = re.compile(rf"第[{_CHINESE}]{{1,2}}(?:点|个(?:方面|问题|部分))[,、:]?")
_POINT_LEVEL = 1.2
_UNNUMBERED = 1.5
_LONG_LINE = 300
_INSIDE_A_LINE = re.compile(
    rf"(?:(?<=[。;!?])|(?<=[。;!?]\s))(?P<title>(?P<number>[{_CHINESE}])、[^。:;\n]{{2,24}})[。:]"
)
# 「下半年打算。确保…」: a label at the head of a paragraph
_PLAN_AS_LABEL = re.compile(
    r"(?:下一步|下步|下阶段|下半年|明年|来年|今后|全年)?的?(?:主要|重点|总体)?(?:工作)?(?:计划|打算|思路|设想|安排|举措|目标|任务)(?:及措施)?"
)
_FULL_STOP = re.compile(r"[。!?\n]")
_PLAN = re.compile(
    r"计划|打算|思路|设想|工作安排|工作部署|下一步|下步|下阶段|下半年|今后|明年|来年|展望|努力方向|预期目标|奋斗目标|重点抓好|要抓好|工作建议|发展目标"
)
_PLAN_IN_PLAN_YEAR = re.compile(
    r"工作|任务|目标|要求|重点|部署|举措|实事|账|抓|[干做办]什么|怎么[干做办抓]"
)  # 「今年的重点工作」 in a speech on last year
# A paragraph that opens so begins the plan where no heading does: 「2018年的主要预期目标是」
_OPENS_PLAN = (
    r"(?:做好|完成|实现)?{years}[^,。:;\n]{{0,16}}"
    r"(?:预期目标|主要目标|总体目标|工作目标|奋斗目标|目标任务|总体要求|总体思路|工作思路|工作打算|工作安排)(?![^。\n]{{0,6}}完成)"
)
_ASKS_WHAT_NEXT = re.compile(r".*(?:今年|明年|下一步|接下来).{0,12}(?:怎么|指标|目标|任务|重点|打算)")
_LOOKS_BACK = re.compile(
    r"回顾|总结|完成情况|进展|成效|成绩|问题|不足|短板|困难|情况汇报|主要做法|主要工作$|工作开展|亮点|现状"
)


@record
class _Clock:
    report_year: int | None
    this_year: int | None

    def speaks_of_a_plan(self, opening: str) -> bool:
        """A section without a telling title: 「今年经济社会发展主要预期目标是」 near its head says that it looks ahead."""
        if self.report_year is None:
            return False
        return (
            re.search(
                rf"{self._coming}[^。\n]{{0,40}}(?:预期目标|主要目标|总体要求|奋斗目标|目标任务|工作任务|重点(?:抓好|做好))",
                opening,
            )
            is not None
        )

    def opens_a_plan(self, line: str) -> bool:
        """A paragraph that begins the plan in its first words, where no heading does."""
        return self.report_year is not None and re.match(_OPENS_PLAN.format(years=self._coming), line) is not None

    @property
    def _coming(self) -> str:
        """The years that lie ahead, as an expression."""
        now = "今年|" if self.this_year is not None and self.this_year > (self.report_year or 0) else ""
        return rf"(?:{now}明年|来年|{(self.report_year or 0) + 1}年)"


@record
class Section:
    """A heading and all that stands under it, to `end`; `body` is where its text begins."""

    start: int
    body: int
    end: int
    level: float
    title: str
    is_plan: bool


def path_of(sections: list[Section]) -> str:
    """The titles around a position, outermost first: 「一、大气 › (二)扬尘」; '' at the top."""
    return " › ".join(section.title for section in sections if section.title)


class Structure:
    """Where a position of the view stands: its line, its headings, its sentence and its clause."""

    def __init__(
        self,
        text: str,
        report_year: int | None = None,
        this_year: int | None = None,
        title: str = "",
        *,
        is_plan: bool = False,
    ) -> None:
        self.text = text
        self.sections = _sections(text, _Clock(report_year, this_year), "".join(title.split()), is_plan)
        self._starts = [s.start for s in self.sections]
        self._around = _enclosing(self.sections)
        self._stops = [m.start() for m in _FULL_STOP.finditer(text)]

    def headings(self, position: int) -> list[Section]:
        """The sections around a position, outermost first."""
        last = bisect_right(self._starts, position) - 1
        around = self._around[last] if last >= 0 else []
        return [section for section in around if section.end > position]

    def sentence(self, position: int, end: int) -> tuple[int, int]:
        """The sentence around [position, end): between full stops or line ends; semicolons stay inside."""
        before, behind = bisect_left(self._stops, position), bisect_left(self._stops, end)
        left = self._stops[before - 1] + 1 if before else 0
        right = self._stops[behind] + 1 if behind < len(self._stops) else len(self.text)
        while left < position and self.text[left] in " \t":
            left += 1
        return left, right - 1 if right and self.text[right - 1] == "\n" else right


def _enclosing(sections: list[Section]) -> list[list[Section]]:
    """For each section those around it, outermost first, and itself."""
    chains: list[list[Section]] = []
    for section in sections:
        before = chains[-1] if chains else []
        chains.append([*(outer for outer in before if outer.end > section.start), section])
    return chains


def _sections(text: str, clock: _Clock, document_title: str, is_plan_as_a_whole: bool) -> list[Section]:
    """The sections in order. In a plan each looks ahead that does not say otherwise; without any, the whole text does."""
    found: list[tuple[int, int, float, str]] = []
    openings: set[int] = set()
    position = 0
    for line in text.split("\n"):
        stripped = line.strip()
        squeezed = "".join(stripped.split())
        if len(line) > _LONG_LINE:
            found += _headings_inside(line, position)
        if stripped and not (
            len(squeezed) >= 6 and (squeezed in document_title or (document_title and document_title in squeezed))
        ):
            start = position + len(line) - len(line.lstrip())
            headings = _headings_of_line(text, start, position + len(line), stripped, bool(found) or position > 0)
            if not headings and clock.opens_a_plan(stripped):
                headings = [(start, start, _POINT_LEVEL, "")]
                openings.add(start)
            found += headings
        position += len(line) + 1
    found = [
        (
            a,
            b,
            0.5
            if level == _UNNUMBERED and i + 1 < len(found) and found[i + 1][2] == 1 and found[i + 1][3].startswith("一")
            else level,
            t,
        )
        for i, (a, b, level, t) in enumerate(found)
    ]  # an unnumbered heading over a numbering that starts anew holds all of it
    ends = _ends([start for start, *_ in found], [level for _, _, level, _ in found], len(text))
    sections: list[Section] = []
    plan_stack: list[tuple[float, bool]] = []
    for (start, body, level, title), end in zip(found, ends, strict=True):
        while plan_stack and plan_stack[-1][0] >= level:
            plan_stack.pop()
        inherited = plan_stack[-1][1] if plan_stack else False
        is_plan = (
            _is_plan(title, inherited, clock)
            or (is_plan_as_a_whole and not plan_stack and not _looks_back(title, clock))
            or start in openings
            or (level == 1 and clock.speaks_of_a_plan(text[body : min(end, body + 2500)]))
        )
        plan_stack.append((level, is_plan))
        sections.append(Section(start, body, end, level, title, is_plan))
    if is_plan_as_a_whole and not sections:
        return [Section(0, 0, len(text), 0.0, "", True)]
    return sections


def _ends(starts: list[int], levels: list[float], length: int) -> list[int]:
    """Where each section ends: at the next heading of its level or of one above, else with the text."""
    ends = [length] * len(starts)
    open_: list[int] = []
    for i, level in enumerate(levels):
        while open_ and level <= levels[open_[-1]]:
            ends[open_.pop()] = starts[i]
        open_.append(i)
    return ends


def _headings_inside(line: str, position: int) -> list[tuple[int, int, float, str]]:
    """「…。二、执法监管有力。出动…」: numbered headings of a text that has lost its line breaks; at least two in order."""
    found = list(_INSIDE_A_LINE.finditer(line))
    if [_CHINESE.index(m["number"]) for m in found] != list(range(len(found))) or len(found) < 2:
        return []
    return [(position + m.start("title"), position + m.end(), 1, m["title"]) for m in found]


def _headings_of_line(
    text: str, start: int, end: int, line: str, after_first: bool
) -> list[tuple[int, int, float, str]]:
    if (
        (stop := re.search(r"[。:]", line[:16]))
        and stop.end() < len(line)
        and _PLAN_AS_LABEL.fullmatch(line, 0, stop.start())
    ):
        return [(start, start + stop.end(), _UNNUMBERED, line[: stop.start()])]
    if (point := _POINT.match(line)) and (stop := re.search(r"[。!?:;]", line)) and stop.start() <= 32:
        if stop.end() == len(line) or stop.group() in "。:":
            return [(start, start + stop.end(), _POINT_LEVEL, line[: stop.start()])]
    if point:
        return [(start, start, _POINT_LEVEL, "")]
    for level, pattern in _LEVELS:
        if pattern.match(line):
            stop = re.search(r"[。!?:;,]", line)
            if stop is None:
                return [(start, end, level, line[:60])] if len(line) <= 60 else []
            if level in (1, 2, 3, 4) and stop.start() <= 40 and line[stop.start()] in "。:":
                return [(start, start + stop.end(), level, line[: stop.start()])]
            if len(line) <= 60 and line[-1] not in "。;":
                return [(start, end, level, line)]
            return [(start, start, level, "")] if level >= 2 else []
    if after_first and len(line) <= 40 and _ASKS_WHAT_NEXT.match(line) and not re.search(r"\d", line):
        return [(start, end, _UNNUMBERED, line)]
    if (
        after_first
        and len(line) <= 32
        and "\t" not in line
        and not re.search(
            r"[。;,!?:、]$|^\(|\d{4}-\d|^来源|年\d+月\d+日|[年月][〇零一二三四五六七八九十]+日|各位代表|同志们", line
        )
    ):
        if re.search(r"[一-鿿]{4}", line) and not re.search(r"\d[\d.]*(?:%|个|家|件|万|天)", line):
            return [(start, end, _UNNUMBERED, line)]
    return []


def _looks_back(title: str, clock: _Clock) -> bool:
    """Whether a heading of a plan speaks of the year before it."""
    years = [int(y) for y in re.findall(r"(?:19|20)\d\d(?=年)", title)]
    past = bool(years) and clock.report_year is not None and max(years) <= clock.report_year
    return past or _LOOKS_BACK.search(title) is not None


def _is_plan(title: str, inherited: bool, clock: _Clock) -> bool:
    report_year, this_year = clock.report_year, clock.this_year
    if re.search(r"总结|回顾|完成情况", title):
        return False  # 「2023年工作总结及2024年工作计划」 is the title of the whole
    years = [int(y) for y in re.findall(r"(?:19|20)\d\d(?=年)", title)]
    if years and report_year is not None:
        if max(years) > report_year:
            return True
        if max(years) <= report_year and not re.search(r"计划|打算|思路", title):
            return False
    if _PLAN.search(title):
        return True
    five_year = re.search(r"[“\"]?十([二三四五六七])五[”\"]?", title)
    if five_year and report_year is not None and re.search(r"目标|发展|规划|任务|展望", title):
        return 2006 + 5 * "一二三四五六七".index(five_year[1]) > report_year  # 十四五 begins in 2021
    if (
        "今年" in title
        and report_year is not None
        and this_year is not None
        and this_year > report_year
        and _PLAN_IN_PLAN_YEAR.search(title)
    ):
        return True
    if _LOOKS_BACK.search(title) and len(title) < 30 and not inherited:
        return False
    return inherited
