"""Several figures in a row: 「A、B分别为x和y」, the changes of the figures before, several values of one name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from extract import matching
from extract.coordination import GLUE, TAILS, spans_of
from extract.naming import Namer
from extract.quantities import Quantity
from extract.roles import Role
from extract.sentences import Linked, Sentence, rejected
from extract.vocabulary import Alias, Term, Unit, Vocabulary

_TURNED_GLUE = re.compile(r"(?:、|和|与|及|以及|,)\s?(?:同比)?(?:上升|下降|增长|增加|减少|降低|提高|提升|升高)了?")
_RANK_GLUE = re.compile(r"(?:、|和|与|及|以及)\s?")
_LONGEST_GLUE = 20  # characters; more than any of these expressions can match
_RESPECTIVELY = re.compile(r"分别|依次|分[列居]|各(?:为|达|下降|上升|提高|增长|减少)|各自")
_ONLY_RESPECTIVELY = "分别依次为是达:各,到只有仅 "
_LEADS = "农村 城市 城镇 县城 功能区噪声 功能区 道路交通 区域环境 单位GDP 单位地区生产总值 单位生产总值".split()
_BRACKET = re.compile(r"\([^()\d]{1,12}\)$")  # 「O3年均浓度(评价浓度)」
_LEADING = re.compile(r"前[两二三四五六2-6]项")


def runs(s: Sentence, vocabulary: Vocabulary) -> list[tuple[int, int]]:
    """Maximal runs of two or more figures of one unit, joined only by 、 and 和, as (first, last) in s.quantities.

    A change may turn: 「下降5%和上升2%」.
    """
    found: list[tuple[int, int]] = []
    i = 0
    while i < len(s.quantities):
        j = i
        while j + 1 < len(s.quantities) and _continues(s, vocabulary, s.quantities[j], s.quantities[j + 1]):
            j += 1
        if j > i:
            found.append((i, j))
        i = j + 1
    return found


def _continues(s: Sentence, vocabulary: Vocabulary, a: Quantity, b: Quantity) -> bool:
    if b.start - a.end > _LONGEST_GLUE:
        return False
    between = s.text[a.end : b.start]
    if a.kind == b.kind == "rank":
        return _RANK_GLUE.fullmatch(between) is not None
    if a.kind != "number" or b.kind != "number":
        return False
    if a.unit != b.unit and not (a.unit and b.unit and _alike(vocabulary.units[a.unit], vocabulary.units[b.unit])):
        return False
    return GLUE.fullmatch(between) is not None or _TURNED_GLUE.fullmatch(between) is not None


class Lists:
    """Links the figures of a run at once. `read_alone` reads one figure: a list may take its order from figures before."""

    def __init__(self, namer: Namer, read_alone: Callable[[Sentence, int], list[Linked]]) -> None:
        self.namer = namer
        self.read_alone = read_alone

    def link(self, s: Sentence, first: int, last: int) -> dict[int, list[Linked]]:
        """Names and values of a list by position; {} where the figures do not form one."""
        figures = s.quantities[first : last + 1]
        floor = self._floor(s, first)
        head = s.text[floor : figures[0].start]
        marker = _RESPECTIVELY.search(head)
        self._share_role(s, first, last)
        role = s.roles[first]
        end = floor + (marker.start() if marker else len(head))
        names = self._items(s, floor, end, figures, role, marked=marker is not None)
        if names is not None:
            codes = {a.indicator.code for a, _ in names if a}
            if marker or (len(codes) == len(figures) and all(a for a, _ in names)):
                return {first + k: [_paired(s, first + k, *names[k])] for k in range(len(figures))}
        if role.measure == "rank":
            return self._as_before(s, first, len(figures), leading=False) if marker else {}
        if role.measure.startswith("change") and not self.namer.matches(s, first):
            leading = _LEADING.search(head) is not None
            if leading or s.gap(floor, figures[0].start, matching.residual_of_change) <= 2:
                return self._as_before(s, first, len(figures), leading=leading)
            return {}
        if (
            marker
            and role.measure == "level"
            and not self.namer.matches(s, first)
            and s.gap(floor, figures[0].start) <= 4
        ):
            if told := self._as_before(s, first, len(figures), leading=False):
                return told  # 「经核算分别完成71吨、13吨和14吨」
        return self._one_name(s, first, figures, floor) if marker else {}

    @staticmethod
    def _floor(s: Sentence, first: int) -> int:
        """Where the names may begin: 「…PM2.5浓度最低,分别只有14和15」 has them in the clause before."""
        q = s.quantities[first]
        clause = s.clause_start(q.start)
        words = s.text[clause : q.start]
        if _RESPECTIVELY.search(words) and not words.strip(_ONLY_RESPECTIVELY):
            clause = s.clause_start(max(s.start, clause - 1))
        before = s.quantities[first - 1].end if first else s.start
        return max(clause, before) if before > clause and not s.text[before : q.start].startswith("的") else clause

    @staticmethod
    def _share_role(s: Sentence, first: int, last: int) -> None:
        """All values of the list are meant as the first is; printed minus signs count for themselves."""
        role = s.roles[first]
        if role.measure == "level":
            return
        for j in range(first + 1, last + 1):
            value = s.quantities[j].value
            sign = 1 if value is not None and value < 0 else role.sign
            if s.roles[j].measure.startswith("change") and s.roles[j].measure_text:
                role = s.roles[j]  # the change turns: 「…和上升2%」
                continue
            s.roles[j] = Role(role.measure, role.measure_text, sign, role.by_direction, role.base)

    def _items(
        self, s: Sentence, start: int, end: int, figures: list[Quantity], role: Role, *, marked: bool
    ) -> list[tuple[Alias | None, tuple[int, int]]] | None:
        """The last coordinated names before a list of as many values."""
        spans = spans_of(s.text, start, end)
        n = len(figures)
        is_exact = len(spans) == n
        if len(spans) < n:
            return None
        spans = spans[-n:]
        tails = [t for t in TAILS if t in s.text[spans[0][0] : figures[0].start]]
        lead = next((w for w in _LEADS if w in s.text[spans[0][0] : spans[0][1]]), "")
        aliases: list[Alias | None] = []
        for (a, b), q in zip(spans, figures, strict=True):
            name = _BRACKET.sub("", s.text[a:b].strip())
            alias = self.namer.named(s, name, tails, q, role)
            if alias is None and lead and not name.startswith(lead):
                alias = self.namer.named(s, lead + name, tails, q, role)
            if alias is None and (a, b) != spans[-1]:
                alias = self._sharing_the_end_of(s.text[spans[-1][0] : spans[-1][1]].strip(), name, s, q, role)
            aliases.append(alias)
        known = sum(a is not None for a in aliases)
        if known == 1 and aliases[-1] is not None and not _begins(s, spans[-1][0], aliases[-1]):
            return None  # 「甲县、乙县PM2.5浓度分别为」: one name behind several subjects
        if known == 0 or (not (marked and is_exact) and known * 2 < n + (n < 3)):
            return None
        return list(zip(aliases, spans, strict=True))

    def _sharing_the_end_of(self, last: str, name: str, s: Sentence, q: Quantity, role: Role) -> Alias | None:
        """「城市、县城污水处理率」: the item with as much of the last one's end as makes a name of the two."""
        for k in range(1, len(last) - 2):
            spelled = name + last[k:]
            for term in self.namer.vocabulary.terms(spelled):
                if term.start == 0 and term.end > len(name) and len(spelled) - term.end < 3:
                    return self.namer.named(s, spelled, [], q, role)
        return None

    def _as_before(self, s: Sentence, first: int, n: int, *, leading: bool) -> dict[int, list[Linked]]:
        """「…同比分别下降5.2%、9.7%」: the changes of the n figures told just before, in their order."""
        for j in range(first):
            if j not in s.done:
                s.done[j] = self.read_alone(s, j)
        earlier = [s.done[j][0] for j in range(first) if s.done[j][0].indicator is not None]
        levels = [e for e in earlier if e.role.measure == "level"]
        earlier = levels if len(levels) >= n else earlier
        if leading and (named := [e for e in earlier if e.rule == "list"]):
            earlier = named[:n]
        if len(earlier) < n:
            earlier = [*s.previous, *earlier]
        earlier = _first_of_each(earlier)[-n:]
        if len(earlier) < n or len({e.indicator.code for e in earlier if e.indicator}) < n:
            return {}
        return {
            first + k: [Linked(s.quantities[first + k], s.roles[first + k], e.indicator, e.term, "list", item=e.item)]
            for k, e in enumerate(earlier)
        }

    def _one_name(self, s: Sentence, first: int, figures: list[Quantity], floor: int) -> dict[int, list[Linked]]:
        """「水源地水质达标率分别为100%和88.9%」: one name, several subjects."""
        best = self.namer.matches(s, first, floor)
        if not best or best[0].score < matching.THRESHOLD:
            return {}
        if self._names_differ(s, floor, figures):
            return {first + k: [rejected(q, s.roles[first + k], "ambiguous_indicator")] for k, q in enumerate(figures)}
        top, n = best[0], len(figures)
        spans = spans_of(s.text, floor, figures[0].start)
        if len(spans) >= n and any(top.term.start == a for a, _ in spans[-n:]):
            return {}  # a name of its own for each value, most of them unknown
        subjects = spans_of(s.text, floor, top.term.start)
        items = (
            subjects[-n:]
            if len(subjects) >= n and all(a < b for a, b in subjects[-n:])
            else _places_before(s, floor, n) or _items_before(s, first, n)
        )
        return {
            first + k: [Linked(q, s.roles[first + k], top.indicator, top.term, "list", item=items[k])]
            for k, q in enumerate(figures)
        }

    def _names_differ(self, s: Sentence, floor: int, figures: list[Quantity]) -> bool:
        """「PM10、SO2、NO2浓度分别为49、7、18、5」: several names, but not as many as values; which is whose is a guess."""
        spans = spans_of(s.text, floor, figures[0].start)
        named = (
            self.namer.named(s, s.text[a:b].strip(), [], figures[0], Role("level")) for a, b in spans[-len(figures) :]
        )
        return len({alias.indicator.code for alias in named if alias is not None}) > 1


def _alike(a: Unit, b: Unit) -> bool:
    """Units that a list may mix: two spellings of one, or two of a concentration (「0.9mg/m3、108μg/m3」)."""
    if {a.spelling == "%" or a.spelling.endswith("百分点"), b.spelling == "%" or b.spelling.endswith("百分点")} == {
        True
    }:
        return True  # 「同比分别下降1.4%、上升0.6个百分点」
    return a.codes == b.codes or (a.dimension == b.dimension and a.dimension.startswith("concentration"))


def _first_of_each(told: list[Linked]) -> list[Linked]:
    """The figures without those that follow one of the same indicator: 「84.9%,高于目标(77.5%)」 is told once."""
    return [
        t for k, t in enumerate(told) if not k or t.indicator is not told[k - 1].indicator or t.item != told[k - 1].item
    ]


def _items_before(s: Sentence, first: int, n: int) -> Sequence[tuple[int, int] | None]:
    """「三县优良率分别为…,PM10依次为…」: the subjects of the list before hold for a later list of as many values."""
    for j in range(first - n, -1, -1):
        group = [s.done[k][0] for k in range(j, j + n) if k in s.done]
        if len(group) == n and all(g.item is not None and g.rule == "list" for g in group):
            if len({g.indicator for g in group}) == 1 and len({g.item for g in group}) == n:
                return [g.item for g in group]
    return [None] * n


def _places_before(s: Sentence, clause: int, n: int) -> list[tuple[int, int]]:
    """「后三位是甲市、乙市、丙市,综合指数分别为…」: as many names in the clause before, each a place."""
    if clause - 1 <= s.start:
        return []
    spans = spans_of(s.text, s.clause_start(clause - 1), clause - 1)
    if len(spans) != n or n < 2:
        return []
    placed = all(any(start <= a and b == end for a, b in s.names) for start, end in spans)
    return spans if placed else []


def _begins(s: Sentence, start: int, alias: Alias) -> bool:
    """Whether the list item is the alias from its first character on."""
    while s.text[start] == " ":
        start += 1
    return any(t.start == start and t.alias.indicator is alias.indicator for t in s.terms)


def _paired(s: Sentence, i: int, alias: Alias | None, span: tuple[int, int]) -> Linked:
    q, role = s.quantities[i], s.roles[i]
    if alias is None or not alias.indicator.code:
        return rejected(q, role, "no_indicator")
    return Linked(q, role, alias.indicator, Term(span[0], span[1], alias), "list", item=span)
