"""What each period expression does in its sentence: its dates in context, its role and how far it governs."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from extract import period_grammar as grammar
from extract.period_context import CLAUSE_END, CLOSING, Surroundings, is_heading, surroundings
from extract.period_grammar import Clock, Span
from extract.period_shapes import MASTER
from extract.period_types import Anchor, PeriodMention

_OPENS_CLAUSE = re.compile(
    r"(?:^|[,，;；:：。!！?？\n(（、\t]|[一二三四五六七八九十][是、]|其中|[0-9][.、])\s*(?:自|从|在|于)?$"
)
_OPENS_LINE = re.compile(r"^[\s0-9一二三四五六七八九十、.()（）①-⑳-]*是?(?:自|从|在|于)?$")
_BASE_BEFORE = re.compile(
    r"(?:(?<![占对])[较比]|对比|相[较对比]于?|[低高优好差多少]于|超过|不及|对照)(?:[于之同]|历史|整个)?[“\"]?\s?$"
)
_WITH_BEFORE = re.compile(r"(?:[与和同跟及]|相当于)\s?$")
_BASE_AFTER = re.compile(
    r"的?(?:同期)?(?:平均)?(?:水平)?(?:[(（][^)）]{0,20}[)）])?(?:相比|相较|比较|基本持平|持平|相当|一致|对比|相同|比(?=[,，上下增减降提]))"
)
_LEVEL_AFTER = re.compile(r"的?(?:水平|基础上)|为?基[数准期]")
_FROM_BEFORE = re.compile(r"[由从]\s?$")
_TURN = re.compile(
    r"(?:[降升增减提]|上升|下降|提高|提升|增加|减少|增长|好转|改善|转变|恶化|调整|压缩|压减|降低|变化|扩大|缩短|优化|跃升|前移|上调|下调)了?(?:至|到|为|成)|转为|变为|达到"
)
_SINCE = re.compile(r"\s?(?:以来|至今|起(?![步草底点])|开始|来(?=[,，]))")
_AHEAD = re.compile(
    r"(?:全年)?的?(?:工作)?(?:计划|打算|思路|安排|部署|重点|设想|展望)|[,，]?(?:我[市县区州省局]|全[市县区州省局]|[市县区]局)?(?:将|要|力争)|之?前|年?底?前"
)
_NAME_AFTER = re.compile(
    r"度?(?:第.{1,2}[轮批次])?(?:(?!开展|组织|完成|配合|实施|共|接受)[^,，。;；、\n0-9]){0,14}?(?:督察|督查|警示片|巡视|巡察)(?!以来|期间|检查[0-9])|度?[春夏秋冬]季攻势"
)
_RUN_MONTHS = re.compile(r"连续\s?([0-9]{1,2}|[一二三四五六七八九十]{1,2})个月")


def read_mentions(text: str, anchor: Anchor) -> list[PeriodMention]:
    """See `periods.find_periods`."""
    titles = [m.span() for m in re.finditer(r"《[^》\n]{0,80}》", text)]
    starts = [t[0] for t in titles]
    found: list[PeriodMention] = []
    heading_year: int | None = None
    for match in MASTER.finditer(text):
        around = surroundings(text, match.start(), match.end())
        title = bisect_right(starts, match.start()) - 1
        if title >= 0 and match.end() <= titles[title][1]:
            found.append(_mention(match, None, "name"))
            continue
        year = _context_year(found, around, text)
        clock = Clock(anchor.now, year or heading_year or anchor.report_year)
        mention = _read(text, match, anchor, clock, around)
        if mention is None:
            continue
        found.append(mention)
        if (
            mention.role in ("period", "plan")
            and mention.period_end
            and mention.period_type != "point"
            and is_heading(text, around)
        ):
            heading_year = mention.period_end.year
    return found


def _mention(match: re.Match[str], span: Span | None, role: str, kind: str | None = None) -> PeriodMention:
    start, end = span if span else (None, None)
    return PeriodMention(
        match.start(), match.end(), match.group(), start, end, kind or grammar.type_of(start, end), role
    )


def _context_year(found: list[PeriodMention], around: Surroundings, text: str) -> int | None:
    """The year that the same sentence named last; a base of comparison names none."""
    for mention in reversed(found):
        if mention.start < around.sentence_start:
            return None
        if mention.role in ("period", "plan", "cumulative") and mention.period_end and mention.period_start:
            year = (
                mention.period_start.year
                if mention.role == "cumulative" and mention.period_start.month > 1
                else mention.period_end.year
            )
            if re.search(r"[0-9]{4}|[今去明前]年|上年|民国|[〇○零]", mention.text):
                return year
    return None


def _read(text: str, match: re.Match[str], anchor: Anchor, clock: Clock, around: Surroundings) -> PeriodMention | None:
    shape, words = match.lastgroup or "", match.group()
    before, after = (
        text[max(around.line_start, match.start() - 12) : match.start()],
        text[match.end() : match.end() + 40],
    )
    own = anchor.own
    if shape in ("ratio", "next", "vague", "now", "month"):
        return _read_word(text, match, shape, anchor, around, before, after)
    if shape in ("same", "dsame"):
        named = re.search(r"[0-9]{4}", words)
        base = _is_base(before, after) or after[:1] in "上下增减降提少多持"
        mention = replace(
            _mention(match, None, "base" if base else "prior"), shift_months=24 if "前年" in words else 12
        )
        if named and own:
            mention = replace(mention, shift_months=max(1, own[1].year - int(named.group())) * 12)
        return _with_reach(text, mention, around, before)
    span = grammar.span_of(shape, words, clock, anchor.report_year, anchor.own)
    if span is None and shape != "five":
        return None
    return _with_role(text, match, shape, span, anchor, around, before, after)


def _read_word(
    text: str, match: re.Match[str], shape: str, anchor: Anchor, around: Surroundings, before: str, after: str
) -> PeriodMention | None:
    own = anchor.own
    if shape == "ratio":
        return _mention(match, None, "base")
    if shape == "next":
        return (
            _with_reach(text, _mention(match, grammar.year_span(anchor.plan_year), "plan"), around, before)
            if anchor.plan_year
            else None
        )
    if shape == "vague":
        return _with_reach(text, _mention(match, None, "period", "unknown"), around, before)
    if shape == "now":
        return _with_reach(text, _mention(match, own, "period"), around, before)
    if "上" in match.group():
        role = "base" if _is_base(before, after) else "prior"
        return _with_reach(text, replace(_mention(match, None, role), shift_months=1), around, before)
    return (
        _with_reach(text, _mention(match, own, "period"), around, before)
        if own and grammar.type_of(*own) == "month"
        else None
    )


def _is_base(before: str, after: str) -> bool:
    if _BASE_BEFORE.search(before):
        return True
    return bool(
        _BASE_AFTER.match(after) and (_WITH_BEFORE.search(before) or not before or before[-1] in ",，;；。、")
    ) or bool(_LEVEL_AFTER.match(after))


def _with_role(
    text: str,
    match: re.Match[str],
    shape: str,
    span: Span | None,
    anchor: Anchor,
    around: Surroundings,
    before: str,
    after: str,
) -> PeriodMention:
    words, own, now = match.group(), anchor.own, anchor.now
    if shape == "five":
        if _is_base(before, after):
            return _with_reach(text, _mention(match, grammar.five_year_span(words), "base"), around, before)
        if words[-1] in '五”"’」':
            return _mention(match, None, "name")
        span = grammar.five_year_span(words)
    assert span is not None
    if _is_base(before, after):
        return _with_reach(text, _mention(match, span, "base"), around, before)
    if _FROM_BEFORE.search(before) and not _SINCE.match(after):
        return _with_reach(text, _mention(match, span, "prior"), around, before, turns=True)
    since = _SINCE.match(after) or ("以来" in words)
    if since and own and span[0] <= own[1] and shape != "run":
        end = own[1]
        run = _RUN_MONTHS.search(text, match.end(), around.sentence_end)
        if run and span[0].day == 1:
            last = grammar.shifted(
                (span[0], grammar.month_end(span[0].year, span[0].month)), 1 - grammar.number(run[1])
            )[1]
            end = min(end, last)
        start = (
            max(span[0], own[0])
            if span[0].year == own[0].year and shape in ("point", "dpoint") and "月" not in words
            else span[0]
        )
        return _with_reach(text, _mention(match, (start, end), "cumulative"), around, before)
    if _NAME_AFTER.match(after) and shape in ("dpoint", "point") and "月" not in words:
        return _mention(match, span, "name")
    if (
        shape in ("point", "dpoint")
        and re.fullmatch(r"(?:今年|本年|当年)度?", words)
        and own
        and span[0].year == own[0].year == own[1].year
    ):
        span = own
    ahead = (span[1].year > (anchor.report_year or 9999) and shape != "five") or (
        anchor.report_year != now and span[0].year == now and span[0].month == 1 and span[1].month == 12
    )
    until = re.search(r"(?<![加高少低升降长大小提])[到至]$|力争$", before) and not after.startswith("的")
    ahead = ahead or shape == "yearend" or bool(until and own and own[1] < span[1])
    if ahead or (_AHEAD.match(after) and span[1].year >= (now or 9999) and shape != "whole"):
        return _with_reach(text, _mention(match, span, "plan"), around, before)
    earlier = anchor.report_year is not None and span[1].year < anchor.report_year
    return _with_reach(text, _mention(match, span, "prior" if earlier else "period"), around, before)


def _with_reach(
    text: str, mention: PeriodMention, around: Surroundings, before: str, turns: bool = False
) -> PeriodMention:
    """Give a mention the stretch of text that it governs."""
    start, end = mention.start, around.clause_end
    if mention.role == "base":
        opened = mention.end if text[mention.end : mention.end + 1] in ("(", "（") else -1
        closed = text.find(CLOSING[text[opened]], opened, around.line_end) if opened >= 0 else -1
        return replace(mention, reach_start=opened, reach_end=closed) if closed > 0 else mention
    if turns:
        turn = _TURN.search(text, mention.end, around.clause_end)
        return replace(mention, reach_start=start, reach_end=turn.start() if turn else around.clause_end)
    if around.bracket is not None:
        opened, closed = around.bracket
        if text[opened + 1 : mention.start].strip() or text[mention.end : closed].strip():
            return replace(mention, reach_start=start, reach_end=closed)
        if re.search(
            r"[0-9][^,，;；。“”、(（]{0,8}$", text[around.line_start : opened]
        ):  # stands behind the figure that it dates
            behind = CLAUSE_END.finditer(text, max(around.line_start, opened - 60), opened)
            return replace(
                mention, reach_start=max((b.end() for b in behind), default=around.line_start), reach_end=opened
            )
    opens = _OPENS_CLAUSE.search(text[around.line_start : mention.start][-12:])
    if (mention.role == "prior" and mention.shift_months) or mention.text.startswith(("连续", "已连续")):
        return replace(mention, reach_start=start, reach_end=end)
    if mention.role in ("prior",) or mention.period_end is None:
        return replace(mention, reach_start=start, reach_end=around.sentence_end if opens else end)
    end = around.sentence_end
    if mention.role in ("period", "plan") and _OPENS_LINE.match(text[around.line_start : mention.start]):
        end = around.line_end
    return replace(mention, reach_start=start, reach_end=end)
