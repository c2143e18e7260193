"""A sentence being read: its figures, the names found in it, where its clauses begin, and what has been linked so far."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from extract import matching
from extract.quantities import Quantity
from extract.roles import Role
from extract.vocabulary import Indicator, Term, Vocabulary

CLAUSE_END = re.compile(r"[,。;:!?\n]")
_SEGMENT_ENDS = "。;!?\n"
_LABEL_VALUE = re.compile(r"[\s约近达为共计超逾≥≤<>=+-]*(?:不低于|不超过|下降|上升|同比|增长|减少|增加)?\s*")
_ENVIRONMENT = re.compile(r"生态|(?<!营商)(?<!商)环境(?!优化)|环保|污染|排污|空气|水质|河湖|治水|黄河|长江经济带")
_GENERIC_THEMES = frozenset(
    "enforcement petition permit_eia inspection_rectification publicity funding governance monitoring emergency".split()
)
_BRACKETED = re.compile(r"\([^()]*\)")
_COUNTED_NOUN = re.compile(r"(?![,,。;、)的并及和与,其同比较已均占达,全])[一-鿿A-Za-z“]")


@dataclass(slots=True)
class Linked:
    """One reading of one figure: at most one indicator, and how they met."""

    quantity: Quantity
    role: Role
    indicator: Indicator | None
    term: Term | None
    rule: str  # before, after, around, list, ellipsis, topic, part, class, table, none
    doubt: str | None = None
    scope: str | None = None
    item: tuple[int, int] | None = None  # the name in a list that stands for this figure (a place, a section)


def rejected(q: Quantity, role: Role, doubt: str, term: Term | None = None) -> Linked:
    return Linked(q, role, None, term, "none", doubt=doubt)


@dataclass(slots=True)
class Sentence:
    """A sentence (to the full stop); positions are those of the view."""

    text: str
    start: int
    end: int
    quantities: list[Quantity]
    terms: list[Term]
    context: str  # the headings above, one a line
    is_environmental: bool  # the whole document is about the environment, so that no sentence needs to say so
    names: list[tuple[int, int]]  # places and periods: words that the vocabulary need not explain
    previous: list[Linked] = field(default_factory=list)  # of the sentence before, in the same paragraph
    roles: list[Role] = field(default_factory=list)
    done: dict[int, list[Linked]] = field(default_factory=dict)
    # asked for many times a figure, so found once a sentence: behind each mark, and all that `pieces` leaves out
    _clauses: list[int] = field(init=False)
    _clause_starts: dict[int, int] = field(init=False, default_factory=dict)
    _segments: list[int] = field(init=False)
    _known: list[tuple[int, int]] = field(init=False)
    _starts: list[int] = field(init=False)
    _ends: list[int] = field(init=False)
    _term_starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._clauses = [m.end() for m in CLAUSE_END.finditer(self.text, self.start, self.end)]
        self._segments = [end for end in self._clauses if self.text[end - 1] in _SEGMENT_ENDS]
        self._starts = [q.start for q in self.quantities]
        self._ends = [q.end for q in self.quantities]
        self._known = sorted([*self.names, *zip(self._starts, self._ends, strict=True)])
        self._term_starts = [t.start for t in self.terms]

    @property
    def names_nothing(self) -> bool:
        """No name of an indicator stands here, and no reading from which a figure could take one over."""
        if self.terms or any(linked.indicator is not None for linked in self.previous):
            return False
        return all(linked.indicator is None for readings in self.done.values() for linked in readings)

    # --- where things stand ---

    def clause_start(self, position: int) -> int:
        """Behind the last mark before `position`; the colon of 「优良天数:329天」 ends no clause."""
        if position not in self._clause_starts:
            self._clause_starts[position] = self._find_clause_start(position)
        return self._clause_starts[position]

    def _find_clause_start(self, position: int) -> int:
        for i in range(bisect_right(self._clauses, position) - 1, -1, -1):
            start = self._clauses[i]
            if self.text[start - 1] != ":" or not _LABEL_VALUE.fullmatch(self.text, start, position):
                return start
        return self.start

    def clause_end(self, position: int) -> int:
        following = bisect_right(self._clauses, position)
        return self._clauses[following] - 1 if following < len(self._clauses) else self.end

    def segment_start(self, position: int) -> int:
        """Behind the last semicolon or full stop before `position`."""
        before = bisect_right(self._segments, position)
        return self._segments[before - 1] if before else self.start

    def segment_end(self, position: int) -> int:
        """Before the next semicolon or full stop behind `position`."""
        following = bisect_right(self._segments, position)
        return self._segments[following] - 1 if following < len(self._segments) else self.end

    def figures_in(self, start: int, end: int) -> list[Quantity]:
        """The figures that lie in [start, end); figures do not overlap."""
        return self.quantities[bisect_left(self._starts, start) : bisect_right(self._ends, end)]

    def terms_from(self, start: int, end: int) -> list[Term]:
        """The names that begin in [start, end)."""
        return self.terms[bisect_left(self._term_starts, start) : bisect_left(self._term_starts, end)]

    def left_of(self, i: int) -> int:
        """Where the figure's own words begin: behind the figure before it or at its clause's start."""
        clause = self.clause_start(self.quantities[i].start)
        return max(clause, self.quantities[i - 1].end) if i else clause

    def wide_context(self, end: int) -> str:
        """The headings, the end of the text before in the same paragraph, and the sentence up to `end`."""
        if not self.is_environmental:
            return self.context + "\n" + self.text[self.start : end]
        paragraph = self.text.rfind("\n", 0, self.start) + 1
        return self.context + "\n" + self.text[max(paragraph, self.start - 120) : end]

    # --- what is said there ---

    def pieces(self, start: int, end: int) -> list[str]:
        """The text without places, periods and figures."""
        found, cursor = [], start
        for i in range(bisect_left(self._known, (start, start)), len(self._known)):
            a, b = self._known[i]
            if a > end:
                break
            if a >= cursor and b <= end:
                found.append(self.text[cursor:a])
                cursor = b
        found.append(self.text[cursor:end])
        return found

    def gap(self, start: int, end: int, count: Callable[[str], int] = matching.residual) -> int:
        """How many characters between a name and a figure say something else."""
        said = 0
        for piece in self.pieces(start, end):
            if piece:
                said += count(_BRACKETED.sub("", piece) if "(" in piece else piece)
        return said

    def on_topic(self, term: Term, end: int) -> bool:
        """In a report on everything, fines, petitions and trainings count only where the sentence speaks of the environment."""
        if self.is_environmental or term.alias.indicator.theme not in _GENERIC_THEMES:
            return True
        return _ENVIRONMENT.search(self.text, self.start, end) is not None

    def counts_right(self, q: Quantity, vocabulary: Vocabulary) -> bool:
        """A classifier with its noun behind it: 「17个断面」."""
        unit = vocabulary.units.get(q.unit)
        if unit is None or unit.dimension != "count":
            return False
        return _COUNTED_NOUN.match(self.text, q.end) is not None
