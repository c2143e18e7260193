"""What a chart consists of: its data as rows, which are also its table and its CSV, and what static/charts.js draws of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor, isqrt, log10
from typing import Any

from explorer.published import Row

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Chart:
    """`columns` names the data in the CSV and heads it in the table; `drawing` is handed to the browser as JSON."""

    name: str
    title: str
    columns: Mapping[str, str]
    rows: Sequence[Row]
    drawing: Mapping[str, Any]
    description: str = ""

    @property
    def empty(self) -> bool:
        return not self.rows

    def json(self) -> str:
        return json.dumps(self.drawing, ensure_ascii=False, separators=(",", ":"), default=_plain)

    def csv(self) -> str:
        """With a byte order mark, by which spreadsheets know UTF-8."""
        lines = io.StringIO()
        writer = csv.writer(lines, lineterminator="\r\n")
        writer.writerow(self.columns)
        for row in self.rows:
            writer.writerow([cell(row.get(name)) for name in self.columns])
        return "\ufeff" + lines.getvalue()


def cell(value: Any) -> str:
    """A value for a spreadsheet: numbers as numbers, and no text that it would take for a formula."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, int | float | date):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def breaks(values: Sequence[float], classes: int = 5) -> list[float]:
    """Round bounds between classes of a map, ascending: even steps, or even shares where few values are far above the rest."""
    if not values or min(values) == max(values):
        return []
    ordered = sorted(values)
    low, high, middle = ordered[0], ordered[-1], ordered[len(ordered) // 2]
    if high - low > 8 * abs(middle - low) and len(ordered) > classes:
        shares = [ordered[len(ordered) * at // classes] for at in range(1, classes)]
        found = sorted({_rounded(each) for each in shares})
    else:
        step = _step((high - low) / classes)
        while floor(high / step) - floor(low / step) >= classes:
            step = _step(step * 1.5)
        found = [round(at * step, 10) for at in range(floor(low / step) + 1, floor(high / step) + 1)]
    return [each for each in found if low < each <= high]


def class_of(value: float, bounds: Sequence[float]) -> int:
    """Which class a value is in, from 0; a bound belongs to the class above it."""
    return sum(1 for bound in bounds if value >= bound)


def bins(values: Sequence[float]) -> list[tuple[float, float, int]]:
    """A histogram: (from, to, how many) in even steps with round bounds; the last step holds its upper bound too."""
    at_most = min(max(isqrt(len(values)) * 2, 4), 20)
    if not values:
        return []
    low, high = min(values), max(values)
    if low == high:
        return [(low, high, len(values))]
    step = _step((high - low) / at_most)
    first, last = floor(low / step), floor(high / step)
    if last * step == high and last > first:
        last -= 1
    counts = [0] * (last - first + 1)
    for value in values:
        counts[min(floor(value / step), last) - first] += 1
    return [(round((first + n) * step, 10), round((first + n + 1) * step, 10), count) for n, count in enumerate(counts)]


def _step(rough: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten."""
    unit = float(10 ** floor(log10(rough)))
    return next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough * 0.999)


def _rounded(value: float) -> float:
    return value if value == 0 else round(value, 1 - floor(log10(abs(value))))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"A chart cannot hold {type(value).__name__}.")
