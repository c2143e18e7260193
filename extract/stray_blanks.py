"""Blanks that a scraper or a converter left inside numbers and words: 「2 58 天」, 「7 2.9%」, 「攻坚 战」.

A single blank between digits may also part two fields of a table, so blanks go only from prose, and only where a text
shows the damage several times.
"""

from __future__ import annotations

import re

_LEAST = 3  # torn numbers that a text must show before its blanks are distrusted
_TORN = re.compile(r"(?<=[一-鿿(:])\d{1,4}(?: \d{1,3}(?:\.\d+)?| \.\d+|\. \d+)\s?(?=[一-鿿%A-Za-zμ])")
_INSIDE = re.compile(
    r"(?<=\d) (?=\d|\.\d)|(?<=\d\.) (?=\d)|(?<=[一-鿿]) (?=[一-鿿])|(?<=[a-zA-Z]) (?=/?m3)|(?<=/) (?=m3)"
)
_PROSE = re.compile(r"[,，].*。|。.*[,，]")


def spans(text: str) -> list[tuple[int, int]]:
    """The blanks of a view that no reader would see as blanks; [] for a text without such damage."""
    if " " not in text:
        return []
    if sum(1 for _, _ in zip(range(_LEAST), _TORN.finditer(text), strict=False)) < _LEAST:
        return []
    found: list[tuple[int, int]] = []
    position = 0
    for line in text.split("\n"):
        if "\t" not in line and _PROSE.search(line):
            found += [(position + m.start(), position + m.end()) for m in _INSIDE.finditer(line)]
        position += len(line) + 1
    return found
