"""What the head of a document says: title, issuer, region, dates, and the years that it reports on and plans for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from extract import period_grammar as grammar
from extract.issuers import issuer_region
from extract.period_grammar import Clock
from extract.period_types import Anchor
from extract.periods import find_periods
from extract.regions import RegionIndex

_GENRE = re.compile(
    r"总结|报告|公报|通报|月报|季报|年报|快报|简报|周报|汇报|讲话|发言|计划|要点|情况|思路|方案|概况|状况|自查|述职|通知|公告|工作|答卷|分析|环境"
)
_CHROME = re.compile(
    r"^\s*(?:首页|您?当前的?位置|当前位置|来源|发布|时间|日期|索引号|字体|字号|浏览|阅读|作者|编辑|打印|关闭|分享|扫一扫|网站首页|主办|今天是)|>>|&gt;|›|^[\s\W\d]*$"
)
_SITE = re.compile(r"\s*[-_|—–]\s*[^-_|—–]{0,24}(?:网|局|厅|政府|门户|委员会|文库)[^-_|—–]{0,6}$")
_OPEN_TITLE = re.compile(r"(?:[及和与暨、的]|年|关于)$")
_SOURCE = re.compile(
    r"(?:信息来源|文章来源|来源|发布机构|发布单位|供稿单位?|供稿|主办单位|作者|发文机关|制作单位|信息提供|编制单位)\s?[::]\s?([^\s,，;；)）]{2,30})"
)
_OFFICE_LINE = re.compile(
    r"^\s*[(]?([^\s,，。;；:：《》“”()0-9]{2,26}(?:局|厅|分局|政府|办事处|办公室|委员会|[省市县区]委|中心|监测站|指挥部|支队|大队))[)]?\s*$"
)
_PLACE_DATE = re.compile(r"[(（]?\s*([^()（）,，。;；\s]{3,24}(?:局|厅|政府|分局|中心|站|办公室))\s{1,4}[0-9]{4}年")
_DATE = (
    r"((?:19|20)[0-9]{2})\s?(?:[-./]|年)\s?(1[0-2]|0?[1-9])\s?(?:[-./]|月)\s?(3[01]|[12][0-9]|0?[1-9])(?![0-9])\s?日?"
)
_DATE_RE = re.compile(_DATE)
_CN_DATE = re.compile(
    r"(二[〇○零O]?[〇○零O一二][〇○零O一二三四五六七八九]?[〇○零O一二三四五六七八九])年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_PUBLISHED = re.compile(rf"(?:发布|发文|发表|印发|更新|公开|成文|生成|上传)?(?:时间|日期)\s?[::]?\s?{_DATE}")
_SPOKEN = re.compile(r"(?:会议?|大会|全会|动员会)上的?(?:讲话|报告|发言|致辞)|政府工作报告|(?:讲话|发言)(?:稿|提纲)?$")
_MID_YEAR = re.compile(r"半年|年中|[二三]季度|推进会|调度会|现场会|专题会|座谈会")
_INLINE_TITLE = re.compile(
    r"[一-鿿]{0,20}(?:局|厅|政府|委员会)(?:关于)?(?:19|20)[0-9]{2}年[^,，。;；:：\s]{0,16}(?:总结|报告|计划|要点|公报|情况)(?:的报告)?"
)
_PLAN_WORDS = re.compile(r"计划|思路|打算|安排|要点|部署|谋划|展望|设想|任务清单|目标任务")
_LOOK_BACK = re.compile(
    r"(?:^|\n)[^\n。]{0,12}?((?:19|20)[0-9]{2})\s?年(?:度|以来)?[^\n。,，;；]{0,14}?(?:工作回顾|回顾|工作总结|工作情况|完成情况|开展情况|主要工作|工作进展|工作成效)"
)
_NEWS_LEAD = 700  # characters in which a text without a dated title tells its period


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a document; unknown fields are None or ''. `default_period` is (first day, last day, period type)."""

    title: str
    issuer: str
    region_code: str | None
    region_text: str
    region_rule: str
    report_year: int | None
    published_on: date | None
    plan_year: int | None
    this_year: int | None
    default_period: tuple[date | None, date | None, str]
    is_plan: bool = False  # the title is that of a plan: 「2025年工作要点」

    @property
    def anchor(self) -> Anchor:
        start, end, _ = self.default_period
        return Anchor(
            self.report_year, self.published_on, self.plan_year, self.this_year, (start, end) if start and end else None
        )


def read_head(
    view_text: str,
    file_name: str,
    metadata: Mapping[str, str],
    region_index: RegionIndex,
    *,
    meta_title: str | None = None,
    meta_published_on: date | None = None,
) -> Head:
    """Read the head from the first and last lines, the markup's title, the file name and the sidecar metadata."""
    lines = [line.strip() for line in view_text.split("\n") if line.strip()]
    title = _title(lines, meta_title, metadata.get("title"))
    issuer = _issuer(lines, title) or metadata.get("publisher", "")
    region = issuer_region(
        region_index, title=title, issuer=issuer, file_name=file_name, body=view_text, metadata=metadata
    )
    published = _published(lines, metadata, meta_published_on)
    report, plan, this, default = _years(title, file_name, view_text, published, metadata)
    is_plan = plan is not None and report is not None and report < plan and _names_a_plan(title, plan)
    return Head(title, issuer, region.code, region.text, region.rule, report, published, plan, this, default, is_plan)


def _names_a_plan(title: str, plan_year: int) -> bool:
    years = set(re.findall(r"(?:19|20)[0-9]{2}(?=\s?年)", title))
    if years != {str(plan_year)} or re.search(r"总结|情况|汇报|报告|回顾|完成|讲话|发言", title):
        return False
    return _PLAN_WORDS.search(title) is not None


def _title(lines: list[str], meta_title: str | None, given: str | None) -> str:
    if given:
        return given.strip()
    marked = _SITE.sub("", meta_title.strip()) if meta_title else ""
    first = ""
    for index, line in enumerate(lines[:12]):
        if _CHROME.search(line) or len(line) > 70 or line.endswith(("。", ";", ":", "：")):
            continue
        if _OPEN_TITLE.search(line) and index + 1 < len(lines) and len(line + lines[index + 1]) <= 60:
            line += lines[index + 1]
        if _GENRE.search(line) and not _OFFICE_LINE.match(line):
            first = line
            break
        first = first or line
    if marked and (not first or not _GENRE.search(first) or len(marked) >= 6):
        return marked
    if not _GENRE.search(first) and lines and len(lines[0]) > 70 and (inline := _INLINE_TITLE.search(lines[0][:400])):
        return inline.group()  # a text that has lost its line breaks
    return first


def _issuer(lines: list[str], title: str) -> str:
    head, tail = lines[:14], lines[-10:]
    for line in head:
        if (source := _SOURCE.search(line)) and not re.match(r"(?:发布|时间|日期|网络|本站|字体)", source[1]):
            return source[1]
    for line in [*reversed(tail), *head]:
        if line != title and len(line) <= 40:
            if match := _OFFICE_LINE.match(line):
                return match[1]
            if match := _PLACE_DATE.search(line):
                return match[1]
    named = re.match(r"[^0-9\s]{2,20}?(?:局|厅|政府|分局|委员会)(?=[0-9]{4}年|关于)", title)
    return named.group() if named else ""


def _as_date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _published(lines: list[str], metadata: Mapping[str, str], marked: date | None) -> date | None:
    if (given := metadata.get("published_on")) and (match := _DATE_RE.search(given)):
        return _as_date(*match.groups())
    if marked:
        return marked
    for line in lines[:15]:
        labelled = "时间" in line or "日期" in line
        if labelled and (match := _PUBLISHED.search(line)):
            return _as_date(*match.groups())
    for line in [*lines[:8], *reversed(lines[-12:])]:
        if len(line) > 60 and not re.match(r"[-—(（\s]*[0-9]{4}年[0-9]", line):
            continue
        if match := _CN_DATE.search(line):
            span = grammar.point_span(match.group(), Clock(None, None))
            return span[0] if span else None
        if match := _DATE_RE.search(line):
            return _as_date(*match.groups())
    return None


def _years(
    title: str, file_name: str, text: str, published: date | None, metadata: Mapping[str, str]
) -> tuple[int | None, int | None, int | None, tuple[date | None, date | None, str]]:
    """Report year, plan year, the year of 今年, and the period of the document; a sidecar's year wins over any other."""
    years = _read_years(title, file_name, text, published)
    given = metadata.get("report_year", "")
    if given.isdigit() and years[0] != int(given):
        return int(given), int(given) + 1, int(given), _whole(int(given))
    return years


def _read_years(
    title: str, file_name: str, text: str, published: date | None
) -> tuple[int | None, int | None, int | None, tuple[date | None, date | None, str]]:
    """The same, from what the document says."""
    dated = (
        title
        if re.search(r"(?:19|20)[0-9]{2}\s?年|[二][〇○零].{2}年|民国", title)
        else f"{title} {_dated_name(file_name, title)}"
    )
    mentions = [
        m
        for m in find_periods(dated, Anchor(published.year if published else None, published))
        if m.period_end and m.role != "name"
    ]
    spoken = _SPOKEN.search(dated) is not None
    back = _LOOK_BACK.search(text)
    plan = next((m.period_end.year for m in reversed(mentions) if m.period_end and _is_plan(dated, m.end)), None)
    reports = [m for m in mentions if not _is_plan(dated, m.end)] or mentions
    main = reports[0] if reports else None
    year = main.period_end.year if main and main.period_end else None
    if spoken and not _MID_YEAR.search(dated):
        told = year or (published.year if published else None)
        if told is not None:
            report = int(back[1]) if back and told - 1 <= int(back[1]) <= told else told - 1
            return report, told if report < told else told + 1, told if report < told else report, _whole(report)
    if plan is not None and year == plan and len(mentions) == 1:
        year = int(back[1]) if back and int(back[1]) < plan else plan - 1
        return year, plan, year, _whole(year)
    if main is not None and year is not None and main.period_start is not None and main.period_end is not None:
        if (
            re.search(r"(?<![上下])半年|年中", dated)
            and grammar.type_of(main.period_start, main.period_end) == "annual"
        ):
            start, end = grammar.month_span(year, 1, 6)
            return year, year, year, (start, end, "half")
        kind = grammar.type_of(main.period_start, main.period_end)
        closes = main.period_end.month == 12
        return year, plan or (year + 1 if closes else year), year, (main.period_start, main.period_end, kind)
    return _from_text(text, published, back)


def _is_plan(text: str, end: int) -> bool:
    rest = re.split(r"(?:及|和|与|暨|、)?\s?(?:19|20)[0-9]{2}", text[end : end + 24])[0]
    return _PLAN_WORDS.search(rest) is not None and not re.search(r"总结|情况|汇报|报告|回顾|完成", rest)


def _dated_name(file_name: str, title: str) -> str:
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", file_name)
    return stem if re.search(r"(?:19|20)[0-9]{2}\s?年", stem) and stem != title else ""


def _whole(year: int) -> tuple[date, date, str]:
    return (*grammar.year_span(year), "annual")


def _from_text(
    text: str, published: date | None, back: re.Match[str] | None
) -> tuple[int | None, int | None, int | None, tuple[date | None, date | None, str]]:
    """No year in the title: look-back heading, the period that opens the text, or the date of publication."""
    if back:
        year = int(back[1])
        return year, year + 1, year, _whole(year)
    anchor = Anchor(published.year if published else None, published)
    for mention in find_periods(text[:_NEWS_LEAD], anchor):
        if (
            mention.role in ("period", "cumulative")
            and mention.period_start
            and mention.period_end
            and mention.period_type not in ("point", "unknown")
        ):
            if published is None and not re.search(r"[0-9]{4}|〇", mention.text):
                continue
            year = mention.period_end.year
            closes = mention.period_end.month == 12
            return (
                year,
                year + 1 if closes else year,
                year,
                (mention.period_start, mention.period_end, mention.period_type),
            )
    if published is None:
        return None, None, None, (None, None, "unknown")
    year = published.year - 1 if published.month <= 3 else published.year
    return year, year + 1, year, _whole(year)
