"""Writes stored text piece by piece and keeps the spans of table cells; shared by the readers of marked-up formats.

A table becomes lines of tab-separated cells. A cell that spans several places is printed once, at its first place;
the places it covers stay empty in the text, so that columns align, and are repeated in the grid with its span.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.documents import Cell, Table, UnreadableDocument

BREAKS = re.compile(r"[ \t]*[\n\r\v\f\t]+[ \t]*")
RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
MAX_COLUMNS = 2_000
MAX_PLACES = 4_000_000  # printed and empty ones
MAX_GRID = 400_000  # places of one table; a page that claims more with its spans is broken or hostile


@dataclass(frozen=True, slots=True)
class Spanning:
    """A cell as the markup gives it, before its place in the grid is known."""

    text: str
    rows: int = 1
    columns: int = 1


class TextBuilder:
    """The stored text as it grows; positions are code points."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._tables: list[Table] = []

    def line(self, text: str) -> None:
        self._add(text + "\n")

    def raw(self, text: str) -> None:
        self._add(text)

    def table(self, rows: Sequence[Sequence[Spanning]]) -> None:
        """Rows as the markup gives them: cells covered by a span from above or from the left are not in them."""
        start = self._length
        grid, height, width = _grid(rows)
        cells: list[Cell] = []
        printed: dict[int, tuple[int, int]] = {}
        for row in range(height):
            for column in range(width):
                if column:
                    self._add("\t")
                cell = grid.get((row, column))
                if cell is None:
                    continue
                if id(cell) not in printed:
                    text = BREAKS.sub(" ", cell.text).strip(" \n\t")
                    printed[id(cell)] = (self._length, self._length + len(text))
                    self._add(text)
                begin, end = printed[id(cell)]
                cells.append(Cell(begin, end, row, column))
            self._add("\n")
        if cells:
            self._tables.append(Table(start, self._length, tuple(cells)))

    def finish(self) -> tuple[str, tuple[Table, ...]]:
        return "".join(self._pieces), tuple(self._tables)

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)


def raised(text: str, before: str) -> str:
    """Superscript joined to what stands before it: m and 3 read m3, but 10 and 4 must not read 104: they are 10⁴."""
    return text.translate(RAISED) if before[-1:].isdigit() else text


def _grid(rows: Sequence[Sequence[Spanning]]) -> tuple[dict[tuple[int, int], Spanning], int, int]:
    """Places of the grid by row and column, with its height and width; spans never grow the table downwards."""
    grid: dict[tuple[int, int], Spanning] = {}
    width = 0
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while (row, column) in grid:
                column += 1
            height = min(max(cell.rows, 1), len(rows) - row)
            if height * max(cell.columns, 1) + len(grid) > MAX_GRID or column + cell.columns > MAX_COLUMNS:
                raise UnreadableDocument(
                    f"A table claims more than {MAX_GRID:,} cells or {MAX_COLUMNS:,} columns.",
                    "Check its rowspan and colspan, or save it as text.",
                )
            for r in range(row, row + height):
                for c in range(column, column + max(cell.columns, 1)):
                    grid.setdefault((r, c), cell)
            column += max(cell.columns, 1)
        width = max(width, column)
        if len(rows) * width > MAX_PLACES:
            raise UnreadableDocument(
                f"A table of {len(rows):,} rows is {width:,} columns wide.", "Split it, or save it as text."
            )
    return grid, len(rows), max(width, 1 + max((c for _, c in grid), default=-1))
