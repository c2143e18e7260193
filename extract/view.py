"""The view of a text that the linguistic modules read: half-width, simplified, without invisible characters or hard wraps.

Every character of a view knows where it stands in the stored text, so a span found here is a span there.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from functools import lru_cache

import opencc

from extract import long_lines, stray_blanks

_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_ONE_TO_ONE = {
    **_FULL_WIDTH,
    **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789", strict=True)),
    **dict.fromkeys(
        "\u00a0\u1680\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\x0b\x0c", " "
    ),
    **dict.fromkeys("‐‑‒–—―−─", "-"),
    **dict.fromkeys("〜∼", "~"),
    "µ": "μ",
    "﹪": "%",
    "﹣": "-",
    "•": "·",
    "∙": "·",
    "‧": "·",
    "〔": "[",
    "〕": "]",
    "﹒": ".",
}
_SPELLED_OTHERWISE = re.compile(f"[{re.escape(''.join(_ONE_TO_ONE))}]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\r]")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_TRADITIONAL = re.compile("[環汙優質關規個時實現對業監測發標準數據國區縣鄉鎮報結執處罰檢達濃]")
_ENDS_BLOCK = re.compile(r"[。！？!?;:]['\"”’)]?\s*$")
_STARTS_BLOCK = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|\(?\d{1,2}\)|\d{1,2}[.、](?!\d)|第[一二三四五六七八九十]+部分|[①-⑳]|注:|备注|附[件表:]|表\d)"
)
_UNIT_HEAD = re.compile(r"\s*(?:[万亿]?(?:平方|立方|公|微克|毫克|个百|吨|亩|元|家|件|天|次|人)|μ?g/|mg/|%|[,.]?\d)")
_ZERO_WIDTH = re.compile("[\u200b-\u200f\u2060\ufeff\r]")


class View:
    """`text` is the normalised text; `at(i)` gives the position of its character i in the stored text."""

    __slots__ = ("_origin", "source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        text = _LONE_RETURN.sub("\n", _one_to_one(source))
        if _TRADITIONAL.search(text):
            text = _simplify(text)
        text, origin = _without(text, _dropped(text, source))
        self.text, self._origin = _with_line_ends(text, origin, long_lines.cuts(text))

    def at(self, index: int) -> int:
        return index if self._origin is None else self._origin[index]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stored-text span of the view's [start, end); trailing characters that the view dropped stay outside."""
        if start >= end:
            return self.at(start), self.at(start)
        return self.at(start), self.at(end - 1) + 1


def _one_to_one(source: str) -> str:
    """Few of the spellings occur in one text, and replacing one of them is far cheaper than looking up every character."""
    for character in set(_SPELLED_OTHERWISE.findall(source)):
        source = source.replace(character, _ONE_TO_ONE[character])
    return source


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _simplify(text: str) -> str:
    converter = _converter()
    simple: str = converter.convert(text)
    if len(simple) == len(text):
        return simple
    # a phrase rule changed the length: convert character by character, which cannot
    table = {c: converter.convert(c) for c in set(text) if not c.isascii()}
    return "".join(s if len(s := table.get(c, c)) == 1 else c for c in text)


def _dropped(text: str, source: str) -> list[tuple[int, int]]:
    """Spans that a reader would not see as text: invisible characters, and line breaks inside a running sentence.

    A carriage return that is left stands before a line feed.
    """
    spans = [m.span() for m in _INVISIBLE.finditer(text)]
    if "\n" in text:
        spans += _soft_breaks(text, source)
    spans += stray_blanks.spans(text)
    spans.sort()
    return spans


def _soft_breaks(text: str, source: str) -> Iterable[tuple[int, int]]:
    lines = text.split("\n")
    widths = []
    position = 0
    has_zero_width = _ZERO_WIDTH.search(source) is not None
    for line in lines:  # as printed: full-width digits are two columns wide
        printed = source[position : position + len(line)]
        if has_zero_width:
            printed = _ZERO_WIDTH.sub("", printed)
        narrow = len(printed.encode("latin-1", "ignore"))
        widths.append(2 * len(printed) - narrow)
        position += len(line) + 1
    full = [w for w in widths if w >= 30]
    wrap = _wrap_width(full)
    position = 0
    for i in range(len(lines) - 1):
        position += len(lines[i])
        if _joins(lines[i], lines[i + 1], widths[i], wrap):
            left = len(lines[i]) - len(lines[i].rstrip(" "))
            right = len(lines[i + 1]) - len(lines[i + 1].lstrip(" "))
            yield position - left, position + 1 + right
        position += 1


def _wrap_width(widths: list[int]) -> int | None:
    """The line width of a hard-wrapped text, or None: most long lines then end within a few columns of the longest."""
    if len(widths) < 6:
        return None
    ordered = sorted(widths)
    top = ordered[int(len(ordered) * 0.95)]
    if top > 160:
        return None
    near = sum(top - 8 <= w <= top + 8 for w in widths)
    return top if near >= 0.6 * len(widths) else None


def _joins(line: str, following: str, width: int, wrap: int | None) -> bool:
    if not line.strip() or not following.strip() or "\t" in following:
        return False
    if "\t" in line:
        return False
    is_wrapped = wrap is not None and width >= wrap - 8
    if (
        line.rstrip()[-1:].isdecimal()
        and _UNIT_HEAD.match(following)
        and not following.startswith(" " * 2)
        and len(line) > 12
    ):
        return is_wrapped or not following.lstrip()[:1].isdecimal()
    if following[0] in ",。;、)%":
        return True
    if not is_wrapped:
        return False
    if _STARTS_BLOCK.match(following) and _ENDS_BLOCK.search(line):
        return False
    return not following.startswith("  ")


def _without(text: str, spans: list[tuple[int, int]]) -> tuple[str, array[int] | None]:
    if not spans:
        return text, None
    parts: list[str] = []
    origin: array[int] = array("L")
    cursor = 0
    for start, end in spans:
        if start > cursor:
            parts.append(text[cursor:start])
            origin.extend(range(cursor, start))
        cursor = max(cursor, end)
    parts.append(text[cursor:])
    origin.extend(range(cursor, len(text)))
    origin.append(len(text))
    return "".join(parts), origin


def _with_line_ends(text: str, origin: array[int] | None, cuts: list[int]) -> tuple[str, array[int] | None]:
    """`text` with a line end put in before each of `cuts`; the line end stands where the character before it does."""
    if not cuts:
        return text, origin
    places = origin if origin is not None else array("L", range(len(text) + 1))
    moved: array[int] = array("L")
    parts: list[str] = []
    cursor = 0
    for cut in cuts:
        parts += (text[cursor:cut], "\n")
        moved.extend(places[cursor:cut])
        moved.append(places[cut - 1])
        cursor = cut
    parts.append(text[cursor:])
    moved.extend(places[cursor:])
    return "".join(parts), moved
