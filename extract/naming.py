"""Which names in the clause can be a single figure's, best first; and which alias the name in a list stands for."""

from __future__ import annotations

import re

from extract import matching
from extract.matching import Match
from extract.quantities import Quantity
from extract.roles import Role
from extract.sentences import CLAUSE_END, Sentence
from extract.vocabulary import Alias, Term, Vocabulary

_VERB_BETWEEN = re.compile(r"实现|存在|没有|涉及|完成|建成|建起|建立|安装|开展|进入|入选|获评|落实|出现|启动|通过")
_LEAVES_NOUN = re.compile(r"^\s?、|[,。;:]|、.*、.*、")
_MILD_VERBS = frozenset({"开展", "落实", "启动"})
_SUBJECT_DOES = re.compile(
    r"[一-鿿]{0,10}(?:企业|单位|园区|机构|医院|电厂|家庭|农户|居民|工地)(?:完成|实现|开展|通过|安装)了?"
)
_LIGHT_WORDS = re.compile(r"的|了|\s|“|”|各类|重点|企业|\([^)]*\)")
_COUNTED_KINDS = re.compile(r"[两二三四五六七八九\d]+[项种类](?:主要)?(?:污染物|指标)?")
_EMITS = re.compile(r"排放|减排|削减")


class Namer:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def matches(self, s: Sentence, i: int, floor: int | None = None) -> list[Match]:
        """Names in the clause of figure i (or from `floor` on), best first."""
        q = s.quantities[i]
        start = s.clause_start(q.start) if floor is None else floor
        end = s.clause_end(q.end)
        taken = self._taken(s, i)
        found: list[Match] = []
        for term in s.terms_from(start, end):
            match = self._try(s, i, term, start, end)
            if match is None:
                continue
            if match.rule == "before" and taken is not None and term.start < taken.end and taken.start < term.end:
                if q.unit != "%" or re.search(r"[、,和与及]", s.text[term.end : q.start]):
                    continue
            found.append(match)
        if len(found) < 2:
            return found
        found = [m for m in found if not any(_swallows(o, m) for o in found)]
        found.sort(key=lambda m: (-m.score, m.term.start, m.indicator.code))
        return found

    @staticmethod
    def _taken(s: Sentence, i: int) -> Term | None:
        """The words behind the figure before, where they are what it counts: 「15家加油站、2个油库」."""
        before = s.done.get(i - 1)
        return before[0].term if before and before[0].rule in {"after", "around"} else None

    def _try(self, s: Sentence, i: int, term: Term, start: int, end: int) -> Match | None:
        q, role = s.quantities[i], s.roles[i]
        bonus = matching.fits(self.vocabulary, term.alias, q, role)
        if bonus is None or not s.on_topic(term, end):
            return None
        if term.end <= q.number_start:
            score, rule, near = self._score_before(s, i, term), "before", s.text[start : q.end]
        elif term.start >= q.number_end:
            score, rule, near = self._score_after(s, i, term), "after", s.text[start : min(end, term.end + 4)]
        else:
            score, rule, near = self._score_around(s, q, term), "around", s.text[start:end]
        if score is None or (term.alias.position and term.alias.position != rule):
            return None
        if not matching.holds(term.alias, s.wide_context(end), near):
            return None
        if rule != "around" and _is_covered(s, term, may_be_cut=rule == "before"):
            score -= 22.0
        return Match(term, score + bonus + matching.length_bonus(term), rule)

    def _score_before(self, s: Sentence, i: int, term: Term) -> float | None:
        q, role = s.quantities[i], s.roles[i]
        if len(term.alias.parts) > 1 and s.figures_in(term.start, term.end):
            return None
        compares = role.measure == "rank" or role.measure.startswith("change")
        gap = s.gap(term.end, q.start, matching.residual_of_change if compares else matching.residual)
        between = sum(o.kind != "rank" for o in s.figures_in(term.end, q.start))
        if role.measure in {"level", "rank"} and (
            (between and gap >= 3) or (gap and "其中" in s.text[term.end : q.start])
        ):
            return None
        if between and gap and role.measure == "level" and s.text.startswith("、", s.quantities[i - 1].end):
            return None  # 「改厕22万户、改圈3万户」: the list goes on with a name of its own
        score = 100.0 - (6.0 if role.measure.startswith("change") else 3.0) * gap - 9.0 * between
        if gap and q.unit and role.measure == "level" and s.counts_right(q, self.vocabulary):
            return None if gap >= 3 else score - 12.0
        return score

    def _score_after(self, s: Sentence, i: int, term: Term) -> float | None:
        q, role = s.quantities[i], s.roles[i]
        words = s.text[q.end : term.start]
        if _LEAVES_NOUN.search(words) or role.measure not in {"level", "target_gap"}:
            return None
        if any(q.end <= o.start < term.start for o in s.quantities):
            return None
        inside = s.figures_in(term.start, term.end)
        if len(inside) > 1 or any(o.unit == q.unit for o in inside):
            return None
        does = _VERB_BETWEEN.search(words)
        if does and does.group() not in _MILD_VERBS and not _SUBJECT_DOES.fullmatch(words):
            return None
        score = 90.0 - 3.5 * len(_LIGHT_WORDS.sub("", words)) - (6.0 if "、" in words else 0.0)
        if does and not _SUBJECT_DOES.fullmatch(words):
            score -= 12.0
        if not words and s.text[term.start] == "(":
            score += 20.0  # 「7个工作日(报告表)」: the label in the bracket
        if i + 1 < len(s.quantities) and self._belongs_to_next(s, i + 1, term):
            score -= 30.0
        return score

    def _belongs_to_next(self, s: Sentence, i: int, term: Term) -> bool:
        """「改造100家源头替代25家」: a name that touches the next figure is its, not the one before."""
        follower = s.quantities[i]
        if term.end > follower.start or CLAUSE_END.search(s.text, term.end, follower.start):
            return False
        words = s.text[term.end : follower.start]
        return (
            "、" not in words
            and matching.residual(words) == 0
            and matching.fits(self.vocabulary, term.alias, follower, s.roles[i]) is not None
        )

    @staticmethod
    def _score_around(s: Sentence, q: Quantity, term: Term) -> float | None:
        """An alias with a gap that spans this figure and no other: 「取缔5家作坊」 is 取缔…作坊."""
        if len(term.alias.parts) < 2 or not (term.start <= q.start and q.end <= term.end):
            return None
        if len(s.figures_in(term.start, term.end)) != 1:
            return None
        return 88.0 - 0.8 * (term.end - term.start)

    # --- names in lists ---

    def named(self, s: Sentence, name: str, tails: list[str], q: Quantity, role: Role) -> Alias | None:
        """The alias that a list item stands for, on its own or with a tail that the list shares."""
        for tail in tails or [""]:
            alias = self._named(s, name, tail, q, role)
            if alias is not None:
                return alias
        return None

    def _named(self, s: Sentence, name: str, tail: str, q: Quantity, role: Role) -> Alias | None:
        name = _COUNTED_KINDS.sub("", name)
        context = s.wide_context(s.end)
        clause = s.text[s.clause_start(q.start) : q.start]
        shared = "排放" if _EMITS.search(clause) else ""
        rest_of = matching.residual_of_change if role.measure.startswith("change") else matching.residual
        best: tuple[float, Alias] | None = None
        for spelled in (name, name + tail) if tail and not name.endswith(tail) else (name,):
            for term in self.vocabulary.terms(spelled):
                if term.start >= len(name) or rest_of(spelled[term.end :]) > 1:
                    continue
                bonus = matching.fits(self.vocabulary, term.alias, q, role)
                if bonus is None or not s.on_topic(term, q.start):
                    continue
                if not matching.holds(term.alias, context, spelled + shared):
                    continue
                score = bonus + matching.length_bonus(term) - 4.0 * (len(spelled) - term.end)
                if best is None or score > best[0]:
                    best = (score, term.alias)
        return best[1] if best else None


def _swallows(longer: Match, m: Match) -> bool:
    """A longer name around a shorter one that scores about as well."""
    a, b = longer.term, m.term
    return a.start <= b.start and b.end <= a.end and a.end - a.start > b.end - b.start and longer.score >= m.score - 12


def _is_covered(s: Sentence, term: Term, *, may_be_cut: bool) -> bool:
    """Inside a longer alias of another indicator, or cut off by one that ends later: 优良天数 in (空气质量)优良天数比例."""
    for other in s.terms_from(term.start - 24, term.end):
        if other.start > term.start:
            cuts = may_be_cut and other.end > term.end and len(other.alias.parts) == 1 and other.end - other.start >= 4
            if cuts and other.alias.indicator is not term.alias.indicator:
                return True
            continue
        if len(other.alias.parts) > 1 or other.alias.indicator is term.alias.indicator or other.end < term.end:
            continue
        if other.end - other.start > term.end - term.start:
            return True
    return False
