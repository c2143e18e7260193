"""What belongs to what in a sentence: single figures, lists with 分别, coordinated names, ellipsis from clause to clause."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field

from extract import matching, roles
from extract.matching import Match
from extract.quantities import Quantity
from extract.roles import Role
from extract.vocabulary import NO_INDICATOR, Alias, Indicator, Term, Vocabulary

_LIST_GLUE = re.compile(r"(?:\([^()\d]{1,10}\))?(?:、|和|与|及|以及|,(?=\d))\s?(?:约|近)?")
_NAME_GLUE = re.compile(r"\s?(?:、|和|与|及|以及|或|,)\s?")
_COORDINATES = re.compile(r"\s?(?:\([^()]{1,12}\))?(?:、|和|与|及|以及|并)\s?$")
_CLOSED_LIST = re.compile(
    r"(?P<names>[^,。;:、\d]{2,14}(?:(?:、|和|与|以及)[^,。;:、\d等]{2,14})+?)(?:[两二三四五六七八九十\d]+[个条座])?(?P<what>断面|河流|主要河流|水库|湖泊|干流)?(?:年均)?(?:水质)?(?:年均)?(?:均|都|全部)(?:稳定)?(?:达到|达|为|是|符合|保持在?|优于)?$"
)
_ONLY_VERBS = re.compile(
    r"(?:年度|全年|已|累计|实际|共计?|合计|小计|总计|其中|计划|列入|年度清单|清单|任务|目标|完成|整治|治理|改造|淘汰|拆改|拆除|取缔|关停|检查|抽查|抽测|办结|整改|销号|摸底|摸排|排查|新增|新建|建成|安装|的|了|数)*"
)
_LABEL_VALUE = re.compile(r"[\s约近达为共计超逾≥≤<>=+-]*(?:不低于|不超过|下降|上升|同比|增长|减少|增加)?\s*")
_BARE_ENDS = re.compile(
    r"\s?(?:[,。;、)(:\n和与及~-]|$|完成|查处|整治|整改|办结|优良|超标|剩余|均|达标|关停|收缴|PM|&|其中|同比|较|比|居|排|位|,|分别|下降|上升|的(?:目标|任务)|为|之间|左右|以[上下内])"
)
_VERB_BETWEEN = re.compile(r"实现|存在|没有|涉及|完成|建成|建起|建立|安装|开展|进入|入选|获评|落实|出现|启动|通过")
_RESPECTIVELY = re.compile(r"分别|依次|各(?:为|达|下降|上升|提高|增长|减少)|各自")
_EACH = re.compile(r"均|都|皆|全部|双双|同为|各[^类个项市县区级地]")
_TAILS = (
    "覆盖率",
    "普及率",
    "处理率",
    "治理率",
    "利用率",
    "达标率",
    "收集率",
    "处置率",
    "合格率",
    "优良率",
    "完成率",
    "(管控)率",
    "率",
    "比例",
    "浓度",
    "年均浓度",
    "平均浓度",
    "均值",
    "年均值",
    "指数",
)
_NEAR_END = re.compile(r"[,。;:!?\n]")
_HARD_END = re.compile(r"[。;!?\n]")
_BRACKET = re.compile(r"\(([^()]{0,30})$")
_PRONOUN_SUBJECT = re.compile(r"^(?:[一-鿿]{0,3})$")
_GENERIC_THEMES = frozenset(
    {
        "enforcement",
        "petition",
        "permit_eia",
        "inspection_rectification",
        "publicity",
        "funding",
        "governance",
        "monitoring",
        "emergency",
    }
)
_ENVIRONMENT = re.compile(r"生态|(?<!营商)(?<!商)环境(?!优化)|环保|污染|排污|空气|水质|河湖|治水|黄河|长江经济带")
_BREAKDOWN_OF = {"petition_received_count"}
_KIND_LABEL = re.compile(
    r"(?:大气|废气|噪声|噪音|水|废水|污水|固废|固体废物|油烟|异味|恶臭|扬尘|粉尘|辐射|生态|其他|其它|土壤|光污染|电磁|餐饮|工业|施工|养殖|畜禽|秸秆|建设项目|环境影响)[^,。;、\d]{0,8}$"
)


@dataclass(slots=True)
class Linked:
    """One reading of one figure: at most one indicator, and how they met."""

    quantity: Quantity
    role: Role
    indicator: Indicator | None
    term: Term | None
    rule: str
    doubt: str | None = None
    scope: str | None = None
    item: tuple[int, int] | None = None  # the name in a list that stands for this figure (a place, a section)


@dataclass(slots=True)
class Sentence:
    """A sentence (to the full stop) with all that was found in it; positions are those of the view."""

    text: str
    start: int
    end: int
    quantities: list[Quantity]
    terms: list[Term]
    context: str  # the headings above
    is_environmental: bool  # the whole document is about the environment, so that no sentence needs to say so
    names: list[tuple[int, int]]  # places and periods: words that the vocabulary need not explain
    previous: list[Linked] = field(default_factory=list)  # of the sentence before, in the same paragraph

    def wide_context(self, end: int) -> str:
        """The headings, the end of the text before in the same paragraph, and the sentence up to `end`."""
        if not self.is_environmental:
            return self.context + "\n" + self.text[self.start : end]
        paragraph = self.text.rfind("\n", 0, self.start) + 1
        return self.context + "\n" + self.text[max(paragraph, self.start - 120) : end]

    def clause_start(self, position: int) -> int:
        """Behind the last mark before `position`; the colon of 「优良天数:329天」 ends no clause."""
        start = self.start
        ends = [m.end() for m in _NEAR_END.finditer(self.text, self.start, position)]
        while ends:
            start = ends.pop()
            if self.text[start - 1] != ":" or not _LABEL_VALUE.fullmatch(self.text, start, position):
                return start
            start = self.start
        return start

    def clause_end(self, position: int) -> int:
        m = _NEAR_END.search(self.text, position, self.end)
        return m.start() if m else self.end


class Linker:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def link(self, s: Sentence) -> list[Linked]:
        """Every reading of every figure of the sentence, in order."""
        done: dict[int, list[Linked]] = {}
        self._done = done
        self._roles = [self._role(s, i) for i in range(len(s.quantities))]
        for first, last in _runs(s):
            done.update(self._list(s, first, last, done))
        for i, q in enumerate(s.quantities):
            if i not in done:
                done[i] = self._single(s, i, q, done)
        self._share_nouns(s, done)
        result = [linked for i in sorted(done) for linked in done[i]]
        return [self._unless_inside_a_name(linked, result) for linked in result]

    def _share_nouns(self, s: Sentence, done: dict[int, list[Linked]]) -> None:
        """「2家水泥企业、1家钢铁企业完成改造」: a counted noun without a name of its own shares that of its list."""
        for i in range(len(s.quantities) - 2, -1, -1):
            here, after = done[i][0], done[i + 1][0]
            if (
                here.doubt != "no_indicator"
                or after.rule not in {"after", "part"}
                or after.indicator is None
                or here.role.measure != "level"
            ):
                continue
            q, follower = s.quantities[i], s.quantities[i + 1]
            if (
                q.unit == follower.unit
                and self._counts_right(s, q)
                and re.fullmatch(r"[一-鿿“”]{1,10}[、和]", s.text[q.end : follower.start])
            ):
                done[i] = [
                    Linked(q, here.role, after.indicator, after.term, "part", scope=s.text[q.end : follower.start - 1])
                ]

    @staticmethod
    def _unless_inside_a_name(linked: Linked, result: list[Linked]) -> Linked:
        """「5个断面达到Ⅲ类水以上标准」: the class is part of the words that name what is counted."""
        q = linked.quantity
        if q.kind == "class" and any(
            o.term is not None and o.quantity is not q and o.term.start <= q.start and q.end <= o.term.end
            for o in result
        ):
            return Linked(q, linked.role, None, None, "none", doubt="name_not_figure")
        return linked

    def _role(self, s: Sentence, i: int) -> Role:
        q = s.quantities[i]
        clause = s.clause_start(q.start)
        left = max(clause, s.quantities[i - 1].end) if i else clause
        return roles.read_role(s.text, q, clause, min(left, q.number_start))

    # --- one figure -------------------------------------------------------------------------------------------------

    def _single(self, s: Sentence, i: int, q: Quantity, done: dict[int, list[Linked]]) -> list[Linked]:
        role = self._roles[i]
        if q.kind == "class":
            return self._class(s, i, q, role)
        if q.is_bare and not q.unit_text and not _BARE_ENDS.match(s.text, q.end) and not any(t.start == q.end for t in s.terms):
            return [Linked(q, role, None, None, "none", doubt="unknown_unit")]
        best = self._matches(s, i, q, role)
        if best and best[0].score >= matching.THRESHOLD and best[0].indicator is NO_INDICATOR:
            return [Linked(q, role, None, best[0].term, "none", doubt="unknown_indicator")]
        if best and (best[0].score >= matching.THRESHOLD):
            return self._with_coordinates(s, i, q, role, best)
        carried = self._carried(s, i, q, role, done)
        if carried:
            return carried
        if best and best[0].score >= matching.THRESHOLD - 14:
            return [Linked(q, role, best[0].indicator, best[0].term, best[0].rule, doubt="ambiguous_indicator")]
        return [Linked(q, role, None, None, "none", doubt="no_indicator")]

    def _matches(self, s: Sentence, i: int, q: Quantity, role: Role, floor: int | None = None) -> list[Match]:
        """Terms in the figure's own clause (or from `floor` on), best first."""
        clause_start, clause_end = s.clause_start(q.start) if floor is None else floor, s.clause_end(q.end)
        if (bracket := _BRACKET.search(s.text, clause_start, q.number_start)) and not bracket.group(1).strip(
            "约近 :为是达"
        ):
            clause_start = max(clause_start, s.start)
        context = s.wide_context(clause_end)
        taken = self._taken(i)
        found: list[Match] = []
        for term in s.terms[bisect_left(s.terms, clause_start, key=lambda t: t.start) :]:
            if term.start >= clause_end:
                break
            match = self._try(s, i, q, role, term, clause_start, clause_end, context)
            if (
                match is not None
                and match.rule == "before"
                and taken is not None
                and term.start < taken.end
                and taken.start < term.end
            ):
                continue
            if match is not None:
                found.append(match)
        found = [
            m
            for m in found
            if not any(
                o is not m
                and o.term.start <= m.term.start
                and m.term.end <= o.term.end
                and (o.term.end - o.term.start) > (m.term.end - m.term.start)
                and o.score >= m.score - 12
                for o in found
            )
        ]
        found.sort(key=lambda m: (-m.score, m.term.start, m.indicator.code))
        return found

    def _taken(self, i: int) -> Term | None:
        """The words behind the figure before, where they are what it counts: 「15家加油站、2个油库」."""
        before = self._done.get(i - 1)
        return before[0].term if before and before[0].rule in {"after", "around"} else None

    def _try(
        self, s: Sentence, i: int, q: Quantity, role: Role, term: Term, clause_start: int, clause_end: int, context: str
    ) -> Match | None:
        bonus = matching.fits(self.vocabulary, term.alias, q, role)
        if bonus is None:
            return None
        left = term.end <= q.number_start
        if not left and term.start < q.number_end:
            return self._around(s, q, term, bonus, context, clause_start, clause_end)
        if len(term.alias.parts) > 1 and re.search(
            r"\d", s.text[term.start : term.end].replace("2.5", "").replace("M10", "")
        ):
            return None
        if term.alias.position and (term.alias.position == "before") != left:
            return None
        covering = self._covered(s, term)
        near = s.text[clause_start:clause_end]
        if not matching.holds(term.alias, context, near) or not self._on_topic(s, term, clause_end):
            return None
        if left:
            gap = self._gap(s, term.end, q.start)
            between = sum(
                1 for other in s.quantities if term.end <= other.start and other.end <= q.start and other.kind != "rank"
            )
            if role.measure in {"level", "rank"} and (between and gap >= 3 or gap and "其中" in s.text[term.end : q.start]):
                return None
            score = 100.0 - (6.0 if role.measure.startswith("change") else 3.0) * gap - 9.0 * between
            if (
                q.unit
                and not role.measure.startswith(("change", "target", "rank"))
                and self._counts_right(s, q)
                and gap > 0
            ):
                if gap >= 3:
                    return None
                score -= 12.0
        else:
            between_text = s.text[q.end : term.start]
            if re.search(r"^\s?、|[,。;:]|、.*、.*、", between_text) or any(
                q.end <= other.start < term.start for other in s.quantities
            ):
                return None
            if role.measure != "level" and role.measure != "target_gap":
                return None
            gap = len(re.sub(r"的|了|\s|“|”|各类|重点|企业|\([^)]*\)", "", between_text))
            score = (
                90.0
                - 3.5 * gap
                - (6.0 if "、" in between_text else 0.0)
                - (40.0 if _VERB_BETWEEN.search(between_text) else 0.0)
            )
            follower = s.quantities[i + 1] if i + 1 < len(s.quantities) else None
            if (
                follower is not None
                and term.end <= follower.start
                and matching.residual(s.text[term.end : follower.start]) == 0
                and not _NEAR_END.search(s.text, term.end, follower.start)
                and "、" not in s.text[term.end : follower.start]
            ):
                if matching.fits(self.vocabulary, term.alias, follower, self._roles[i + 1]) is not None:
                    score -= 30.0
        if covering:
            score -= 22.0
        return Match(term, score + bonus + matching.length_bonus(term), "before" if left else "after")

    @staticmethod
    def _on_topic(s: Sentence, term: Term, end: int) -> bool:
        """In a report on everything (a government's), fines, petitions and trainings count only where the sentence speaks of the environment."""
        if s.is_environmental or term.alias.indicator.theme not in _GENERIC_THEMES:
            return True
        return bool(_ENVIRONMENT.search(s.text, s.start, end))

    def _around(
        self, s: Sentence, q: Quantity, term: Term, bonus: float, context: str, clause_start: int, clause_end: int
    ) -> Match | None:
        """An alias with a gap that spans the figure: 「对200辆柴油车进行路检」 is 柴油车…路检 behind, 取缔5家作坊 around."""
        if len(term.alias.parts) < 2 or not (term.start <= q.start and q.end <= term.end):
            return None
        if not matching.holds(term.alias, context, s.text[clause_start:clause_end]) or not self._on_topic(s, term, clause_end):
            return None
        if sum(1 for o in s.quantities if term.start <= o.start and o.end <= term.end) != 1:
            return None
        return Match(term, 88.0 + bonus + matching.length_bonus(term) - 0.8 * (term.end - term.start), "around")

    def _gap(self, s: Sentence, start: int, end: int, count: Callable[[str], int] = matching.residual) -> int:
        """Unexplained characters between a term and a figure; places, periods and other figures explain themselves."""
        return sum(count(re.sub(r"\([^()]*\)", "", piece)) for piece in self._pieces(s, start, end))

    def _without_names(self, s: Sentence, start: int, end: int) -> str:
        return "".join(self._pieces(s, start, end))

    @staticmethod
    def _pieces(s: Sentence, start: int, end: int) -> list[str]:
        pieces, cursor = [], start
        known = sorted(
            [n for n in s.names if start <= n[0] and n[1] <= end]
            + [(o.start, o.end) for o in s.quantities if start <= o.start and o.end <= end]
        )
        for a, b in known:
            if a >= cursor:
                pieces.append(s.text[cursor:a])
                cursor = b
        pieces.append(s.text[cursor:end])
        return pieces

    def _covered(self, s: Sentence, term: Term) -> bool:
        """Inside a longer alias of another kind: 优良天数 in 优良天数比例 is not what is counted."""
        at = bisect_left(s.terms, term.start - 24, key=lambda t: t.start)
        for other in s.terms[at:]:
            if other.start > term.start:
                break
            if (
                other.end >= term.end
                and other.end - other.start > term.end - term.start
                and len(other.alias.parts) == 1
                and other.alias.indicator is not term.alias.indicator
            ):
                if other.end > term.end or other.start < term.start:
                    return True
        return False

    def _counts_right(self, s: Sentence, q: Quantity) -> bool:
        """A classifier with its noun behind it: 「17个断面」."""
        unit = self.vocabulary.units.get(q.unit)
        after = s.text[q.end : q.end + 1]
        return (
            unit is not None
            and unit.dimension == "count"
            and bool(re.match(r"[一-鿿A-Za-z“]", after))
            and not re.match(r"[,,。;、)的并及和与,其同比较已均占达,全]", after)
        )

    # --- water quality classes --------------------------------------------------------------------------------------

    def _class(self, s: Sentence, i: int, q: Quantity, role: Role) -> list[Linked]:
        indicator = self.vocabulary.indicators["water_section_quality_class"]
        before, after = s.text[max(s.start, q.start - 16) : q.start], s.text[q.end : q.end + 14]
        whole = s.text[s.start : s.end]
        if (
            re.match(r"(?:水质)?(?:水体|断面|水质)?(?:的)?(?:比例|占比|占|率|断面比例)", after)
            or re.match(r"\s?\d", after)
            or re.match(r"(?:国考|国控|省考|省控|地表水)?(?:水质|水体)?(?:断面|水体)(?!水质|标准)", after)
            and not re.search(r"[达为到符合于]$", before)
        ):
            return [Linked(q, role, None, None, "none", doubt="name_not_figure")]
        if re.search(r"(?:(?<!有)无|没有|消除|清零|退出|杜绝|剔除)$", before):
            return [Linked(q, role, None, None, "none", doubt="name_not_figure")]
        if re.search(r"\d\s?个月?\s?$|\d+(?:\.\d+)?%?\s?(?:达到|符合)?$", before) or re.match(
            r"水?(?:断面|点位)?\s?\d+个", after
        ):
            return [Linked(q, role, None, None, "none", doubt="name_not_figure")]
        near_words = whole + s.context[-40:] if s.is_environmental else s.text[s.clause_start(q.start) : q.end + 4]
        if not re.search(r"水|河|湖|江|断面|流域|库|渠|溪|海|淀|段|氨氮|总磷|COD", near_words):
            return [Linked(q, role, None, None, "none", doubt="no_indicator")]
        if re.search(r"声环境|噪声|功能区|射线|放射源|固体废物|废物|工业用地", before + re.split(r"[,。;]", after)[0]):
            return [Linked(q, role, None, None, "none", doubt="no_indicator")]
        bodies = self._bodies(s, q)
        if len(bodies) > 1:
            return [Linked(q, role, indicator, None, "class", scope=name) for name in bodies]
        return [Linked(q, role, indicator, None, "class", scope=bodies[0] if bodies else None)]

    @staticmethod
    def _bodies(s: Sentence, q: Quantity) -> list[str]:
        """「芙蓉江、三江、梅江3条河流水质均达到Ⅱ类」: a closed list of named waters, one reading each."""
        clause = s.text[s.clause_start(q.start) : q.start]
        m = _CLOSED_LIST.search(clause)
        if m is None or "等" in m.group():
            return []
        names = [n.strip() for n in re.split(r"、|和|与|以及", m["names"])]
        tail = m["what"] or ""
        return [n if n.endswith(("断面", "河", "江", "湖", "水库")) else n + tail for n in names] if len(names) > 1 and all(2 <= len(n) <= 14 for n in names) else []

    # --- several names for one figure -------------------------------------------------------------------------------

    def _with_coordinates(self, s: Sentence, i: int, q: Quantity, role: Role, best: list[Match]) -> list[Linked]:
        """「调处率、办结率均为100%」: one value for each coordinated name; 「立案处罚16起」: both indicators of one alias."""
        top = best[0]
        result = [Linked(q, role, top.indicator, top.term, top.rule)]
        for other in best[1:]:
            if (
                other.term.start == top.term.start
                and other.term.end == top.term.end
                and other.score >= top.score - 4.0
                and other.indicator is not top.indicator
            ):
                result.append(Linked(q, role, other.indicator, other.term, other.rule))
        if top.rule != "before":
            return result
        each = bool(_EACH.search(s.text, top.term.end, q.start))
        unit_is_ratio = q.unit == "%" or q.unit.endswith("百分点") or role.measure in {"rank"} or q.kind == "same"
        joined = re.search(
            r"并(?:依法)?(?:实施|作出|下达|给予)?$", s.text[max(s.start, top.term.start - 8) : top.term.start]
        )
        if joined and role.measure == "level":
            for other in best[1:]:
                if other.term.end == top.term.start - len(joined.group()) and other.indicator is not top.indicator:
                    return [Linked(q, role, other.indicator, other.term, "list"), *result]
        if not (each or unit_is_ratio):
            return result
        cursor = top.term
        for _ in range(8):
            named = self._name_before(s, i, q, role, cursor, each)
            if named is None:
                break
            cursor, indicator = named
            if indicator is not None and (each or all(r.indicator is not indicator for r in result)):
                repeated = any(r.indicator is indicator for r in result)
                result.append(
                    Linked(
                        q,
                        role,
                        indicator,
                        cursor,
                        "list",
                        scope=s.text[cursor.start : cursor.end] if repeated else None,
                    )
                )
        return result

    def _name_before(
        self, s: Sentence, i: int, q: Quantity, role: Role, after: Term, each: bool
    ) -> tuple[Term, Indicator | None] | None:
        """The name coordinated before `after`: an alias that ends at the conjunction, or one completed by its tail."""
        floor = max(
            (o.end for o in s.quantities if o.end <= after.start and not self._counts_right(s, o)), default=s.start
        )
        floor = max(floor, max((m.end() for m in _NEAR_END.finditer(s.text, s.start, after.start)), default=s.start))
        chunk = s.text[floor : after.start]
        glue = re.search(r"(?:、|和|与|及(?![以其])|以及|并)\s?(?:[^、和与及,]|及以){0,14}$", chunk)
        if glue is None:
            return None
        end = floor + glue.start()
        begin = max((m.end() for m in re.finditer(r"[、和与,]|及(?![以其])", s.text[floor:end])), default=0) + floor
        name = re.sub(r"^\d+\s?[个条座家处]", "", s.text[begin:end].strip())
        if not name or len(name) > 24:
            return None
        own = self._named(s, name, self._tail_of(s, after, q), q, role)
        if own is None:
            return (Term(begin, end, after.alias), None) if each else None
        if not each and len(s.text[end : after.start].strip("、和与及以 ")) > 6:
            return None
        return Term(begin, end, own), own.indicator

    def _tail_of(self, s: Sentence, term: Term, q: Quantity) -> str:
        """「年平均浓度」, 「覆盖率」: the end of the last name, up to the figure, that earlier names share."""
        words = s.text[term.start : q.start]
        return next((t for t in sorted(_TAILS, key=len, reverse=True) if t in words), "")

    def _named(self, s: Sentence, name: str, tail: str, q: Quantity, role: Role) -> Alias | None:
        """The alias that a list item stands for, on its own or with the tail that the list shares."""
        context = s.wide_context(s.end)
        shared = "排放" if re.search(r"排放|减排|削减", s.text[s.clause_start(q.start) : q.start]) else ""
        best: tuple[float, Alias] | None = None
        for spelled in (name, name + tail) if tail and not name.endswith(tail) else (name,):
            for term in self.vocabulary.terms(spelled):
                if term.start >= len(name):
                    continue
                rest = len(spelled) - term.end
                rest_of = matching.residual_of_change if role.measure.startswith("change") else matching.residual
                if rest_of(spelled[term.end :]) > 1 or not matching.holds(term.alias, context, spelled + shared):
                    continue
                bonus = matching.fits(self.vocabulary, term.alias, q, role)
                if bonus is None or not self._on_topic(s, term, q.start):
                    continue
                score = bonus + matching.length_bonus(term) - 2.0 * rest
                if best is None or score > best[0]:
                    best = (score, term.alias)
        return best[1] if best else None

    # --- lists ------------------------------------------------------------------------------------------------------

    def _list(self, s: Sentence, first: int, last: int, done: dict[int, list[Linked]]) -> dict[int, list[Linked]]:
        """「A、B分别为x和y」: names and values pair by position."""
        figures = s.quantities[first : last + 1]
        n = len(figures)
        clause = s.clause_start(figures[0].start)
        if _RESPECTIVELY.search(s.text, clause, figures[0].start) and not s.text[clause : figures[0].start].strip(
            "分别依次为是达:各,到 "
        ):
            clause = s.clause_start(max(s.start, clause - 1))
        floor = max(
            clause, s.quantities[first - 1].end if first and not s.text[clause : figures[0].start].strip() else clause
        )
        head = s.text[floor : figures[0].start]
        marker = _RESPECTIVELY.search(head)
        role = self._roles[first]
        for j in range(first + 1, last + 1):
            if (
                self._roles[j].measure == "level"
                and role.measure != "level"
                and s.quantities[j].unit == figures[0].unit
                or role.measure.startswith("change")
            ):
                self._roles[j] = Role(
                    role.measure,
                    role.measure_text,
                    -1 if role.sign < 0 and (s.quantities[j].value or 0) >= 0 else 1 if role.sign > 0 else role.sign,
                    role.by_direction,
                    role.base,
                )
        names = self._items(s, floor, floor + (marker.start() if marker else len(head)), n, figures[-1], role)
        if names is not None:
            aliases = [a for a, _ in names]
            distinct = {a.indicator.code for a in aliases if a}
            if marker or (len(distinct) == n and all(aliases)):
                return {
                    first + k: [
                        Linked(
                            q,
                            self._roles[first + k],
                            alias.indicator if alias else None,
                            Term(span[0], span[1], alias) if alias else None,
                            "list" if alias else "none",
                            None if alias else "no_indicator",
                            item=span,
                        )
                    ]
                    for k, (q, (alias, span)) in enumerate(zip(figures, names, strict=True))
                }
        if role.measure.startswith("change") and not self._matches(s, first, figures[0], role):
            before = self._previous_list(s, first, n, done, bool(re.search(r"前[两二三四五六2-6]项", head)))
            if before:
                return {
                    first + k: [Linked(q, self._roles[first + k], p.indicator, p.term, "list", item=p.item)]
                    for k, (q, p) in enumerate(zip(figures, before, strict=True))
                }
        if marker or role.measure == "level":
            return self._one_name(s, first, figures, floor, marker is not None)
        return {}

    def _items(
        self, s: Sentence, start: int, end: int, n: int, q: Quantity, role: Role
    ) -> list[tuple[Alias | None, tuple[int, int]]] | None:
        """The last n coordinated names before a list of n values."""
        text = s.text[start:end]
        spans, cursor = [], 0
        for m in re.finditer(r"、|以及|(?<![共饱中温调亲])和(?![谐平])|与|(?<![以])及(?![时以其])", text):
            spans.append((start + cursor, start + m.start()))
            cursor = m.end()
        spans.append((start + cursor, end))
        if len(spans) < n:
            return None
        spans = spans[-n:]
        tails = [t for t in sorted(_TAILS, key=len, reverse=True) if t in s.text[spans[0][0] : q.start]] or [""]
        lead = self._lead(s.text[spans[0][0] : spans[0][1]])
        aliases: list[Alias | None] = []
        for a, b in spans:
            name = s.text[a:b].strip()
            spelled = [name] if not lead or name.startswith(lead) else [name, lead + name]
            aliases.append(
                next((a for n_ in spelled for t in tails if (a := self._named(s, n_, t, q, role)) is not None), None)
            )
        if sum(a is not None for a in aliases) * 2 < n + (n < 3):
            return None
        return list(zip(aliases, spans, strict=True))

    @staticmethod
    def _lead(name: str) -> str:
        return next(
            (w for w in ("农村", "城市", "城镇", "县城", "功能区噪声", "功能区", "道路交通", "区域环境", "单位GDP", "单位地区生产总值", "单位生产总值") if w in name),
            "",
        )

    def _previous_list(
        self, s: Sentence, first: int, n: int, done: dict[int, list[Linked]], leading: bool
    ) -> list[Linked] | None:
        earlier = [done[j][0] for j in sorted(done) if j < first and done[j] and done[j][0].indicator is not None]
        if len(earlier) < n:
            for j in range(first):
                if j not in done:
                    done[j] = self._single(s, j, s.quantities[j], done)
            earlier = [
                done[j][0]
                for j in sorted(done)
                if j < first and done[j] and done[j][0].indicator is not None and done[j][0].role.measure == "level"
            ]
        if leading and (named := [e for e in earlier if e.rule == "list"]):
            earlier = named[:n]
        earlier = [*s.previous, *earlier][-n:] if len(earlier) < n else earlier[-n:]
        return earlier if len(earlier) == n and len({e.indicator.code for e in earlier if e.indicator}) == n else None

    def _one_name(
        self, s: Sentence, first: int, figures: list[Quantity], floor: int, marked: bool
    ) -> dict[int, list[Linked]]:
        """「水源地水质达标率分别为100%和90.9%」: one name, several subjects."""
        if not marked:
            return {}
        best = self._matches(s, first, figures[0], self._roles[first], floor)
        if not best or best[0].score < matching.THRESHOLD:
            return {}
        top = best[0]
        subjects = self._subjects(s, floor, top.term.start, len(figures))
        return {
            first + k: [
                Linked(
                    q, self._roles[first + k], top.indicator, top.term, "list", item=subjects[k] if subjects else None
                )
            ]
            for k, q in enumerate(figures)
        }

    @staticmethod
    def _subjects(s: Sentence, start: int, end: int, n: int) -> list[tuple[int, int]] | None:
        text = s.text[start:end]
        spans, cursor = [], 0
        for m in re.finditer(r"、|以及|和|与|及", text):
            spans.append((start + cursor, start + m.start()))
            cursor = m.end()
        spans.append((start + cursor, end))
        return spans[-n:] if len(spans) >= n and all(a < b for a, b in spans[-n:]) else None

    # --- ellipsis ---------------------------------------------------------------------------------------------------

    def _carried(
        self, s: Sentence, i: int, q: Quantity, role: Role, done: dict[int, list[Linked]]
    ) -> list[Linked] | None:
        """A figure without a name of its own takes that of the figure before it, where measure and unit allow."""
        clause = s.clause_start(q.start)
        before = [linked for j in sorted(done) if j < i for linked in done[j][:1]]
        own = s.text[max(clause, s.quantities[i - 1].end if i else clause) : q.start]
        if i and s.quantities[i - 1].kind == "class" and s.quantities[i - 1].end == q.start and role.measure == "level":
            return None  # 「Ⅱ类34个」 counts sections by class
        in_bracket = _BRACKET.search(s.text, max(s.start, q.number_start - 30), q.number_start)
        dependent = (
            role.measure in {"change_pct", "change_pp", "change_abs", "target_gap", "rank"}
            or in_bracket
            or q.kind == "same"
            or role.measure_text == roles.BASE_VALUE
        )
        left = max(clause, s.quantities[i - 1].end if i else clause)
        compares = role.measure.startswith("change") or role.measure == "rank" or q.kind == "same"
        unexplained = self._gap(s, left, q.start, matching.residual_of_change if compares else matching.residual)
        own_words = self._without_names(s, left, q.start)
        if not dependent and (
            unexplained > 1
            or self._counts_right(s, q)
            or not self._opens(own)
            or (q.unit == "%" and re.search(r"完成|占|确保", own))
        ):
            return self._breakdown(s, i, q, role, before, own) or self._under_topic(s, i, q, role, own_words)
        if dependent and unexplained > (14 if role.measure == "rank" and s.is_environmental else 2 if compares else 18) and not in_bracket:
            return None
        pool = [p for p in reversed(before) if p.indicator is not None]
        hard = max((m.end() for m in _HARD_END.finditer(s.text, s.start, q.start)), default=s.start)
        for p in pool[:4]:
            if p.quantity.end < hard and not dependent and (p.quantity.unit != q.unit or any(hard <= t.start < q.start for t in s.terms)):
                break
            if p.indicator is None or not self._can_carry(p, q, role):
                continue
            if p.doubt is not None:
                continue
            readings = [p]
            if re.search(r"均|都", own) and role.measure_text == roles.BASE_VALUE:
                same = [
                    x
                    for x in pool
                    if x.quantity.unit == p.quantity.unit and x.quantity.end >= hard and x.role.measure == "level"
                ]
                return [Linked(q, role, x.indicator, x.term, "ellipsis", item=x.item) for x in reversed(same)]
            if role.measure == "rank" or role.measure.startswith("change"):
                readings = [
                    x for j in done if j < i for x in done[j] if x.quantity is p.quantity and x.indicator is not None
                ]
            return [Linked(q, role, x.indicator, x.term, "ellipsis", item=x.item) for x in readings]
        head = self._head_term(s, i, q, role, clause)
        if head is not None and (dependent or unexplained <= 1):
            return [Linked(q, role, head.alias.indicator, head, "ellipsis")]
        if dependent and not before and s.previous and unexplained <= 2:
            p = s.previous[-1]
            if (
                p.indicator is not None
                and p.doubt is None
                and self._can_carry(p, q, role)
                and re.match(r"同比|较上年|比上年|与上年|较去年|比去年|环比", s.text[s.start : s.start + 6])
            ):
                return [Linked(q, role, p.indicator, p.term, "ellipsis", item=p.item)]
        return None

    def _under_topic(self, s: Sentence, i: int, q: Quantity, role: Role, own_words: str) -> list[Linked] | None:
        """「VOCs整治:列入清单76家,已完成41家」: the words before the colon name what only verbs count behind it."""
        colon = s.text.find(":", s.start, min(q.start, s.start + 28))
        if colon < 0 or role.measure != "level" or self._counts_right(s, q) or not _ONLY_VERBS.fullmatch(own_words.strip(" ,;、:")):
            return None
        context = s.wide_context(q.end)
        found = [
            t
            for t in s.terms
            if t.end <= colon and (matching.fits(self.vocabulary, t.alias, q, role) or 0) >= 4.0 and matching.holds(t.alias, context, s.text[s.start : colon]) and t.alias.indicator is not NO_INDICATOR
        ]
        if not found:
            return None
        best = max(found, key=lambda t: (matching.length_bonus(t), t.end))
        return [Linked(q, role, best.alias.indicator, best, "topic")]

    @staticmethod
    def _opens(own: str) -> bool:
        """Words that leave the subject to the clause before: 「目前达到97%」, a place in a list, a bracket; not 「确保100%」."""
        return re.search(
            r"达|为|是|在|:|\(|、|[市县区州旗省]|实际|累计|共|剩|有|至|到|占|任务|新增|较|比|由|从", own
        ) is not None or not own.strip(",、和 ")

    def _can_carry(self, p: Linked, q: Quantity, role: Role) -> bool:
        assert p.indicator is not None
        if p.indicator.code == "water_section_quality_class":
            return False
        alias = p.term.alias if p.term is not None else None
        if alias is not None and matching.fits(self.vocabulary, alias, q, role) is not None:
            return True
        plain = Alias(p.indicator.name, p.indicator, frozenset(), None, None, "", (p.indicator.name,))
        return matching.fits(self.vocabulary, plain, q, role) is not None

    def _head_term(self, s: Sentence, i: int, q: Quantity, role: Role, clause: int) -> Term | None:
        """The nearest name in an earlier clause of the sentence: 「PM2.5浓度由低到高依次为:甲区38、乙区40」."""
        context = s.wide_context(q.end)
        hard = max((m.end() for m in _HARD_END.finditer(s.text, s.start, q.start)), default=s.start)
        best: Term | None = None
        for term in s.terms:
            if term.start < hard or term.end > q.start:
                continue
            if matching.fits(self.vocabulary, term.alias, q, role) is None or not self._on_topic(s, term, q.end):
                continue
            if not matching.holds(term.alias, context, s.text[s.clause_start(term.start) : s.clause_end(term.end)]):
                continue
            if best is None or term.end >= best.end:
                best = (
                    term if best is None or term.end > best.end or len(term.alias.text) > len(best.alias.text) else best
                )
        if best is None:
            return None
        if role.measure == "level" and not (
            (q.unit or best.alias.indicator.unit_code == "1") and self._gap(s, best.end, q.start) <= 12
        ):
            return None
        return best

    def _breakdown(
        self, s: Sentence, i: int, q: Quantity, role: Role, before: list[Linked], own: str
    ) -> list[Linked] | None:
        """「受理投诉143件,其中大气类71件、噪声类46件」: parts of the same nature keep the indicator, with a scope."""
        label = _KIND_LABEL.search(re.sub(r"^[、,和:\s]*(?:其中)?[:,]?", "", own))
        if label is None or role.measure != "level":
            return None
        for p in reversed(before):
            if p.indicator is None:
                continue
            if p.indicator.code in _BREAKDOWN_OF and p.quantity.unit == q.unit:
                return [Linked(q, role, p.indicator, p.term, "part", scope=label.group().strip())]
            break
        return None


def _runs(s: Sentence) -> list[tuple[int, int]]:
    """Maximal runs of two or more figures joined only by 、 and 和."""
    runs: list[tuple[int, int]] = []
    i = 0
    while i < len(s.quantities):
        j = i
        while j + 1 < len(s.quantities):
            a, b = s.quantities[j], s.quantities[j + 1]
            if (
                a.kind not in {"number", "class"}
                or b.kind != a.kind
                or not _LIST_GLUE.fullmatch(s.text[a.end : b.start])
                and not (a.qualifier == "ge" and b.qualifier == "le" and False)
            ):
                break
            if a.unit != b.unit and a.kind == "number":
                break
            j += 1
        if j > i and s.quantities[i].kind == "number":
            runs.append((i, j))
        i = j + 1
    return runs
