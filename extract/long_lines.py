"""Where a text without full stops or line ends is cut all the same, so that no sentence costs more than its length.

The modules that read a sentence compare its figures and names with each other. Real sentences have up to a few hundred
characters; a megabyte without a full stop is a broken export or an attack, and is read as a row of bounded pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_SENTENCE = 1_000  # characters; the longest real ones have some 450
MAX_LINE = 20_000  # characters; the longest real paragraphs have some 1 400
_STOPS = re.compile(r"[。!?]+")
# best first: behind a semicolon, a comma, a blank, any sign that can be no part of a number, a word or a unit; at last any sign
_PLACES = tuple(
    re.compile(expression) for expression in (r";", r"[,、](?!\d)", r"[\s|]", r"[^\d.,\sA-Za-z/(~+*×-]", r"[^\w\s]")
)


def cuts(text: str) -> list[int]:
    """Positions of the view before which a line end is put in, ascending; none in a text as people write it."""
    found: list[int] = []
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start > MAX_SENTENCE:
            found += _cuts_of_line(text, start, end)
        start = end + 1
    return found


def _cuts_of_line(text: str, start: int, end: int) -> Iterator[int]:
    line = start
    for stop in _STOPS.finditer(text, start, end):
        for cut in _cuts_of_sentence(text, start, stop.start()):
            line = cut
            yield cut
        start = stop.end()
        if start - line > MAX_LINE and start < end:
            line = start
            yield start
    yield from _cuts_of_sentence(text, start, end)


def _cuts_of_sentence(text: str, start: int, end: int) -> Iterator[int]:
    while end - start > MAX_SENTENCE:
        cut = _place(text, start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
        if cut is None:  # one number or word as long as that: behind it
            behind = _PLACES[-1].search(text, start + MAX_SENTENCE, end)
            if behind is None:
                return
            cut = behind.end()
        if cut >= end:
            return
        yield cut
        start = cut


def _place(text: str, floor: int, ceiling: int) -> int | None:
    """The last of the best places in [floor, ceiling)."""
    for expression in _PLACES:
        ends = [m.end() for m in expression.finditer(text, floor, ceiling)]
        ends = [end for end in ends if end < ceiling]  # the last character's neighbour was not looked at
        if ends:
            return ends[-1]
    return None
