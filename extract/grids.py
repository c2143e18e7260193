"""Grids: neighbouring lines with tabs or wide blanks that are the rows of a table. What the cells mean is tables.py's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.records import record

_LEAST_COLUMNS, _MOST_COLUMNS, _LEAST_ROWS, _LONGEST_CELL = 3, 24, 2, 16
_NO_CELL = re.compile(r"[。;,、:]")
_STANDS_FOR_NUMBER = re.compile(r"\s*(?:[-—－/]+|持平|不变|劣?[ⅠⅡⅢⅣⅤ]类?|未检出)\s*")
_SPLIT = re.compile(r"\t| {2,}")
# what a cell with a number holds and nothing else
NUMBER = re.compile(r"\s*(?P<sign>[-+↓↑])?\s*(?P<num>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<pct>%)?\s*")


@record
class GridCell:
    """A field of a line: its span in the view without the blanks around, and its text."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Grid:
    """Rows of cells in view positions; `start` and `end` cover the whole table, `caption` is the line above."""

    start: int
    end: int
    rows: list[list[GridCell | None]]
    caption: str = ""
    after: str = ""


def flattened(text: str) -> list[Grid]:
    """Tables flattened to lines: two or more neighbouring lines with at least three fields each."""
    grids: list[Grid] = []
    lines: list[tuple[int, str]] = []
    position = 0
    for line in text.split("\n"):
        lines.append((position, line))
        position += len(line) + 1
    i = 0
    while i < len(lines):
        several = "\t" in lines[i][1] or "  " in lines[i][1]
        block = _block(lines, i) if several else _stacked(lines, i)
        if block is None:
            i += 1
            continue
        j, rows = block
        caption = next((t.strip() for _, t in reversed(lines[max(0, i - 3) : i]) if t.strip()), "")
        after = next((t.strip() for _, t in lines[j : j + 2] if t.strip()), "")
        grids.append(
            Grid(lines[i][0], lines[j - 1][0] + len(lines[j - 1][1]), rows, caption if len(caption) < 90 else "", after)
        )
        i = j
    return grids


def _stacked(lines: list[tuple[int, str]], i: int) -> tuple[int, list[list[GridCell | None]]] | None:
    """A table that has lost its rows, one cell a line: as many heads as each row has cells, the first of them its name."""
    first = i
    while first < len(lines) and first - i <= _MOST_COLUMNS and not _is_value(lines[first][1]):
        if not _is_cell(lines[first][1]):
            return None
        first += 1
    width = first - i - 1  # the heads, and the name of the first row
    if not _LEAST_COLUMNS <= width < _MOST_COLUMNS:
        return None
    rows = 0
    while (start := i + width * (rows + 1)) + width <= len(lines):
        name, values = lines[start][1], lines[start + 1 : start + width]
        if not _is_cell(name) or _is_value(name) or not all(_is_value(line) for _, line in values):
            break
        rows += 1
    if rows < _LEAST_ROWS:
        return None
    stop = i + width * (rows + 1)
    cells: list[GridCell | None] = [_cell(lines[k][0], lines[k][1], 0, len(lines[k][1])) for k in range(i, stop)]
    return stop, [cells[k : k + width] for k in range(0, len(cells), width)]


def _is_cell(line: str) -> bool:
    return 0 < len(line.strip()) <= _LONGEST_CELL and not _NO_CELL.search(line)


def _is_value(line: str) -> bool:
    return NUMBER.fullmatch(line) is not None or _STANDS_FOR_NUMBER.fullmatch(line) is not None


def _fields(start: int, line: str) -> list[GridCell]:
    """The fields of the line that begins at `start`; between tabs they may be empty, between blanks not."""
    cells, cursor = [], 0
    tabbed = "\t" in line
    for m in re.finditer(r"\t" if tabbed and not re.search(r"\S {3,}\S", line) else _SPLIT, line):
        if line[cursor : m.start()].strip() or m.group() == "\t":
            cells.append(_cell(start, line, cursor, m.start()))
        cursor = m.end()
    cells.append(_cell(start, line, cursor, len(line)))
    return _rejoined(cells, line, start)


def _rejoined(cells: list[GridCell], line: str, start: int) -> list[GridCell]:
    """「高  县」: a two-character name padded with spaces is one field."""
    result: list[GridCell] = []
    for c in cells:
        if result and re.fullmatch(r"[县市区州旗]", c.text) and re.fullmatch(r"[一-鿿]", result[-1].text):
            result[-1] = GridCell(
                result[-1].start, c.end, line[result[-1].start - start : c.end - start].replace(" ", "")
            )
        else:
            result.append(c)
    return result


def _cell(start: int, line: str, a: int, b: int) -> GridCell:
    raw = line[a:b]
    lead = len(raw) - len(raw.lstrip())
    return GridCell(start + a + lead, start + a + lead + len(raw.strip()), raw.strip())


def _block(lines: list[tuple[int, str]], i: int) -> tuple[int, list[list[GridCell | None]]] | None:
    """The rows that begin with line i and the index of the line behind them, None where they are no table."""
    rows: list[list[GridCell]] = []
    j = i
    while j < len(lines):
        start, line = lines[j]
        if not line.strip():
            break
        cells = _fields(start, line)
        if (
            len(cells) < 3
            and rows
            and len(cells) == 1
            and NUMBER.fullmatch(cells[0].text)
            and len(rows[-1]) < max(len(r) for r in rows)
        ):
            rows[-1] += cells  # a cell that a line break tore off its row
            j += 1
            continue
        if len(cells) < 2 or re.search(r"[。;]", line) or max(len(c.text) for c in cells) > 40:
            break
        if len(cells) == 2 and not rows and not NUMBER.fullmatch(cells[1].text):
            break
        rows.append(cells)
        j += 1
    numeric = sum(1 for r in rows if sum(bool(NUMBER.fullmatch(c.text)) for c in r[1:]) >= 1)
    if len(rows) < 2 or numeric < 2 or max(len(r) for r in rows) < 2:
        return None
    return j, [list(r) for r in rows]
