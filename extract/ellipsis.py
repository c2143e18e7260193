"""Figures without a name of their own: 「同比下降6.2%」, 「其中大气类71件」, 「VOCs整治:已完成41家」."""

from __future__ import annotations

import re

from extract import matching, parts, roles
from extract.naming import Namer
from extract.quantities import Quantity
from extract.roles import Role
from extract.sentences import Linked, Sentence
from extract.vocabulary import NO_INDICATOR, Alias, Term

_BRACKET = re.compile(r"\(([^()]{0,30})$")
_OPENS = re.compile(r"达|为|是|在|:|\(|、|[市县区州旗省]|实际|累计|共|剩|有|至|到|占|任务|新增|较|比|由|从")
_COMPARES_FIRST = re.compile(r"同比|较上年|比上年|与上年|较去年|比去年|环比")
_SHARE_OF = re.compile(r"完成|占|确保")
_ONLY_VERBS = re.compile(
    r"(?:年度|全年|已|累计|实际|共计?|合计|小计|总计|其中|计划|列入|年度清单|清单|任务|目标|完成|整治|治理|改造|淘汰|拆改|拆除|取缔"
    r"|关停|检查|抽查|抽测|办结|整改|销号|摸底|摸排|排查|新增|新建|建成|安装|的|了|数)*"
)
_OF_ITS_GOAL = re.compile(
    r"[;,、\s]*(?:年度|全年|省定|市定|考核)?(?:目标|任务|考核|计划|标准)(?:值|数|指标)?(?:为|是|:)?\s?"
)
_LEVEL = re.compile(r"(?:国|省|市|区|县|乡镇|乡|镇|村|千吨万人|百吨千人)级(?:及?以上)?|农村|城镇|城市|县城")
_LEVEL_ONLY = re.compile(rf"[,、和]?(?:其中)?(?:{_LEVEL.pattern})(?:则|的)?(?:达到?|为|是|在)?")
_SUBSET_AFTER = re.compile(r"\s?(?:达标|合格|优良|超标|[不未]达标|不合格|达到|符合)")  # 「36个水源地中,34个达标」
_JOINS = re.compile(r"\s?(?:、|和|与|及|以及)\s?")


def _is_of_another_level(s: Sentence, q: Quantity, own: str) -> bool:
    """「市级水源地达标率100%,乡镇级达到90%」: only the level differs, and the one before was named by its level too."""
    segment = s.segment_start(q.start)
    return (
        q.unit == "%"
        and _LEVEL_ONLY.fullmatch(own) is not None
        and _LEVEL.search(s.text, segment, s.left_of(s.quantities.index(q))) is not None
    )


class Ellipsis:
    def __init__(self, namer: Namer) -> None:
        self.namer = namer
        self.vocabulary = namer.vocabulary

    def carried(self, s: Sentence, i: int) -> list[Linked] | None:
        """The reading of a figure that leaves its subject to the words before, None where nothing decides."""
        q, role = s.quantities[i], s.roles[i]
        if i and s.quantities[i - 1].kind == "class" and s.quantities[i - 1].end == q.start and role.measure == "level":
            return None  # 「Ⅱ类34个」 counts sections by class
        left = s.left_of(i)
        own = "".join(s.pieces(left, q.start))
        in_bracket = _BRACKET.search(s.text, max(s.start, q.number_start - 30), q.number_start) is not None
        compares = role.measure.startswith("change") or role.measure == "rank" or q.kind == "same"
        depends = (
            compares
            or in_bracket
            or _OF_ITS_GOAL.fullmatch(own) is not None
            or role.measure == "target_gap"
            or role.measure_text == roles.BASE_VALUE
        )
        unexplained = s.gap(left, q.start, matching.residual_of_change if compares else matching.residual)
        if i and i - 1 in s.done and s.done[i - 1][0].doubt == "no_indicator" and _JOINS.fullmatch(own):
            return None  # the list before has a name that nobody knows
        if not depends and not self._leaves_subject(s, i, own, unexplained):
            return (
                parts.part_of_kind(s, i, s.text[left : q.start])
                or parts.share_of(self.namer, s, i, s.text[left : q.start])
                or parts.verb_on_noun(self.namer, s, i, own)
                or self._under_topic(s, i, own)
            )
        if depends and not in_bracket and unexplained > self._tolerance(s, role, compares):
            return None
        found = self._from_figures(s, i, own, depends)
        return found if found is not None else self._from_names(s, i, depends, unexplained)

    def _leaves_subject(self, s: Sentence, i: int, own: str, unexplained: int) -> bool:
        """A level whose own words are only fillers, opened by a word that points back; not 「确保100%」, 「达标11处」."""
        q = s.quantities[i]
        if _is_of_another_level(s, q, own):
            return True
        if unexplained > 1 or "达标" in own or s.counts_right(q, self.vocabulary):
            return False
        if q.unit not in {"%", "天"} and _SUBSET_AFTER.match(s.text, q.end):
            return False
        if own.strip(",:") == "其中" and any(s.left_of(i) <= a and b <= q.start for a, b in s.names):
            return True  # 「…万户,其中甲市2万户」
        if q.unit == "%" and (_SHARE_OF.search(own) or s.text.startswith("的", q.end)):
            return False
        return _OPENS.search(own) is not None or not own.strip(",、和 ")

    @staticmethod
    def _tolerance(s: Sentence, role: Role, compares: bool) -> int:
        if role.measure == "rank":
            return 14 if s.is_environmental else 2  # 「居平原以外省辖市第一」
        return 2 if compares else 18

    def _from_figures(self, s: Sentence, i: int, own: str, depends: bool) -> list[Linked] | None:
        """The indicator of the nearest figure before that measure and unit allow."""
        q, role = s.quantities[i], s.roles[i]
        segment = s.segment_start(q.start)
        before = s.done[i - 1][0] if i and i - 1 in s.done else None
        if depends and before is not None and before.doubt == "no_indicator" and before.quantity.end >= segment:
            if before.role.measure == "level" and before.quantity.kind == "number" and before.quantity.unit != "倍":
                return []  # it compares with a figure whose name nobody knows
        pool = [s.done[j][0] for j in sorted(s.done, reverse=True) if j < i and s.done[j][0].indicator is not None]
        whole = parts.whole_of(s, i, segment)
        if whole is not None and self._can_carry(whole, q, role):
            return [Linked(q, role, whole.indicator, whole.term, "ellipsis")]
        for p in pool[:4]:
            if p.quantity.end < segment and not depends:
                if any(segment <= t.start < q.start for t in s.terms):
                    break
                if p.quantity.unit != q.unit:
                    continue  # 「甲市340天,93%;乙县351天,96%」
            if p.doubt is not None or not self._can_carry(p, q, role):
                continue
            if not depends and not own.strip(" ,、和") and self._counts_otherwise(p.quantity, q):
                return []  # 「…企业31家,7台锅炉完成改造」
            readings = [p]
            if role.measure_text == roles.BASE_VALUE and re.search(r"均|都", own):
                alike = (x for x in pool if x.quantity.unit == p.quantity.unit and x.quantity.end >= segment)
                readings = [x for x in alike if x.role.measure == "level"][::-1]
            elif role.measure == "rank" and re.search(r"均|都|双双", own):
                readings = self._all_of_segment(s, i, q, role, segment)
            elif role.measure == "rank" or role.measure.startswith("change"):
                readings = [
                    x for j in s.done for x in s.done[j] if x.quantity is p.quantity and x.indicator is not None
                ]
            return [Linked(q, role, x.indicator, x.term, "ellipsis", item=x.item) for x in readings]
        return None

    def _counts_otherwise(self, a: Quantity, b: Quantity) -> bool:
        """Two counts with different classifiers: what stands without words between them counts something new."""
        units = self.vocabulary.units
        if a.unit == b.unit or a.unit not in units or b.unit not in units:
            return False
        return (
            units[a.unit].dimension == units[b.unit].dimension == "count" and units[a.unit].codes != units[b.unit].codes
        )

    def _all_of_segment(self, s: Sentence, i: int, q: Quantity, role: Role, segment: int) -> list[Linked]:
        """「优良天数318天,PM2.5浓度29微克/立方米,均居全市第一」: every level told since the last semicolon."""
        told = [x for j in range(i) if s.quantities[j].start >= segment for x in s.done.get(j, [])]
        levels = [x for x in told if x.role.measure == "level" and x.doubt is None and self._can_carry(x, q, role)]
        return list({x.indicator: x for x in levels}.values())

    def _from_names(self, s: Sentence, i: int, depends: bool, unexplained: int) -> list[Linked] | None:
        """The nearest name in an earlier clause, or the last figure of the sentence before."""
        q, role = s.quantities[i], s.roles[i]
        head = self._head_term(s, q, role)
        if head is not None and (depends or unexplained <= 1):
            return [Linked(q, role, head.alias.indicator, head, "ellipsis")]
        if depends and i == 0 and s.previous and _COMPARES_FIRST.match(s.text, s.start):
            p = s.previous[-1]
            if p.indicator is not None and p.doubt is None and self._can_carry(p, q, role):
                return [Linked(q, role, p.indicator, p.term, "ellipsis", item=p.item)]
        return None

    def _head_term(self, s: Sentence, q: Quantity, role: Role) -> Term | None:
        """「PM2.5浓度由低到高依次为:甲区38、乙区40」: the last name of the segment before the figure."""
        context = s.wide_context(q.end)
        segment = s.segment_start(q.start)
        best: Term | None = None
        for term in s.terms:
            if term.start < segment or term.end > q.start or not term.alias.indicator.code:
                continue
            if matching.fits(self.vocabulary, term.alias, q, role) is None or not s.on_topic(term, q.end):
                continue
            if not matching.holds(term.alias, context, s.text[s.clause_start(term.start) : s.clause_end(term.end)]):
                continue
            if best is None or (term.end, len(term.alias.text)) > (best.end, len(best.alias.text)):
                best = term
        if best is not None and role.measure == "level":
            bare = not q.unit and best.alias.indicator.unit_code != "1" and not self._is_value_of_a_place(s, q, best)
            if bare or s.gap(best.end, q.start) > 12:
                return None
        return best

    @staticmethod
    def _is_value_of_a_place(s: Sentence, q: Quantity, name: Term) -> bool:
        """「PM2.5平均浓度:甲市29、乙县24,单位均为μg/m3」: bare numbers right behind places, below a name with a colon."""
        if not name.alias.indicator.dimension.startswith("concentration") or ":" not in s.text[name.end : q.start]:
            return False
        return any(end == q.start for _, end in s.names)

    def _can_carry(self, p: Linked, q: Quantity, role: Role) -> bool:
        if p.indicator is None or p.indicator.code == "water_section_quality_class":
            return False
        if p.term is not None and matching.fits(self.vocabulary, p.term.alias, q, role) is not None:
            return True
        plain = Alias(p.indicator.name, p.indicator, frozenset(), None, None, "", (p.indicator.name,))
        return matching.fits(self.vocabulary, plain, q, role) is not None

    def _under_topic(self, s: Sentence, i: int, own: str) -> list[Linked] | None:
        """「VOCs整治:列入清单76家,已完成41家」: the words before the colon name what only verbs count behind it."""
        q, role = s.quantities[i], s.roles[i]
        if role.measure != "level" or s.counts_right(q, self.vocabulary):
            return None
        colon = s.text.find(":", s.start, min(q.start, s.start + 28))
        if colon < 0 or not _ONLY_VERBS.fullmatch(own.strip(" ,;、:")):
            return None
        return self._named_before(s, q, role, colon) or self._under_heading(s, q, role)

    def _under_heading(self, s: Sentence, q: Quantity, role: Role) -> list[Linked] | None:
        """「1.优良天数比例。考核目标:86%。」: a label and a value below a heading that is the name."""
        title = s.context.rsplit("\n", 1)[-1]
        if len(title) > 24 or re.search(r"[、和与及]", title):
            return None
        alias = self.namer.named(s, re.sub(r"^[\d一二三四五六七八九十().、\s]+", "", title), [], q, role)
        return [Linked(q, role, alias.indicator, Term(s.start, s.start, alias), "topic")] if alias else None

    def _named_before(self, s: Sentence, q: Quantity, role: Role, colon: int) -> list[Linked] | None:
        context = s.wide_context(q.end)
        found = [
            t
            for t in s.terms
            if t.end <= colon
            and t.alias.indicator is not NO_INDICATOR
            and (matching.fits(self.vocabulary, t.alias, q, role) or 0) >= 4.0
            and matching.holds(t.alias, context, s.text[s.start : colon])
        ]
        if not found:
            return None
        best = max(found, key=lambda t: (matching.length_bonus(t), t.end))
        return [Linked(q, role, best.alias.indicator, best, "topic")]

    def share_nouns(self, s: Sentence) -> None:
        """「2家水泥企业、1家钢铁企业完成改造」: a counted noun without a name of its own shares that of its list."""
        for i in range(len(s.quantities) - 2, -1, -1):
            here, after = s.done[i][0], s.done[i + 1][0]
            q, follower = s.quantities[i], s.quantities[i + 1]
            if here.doubt != "no_indicator" or here.role.measure != "level" or after.indicator is None:
                continue
            if after.rule not in {"after", "part"} or q.unit != follower.unit:
                continue
            noun = s.text[q.end : follower.start]
            if s.counts_right(q, self.vocabulary) and re.fullmatch(r"[一-鿿“”]{1,10}[、和]", noun):
                s.done[i] = [Linked(q, here.role, after.indicator, after.term, "part", scope=noun[:-1])]
            elif noun[:1] in {"、", "和", ","} and not "".join(s.pieces(q.end, follower.start)).strip("、和, "):
                s.done[i] = [Linked(q, here.role, after.indicator, after.term, "part")]  # 「甲县12个、乙县9个矿山」
