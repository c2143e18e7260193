"""What belongs to what in a sentence: the order in which lists, single names and ellipsis are tried for its figures."""

from __future__ import annotations

import re
from dataclasses import replace

from extract import coordination, matching, roles, waters
from extract.ellipsis import Ellipsis
from extract.lists import Lists, runs
from extract.naming import Namer
from extract.sentences import Linked, Sentence, rejected
from extract.vocabulary import NO_INDICATOR, Vocabulary

# what may stand behind a number that has lost its unit, or never had one
_BARE_ENDS = re.compile(
    r"\s?(?:[,。;、)(:\n和与及~-]|$|完成|查处|整治|整改|办结|优良|超标|剩余|均|达标|关停|收缴|PM|&|其中|同比|较|比|居|排|位|分别|下降|上升"
    r"|的(?:目标|任务)|为|之间|左右|以[上下内])"
)
_IS_A_THRESHOLD = re.compile(r"的(?:有|为|占|共)\s?\d")  # 「优良率超过90%的有8个」
_SHARE_OF_CLASS = re.compile(r"(?:水质|水体|断面|的)*占(?:比|全部)?(?:为)?")  # 「Ⅱ类占31.8%」
_RANGE = re.compile(r"\s?[-~至到]\s?")
_NEARLY = 14.0  # a name that misses the threshold by less is doubtful, not absent


class Linker:
    """Reads the figures of one sentence after another; holds no state between them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.namer = Namer(vocabulary)
        self.lists = Lists(self.namer, read_alone=self.single)
        self.ellipsis = Ellipsis(self.namer)

    def link_sentence(self, s: Sentence) -> list[Linked]:
        """Every reading of every figure of the sentence, in order."""
        s.roles = [
            roles.read_role(s.text, q, s.clause_start(q.start), min(s.left_of(i), q.number_start))
            for i, q in enumerate(s.quantities)
        ]
        for first, last in runs(s, self.vocabulary):
            s.done.update(self.lists.link(s, first, last))
        for i in range(len(s.quantities)):
            if i not in s.done:
                s.done[i] = self.single(s, i)
        self.ellipsis.share_nouns(s)
        _join_ranges(s)
        result = [linked for i in sorted(s.done) for linked in s.done[i]]
        return [waters.unless_in_a_name(linked, result) for linked in result]

    def single(self, s: Sentence, i: int) -> list[Linked]:
        """A figure on its own: by a name in its clause, else by ellipsis, else rejected with the reason."""
        q, role = s.quantities[i], s.roles[i]
        if q.kind == "class":
            return waters.link_class(self.vocabulary, s, i)
        if q.is_bare and not q.unit_text and not _BARE_ENDS.match(s.text, q.end):
            if not any(t.start == q.end for t in s.terms):
                return [rejected(q, role, "unknown_unit")]
        if s.names_nothing:
            return [rejected(q, role, "no_indicator")]
        if q.unit == "%" and _IS_A_THRESHOLD.match(s.text, q.end):
            return [rejected(q, role, "name_not_figure")]
        if i and q.unit == "%" and s.quantities[i - 1].kind == "class" and s.quantities[i - 1].qualifier == "eq":
            if _SHARE_OF_CLASS.fullmatch(s.text, s.quantities[i - 1].end, q.start):
                return [waters.share_of_class(self.vocabulary, s, i)]
        best = self.namer.matches(s, i)
        if best and best[0].score >= matching.THRESHOLD:
            if best[0].indicator is NO_INDICATOR:
                return [rejected(q, role, "unknown_indicator", best[0].term)]
            return coordination.with_coordinates(self.namer, s, i, [m for m in best if m.indicator is not NO_INDICATOR])
        carried = self.ellipsis.carried(s, i)
        if carried:
            return carried
        if best and best[0].score >= matching.THRESHOLD - _NEARLY and best[0].indicator is not NO_INDICATOR:
            return [Linked(q, role, best[0].indicator, best[0].term, best[0].rule, doubt="ambiguous_indicator")]
        return [rejected(q, role, "no_indicator")]


def _join_ranges(s: Sentence) -> None:
    """「范围为52.1~98.6」: the upper bound of a range is what its lower one is."""
    for i in range(1, len(s.quantities)):
        low, high = s.quantities[i - 1], s.quantities[i]
        told = s.done[i - 1][0]
        if s.done[i][0].indicator is None and told.indicator is not None and told.doubt is None:
            if low.qualifier == "ge" and high.qualifier == "le" and _RANGE.fullmatch(s.text, low.end, high.start):
                s.done[i] = [replace(told, quantity=high, role=s.roles[i])]
