"""Names joined by 、 and 和: their parts, the end they share, and one figure that holds for each of them (均, 都, 各)."""

from __future__ import annotations

import re

from extract import matching
from extract.matching import Match
from extract.naming import Namer
from extract.sentences import CLAUSE_END, Linked, Sentence
from extract.vocabulary import Indicator, Term

# what stands between two members of a list
GLUE = re.compile(r"(?:\([^()\d]{1,10}\))?(?:、|和|与|及|以及|,(?=\d))\s?(?:约|近)?")
_SPLIT = re.compile(r"、|以及|(?<![共饱中温调亲])和(?![谐平])|(?<!参)与|(?<![以普涉触危])及(?![时以其])")
_EACH = re.compile(r"均|都|皆|全部|双双|同为|各[^类个项市县区级地]")
# nouns that the names of a list share at its end: 「PM2.5、PM10浓度」; a longer one is tried first
TAILS = sorted(
    "重点工程减排量 重点工程减排 减排量 减排 污染天数 覆盖率 普及率 处理率 治理率 利用率 达标率 收集率 处置率 合格率 优良率 完成率 (管控)率 率 比例 浓度 年均浓度 平均浓度 均值 年均值 指数".split(),
    key=len,
    reverse=True,
)
_JOINED = re.compile(r"并(?:依法)?(?:实施|作出|下达|给予)?$")


def spans_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The coordinated parts of text[start:end] as spans, at least one: 「甲县、乙县和丙县」 has three."""
    spans, cursor = [], start
    for m in _SPLIT.finditer(text, start, end):
        spans.append((cursor, m.start()))
        cursor = m.end()
    spans.append((cursor, end))
    return spans


def with_coordinates(namer: Namer, s: Sentence, i: int, best: list[Match]) -> list[Linked]:
    """The readings of figure i by the name best[0] and by all that are coordinated with it.

    「调处率、办结率均为100%」: one value for each coordinated name; 「立案处罚16起」: both indicators of one alias.
    """
    q, role, top = s.quantities[i], s.roles[i], _nearest_of_all(s, i, best)
    result = [Linked(q, role, top.indicator, top.term, top.rule)]
    for other in best[1:]:
        same_words = (other.term.start, other.term.end) == (top.term.start, top.term.end)
        if same_words and other.score >= top.score - 4.0 and other.indicator is not top.indicator:
            result.append(Linked(q, role, other.indicator, other.term, other.rule))
    if top.rule != "before":
        return result
    joined = _JOINED.search(s.text[max(s.start, top.term.start - 8) : top.term.start])
    if joined and role.measure == "level":
        for other in best[1:]:
            if other.term.end == top.term.start - len(joined.group()) and other.indicator is not top.indicator:
                return [Linked(q, role, other.indicator, other.term, "list"), *result]
    each = _EACH.search(s.text, top.term.end, q.start) is not None
    shares = q.unit == "%" or q.unit.endswith("百分点") or role.measure == "rank" or q.kind == "same"
    return _spread(namer, s, i, result, top.term, each=each) if each or shares else result


def _nearest_of_all(s: Sentence, i: int, best: list[Match]) -> Match:
    """「PM2.5浓度、优良率均居第3位」: of names in coordination the last one, from which the others are found."""
    top = best[0]
    for other in best[1:]:
        if other.rule != "before" or other.score < matching.THRESHOLD or other.term.start < top.term.end:
            continue
        if GLUE.fullmatch(s.text[top.term.end : other.term.start]) and _EACH.search(
            s.text, other.term.end, s.quantities[i].start
        ):
            return other
    return top


def _spread(namer: Namer, s: Sentence, i: int, result: list[Linked], last: Term, *, each: bool) -> list[Linked]:
    """`result` with a reading by each known name coordinated before `last`; `each` where 均 or 都 says that all count."""
    q, role, cursor = s.quantities[i], s.roles[i], last
    tails = [t for t in TAILS if t in s.text[s.clause_start(q.start) : q.start]]
    for _ in range(8):
        named = _name_before(namer, s, i, cursor, tails, each=each)
        if named is None:
            break
        cursor, indicator = named
        repeated = any(r.indicator is indicator for r in result)
        if indicator is not None and (each or not repeated):
            scope = s.text[cursor.start : cursor.end] if repeated else None
            result.append(Linked(q, role, indicator, cursor, "list", scope=scope))
    return result


def _name_before(
    namer: Namer, s: Sentence, i: int, after: Term, tails: list[str], *, each: bool
) -> tuple[Term, Indicator | None] | None:
    """The name coordinated before `after`: an alias that ends at the conjunction, or one completed by a shared tail."""
    q, vocabulary = s.quantities[i], namer.vocabulary
    counted = (o.end for o in s.quantities if o.end <= after.start and not s.counts_right(o, vocabulary))
    floor = max(counted, default=s.start)
    floor = max(floor, max((m.end() for m in CLAUSE_END.finditer(s.text, s.start, after.start)), default=s.start))
    glue = re.search(
        r"(?:、|和|与|(?<![普涉触危])及(?![以其])|以及|并)\s?(?:[^、和与及,]|及以|[普涉触危]及){0,14}$",
        s.text[floor : after.start],
    )
    if glue is None:
        return None
    end = floor + glue.start()
    begin = floor + max(
        (m.end() for m in re.finditer(r"[、和与,]|(?<![普涉触危])及(?![以其])", s.text[floor:end])), default=0
    )
    name = re.sub(r"^\d+\s?[个条座家处]", "", s.text[begin:end].strip())
    if not name or len(name) > 24:
        return None
    own = namer.named(s, name, tails, q, s.roles[i])
    if own is None:
        return (Term(begin, end, after.alias), None) if each else None
    if not each and len(s.text[end : after.start].strip("、和与及以 ")) > 6:
        return None
    return Term(begin, end, own), own.indicator
