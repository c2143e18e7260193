"""Where figures stand in words: the quote in its sentence, and all figures in the blocks of a document's text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from explorer.published import Row


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence in three parts; the quote is empty when the sentence does not hold it."""

    before: str
    quote: str
    after: str

    def shortened(self, context: int) -> Marked:
        """With at most so many characters before and after the quote."""
        before = f"…{self.before[-context:]}" if len(self.before) > context else self.before
        after = f"{self.after[:context]}…" if len(self.after) > context else self.after
        return Marked(before, self.quote, after)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text that the same figures cover; `begins` are those whose first character is its first."""

    text: str
    figures: Sequence[Row]
    begins: Sequence[Row]


def mark(row: Row, text: str | None) -> Marked:
    """Mark the row's quote in its sentence.

    Figures carry spans in the document, not in the sentence, and a sentence may print the same words twice: the document's text
    tells which of them is meant. Without the text the first one is marked.
    """
    sentence, quote = row["sentence"] or "", row["quote"]
    start = -1
    if text is not None:
        found = text.find(sentence, max(row["char_end"] - len(sentence), 0), row["char_start"] + len(sentence))
        if found >= 0:
            start = row["char_start"] - found
    if start < 0 or sentence[start : start + len(quote)] != quote:
        start = sentence.find(quote)
    if start < 0:
        return Marked(sentence, "", "")
    end = start + len(quote)
    return Marked(sentence[:start], sentence[start:end], sentence[end:])


def segments(text: str, figures: Sequence[Row]) -> list[Segment]:
    """Cut the text wherever a figure begins or ends; figures may overlap."""
    inside = [figure for figure in figures if 0 <= figure["char_start"] < figure["char_end"] <= len(text)]
    cuts = sorted({0, len(text), *(row["char_start"] for row in inside), *(row["char_end"] for row in inside)})
    waiting = sorted(inside, key=lambda row: row["char_start"])[::-1]
    covering: list[Row] = []
    found = []
    for start, end in pairwise(cuts):
        covering = [row for row in covering if row["char_end"] > start]
        begins = []
        while waiting and waiting[-1]["char_start"] == start:
            begins.append(waiting.pop())
        covering += begins
        found.append(Segment(text[start:end], covering, begins))
    return found


@dataclass(slots=True)
class Block:
    """A heading, a paragraph or a table of a text. `rows` holds the segments of each cell; a paragraph is one cell."""

    kind: str
    rows: list[list[list[Segment]]] = field(default_factory=list)
    level: int = 0  # of a heading

    @property
    def text(self) -> str:
        return "".join(segment.text for row in self.rows for cell in row for segment in cell)

    @property
    def figures(self) -> int:
        return sum(len(segment.begins) for row in self.rows for cell in row for segment in cell)


def blocks(text: str, figures: Sequence[Row]) -> list[Block]:
    """The text in blocks: lines with tabs that follow each other are a table, lines that are headings of figures are headings."""
    headings = _headings(figures)
    found: list[Block] = []
    for line in _lines(segments(text, figures)):
        words = "".join(segment.text for segment in line)
        if "\t" in words:
            if not (found and found[-1].kind == "table"):
                found.append(Block("table"))
            found[-1].rows.append(list(_cells(line)))
        elif words.strip() in headings:
            found.append(Block("heading", [[line]], headings[words.strip()]))
        else:
            found.append(Block("paragraph", [[line]]))
    return found


def _headings(figures: Sequence[Row]) -> dict[str, int]:
    """The headings that stand above figures, each with its depth from 0."""
    levels: dict[str, int] = {}
    for figure in figures:
        for level, heading in enumerate((figure["section"] or "").split(" › ")):
            levels.setdefault(heading.strip(), level)
    levels.pop("", None)
    return levels


def _lines(parts: Sequence[Segment]) -> Iterator[list[Segment]]:
    """The segments of each line without its end; a figure over a line's end begins in the first one only."""
    yield from _parted(parts, "\n")


def _cells(line: Sequence[Segment]) -> Iterator[list[Segment]]:
    yield from _parted(line, "\t")


def _parted(parts: Sequence[Segment], sign: str) -> Iterator[list[Segment]]:
    within: list[Segment] = []
    for part in parts:
        first, *others = part.text.split(sign)
        within.append(Segment(first, part.figures, part.begins))
        for piece in others:
            yield within
            within = [Segment(piece, part.figures, ())]
    yield within
