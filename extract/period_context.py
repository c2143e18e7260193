"""Where a period expression stands: its line, clause, sentence and bracket, and whether its line is a dated heading."""

from __future__ import annotations

import re

from extract.records import record

_SENTENCE_END = re.compile(r"[。!！?？\n]")
CLAUSE_END = re.compile(r"[,，](?![0-9]{3}(?![0-9]))|[;；:：。!！?？\n]")
_NUMBERED = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]{1,3}(?:部分|章|节|、|\.)|[(（][一二三四五六七八九十]{1,3}[)）]|[0-9]{1,2}[.、])"
)
_TITLE_ZONE = 400  # characters from the top in which an unnumbered line is still title, date or site furniture
CLOSING = {"(": ")", "（": "）"}


@record
class Surroundings:
    """The text around an expression: its line, its clause, the bracket that holds it."""

    line_start: int
    line_end: int
    clause_start: int
    clause_end: int
    sentence_start: int
    sentence_end: int
    bracket: tuple[int, int] | None


def surroundings(text: str, start: int, end: int) -> Surroundings:
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    close = CLAUSE_END.search(text, end, line_end)
    stop = _SENTENCE_END.search(text, end, line_end)
    clause_start = sentence_start = line_start
    for before in CLAUSE_END.finditer(text, max(line_start, start - 200), start):
        clause_start = before.end()
        if before.group() in "。!！?？":
            sentence_start = before.end()
    bracket = None
    opened = max(text.rfind("(", line_start, start), text.rfind("（", line_start, start))
    if opened >= 0 and start - opened < 60:
        closed = text.find(CLOSING[text[opened]], opened)
        if closed >= end and closed <= line_end:
            bracket = (opened, closed)
    return Surroundings(
        line_start,
        line_end,
        clause_start,
        close.start() if close else line_end,
        sentence_start,
        stop.start() if stop else line_end,
        bracket,
    )


def is_heading(text: str, around: Surroundings) -> bool:
    """A short line without a stop that names one year: months below it without a year belong to that year."""
    line = text[around.line_start : around.line_end]
    if (
        len(line) > 45
        or re.search(r"[。;；!！]", line)
        or len(set(re.findall(r"(?:19|20)[0-9]{2}(?=\s?年)", line))) != 1
    ):
        return False
    return around.line_start > _TITLE_ZONE or _NUMBERED.match(line) is not None
