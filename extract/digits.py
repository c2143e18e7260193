"""Quantities written in digits: 「1,137家」, 「2.39万亩」, and ranges such as 「5-10吨」."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extract import names_with_digits
from extract.quantities import Quantity
from extract.units import Units

_RUN = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)?")
_LONGEST = 400  # characters; a longer run of digits and commas is data of a machine, no figure of a report
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_SPLIT_YEAR = re.compile(r"((?:19|20)\d\d)(\d{1,4})(?=家|件|个|起|份|项|人|台|辆)")
_RANGE = re.compile(r"\s?[-~至到]\s?(?=\d)")


def find(text: str, units: Units) -> list[Quantity]:
    """Every number in digits that is no date, numbering, telephone number or part of a name, in order."""
    found: list[Quantity] = []
    cursor = 0
    while (run := _RUN.search(text, cursor)) is not None:
        start = run.start()
        if run.end() - start > _LONGEST:
            cursor = run.end()
            continue
        name_end = names_with_digits.end_of_name(text, start, run.end(), cursor, units)
        if name_end is not None:
            cursor = max(name_end, start + 1)
            continue
        if (glued := _SPLIT_YEAR.match(text, start)) and start and text[start - 1] in "至到-~、及和":
            start = glued.end(1)  # 「2019-202112家」: the year has lost its 年
        quantity, number_end = _read(text, start, units)
        cursor = max(quantity.end, number_end)
        pair = _range(text, quantity, units)
        found += pair or [quantity]
        if pair:
            cursor = pair[1].end
    return found


def _read(text: str, start: int, units: Units) -> tuple[Quantity, int]:
    """The quantity whose digits begin at `start`, and where they end."""
    number = _NUMBER.match(text, start)
    assert number is not None
    return units.complete(text, start, number.end(), Decimal(number.group().replace(",", ""))), number.end()


def _range(text: str, low: Quantity, units: Units) -> list[Quantity] | None:
    """Both ends of a range that begins with `low`, None where no higher number follows."""
    joint = _RANGE.match(text, low.end)
    if joint is None:
        return None
    high, _ = _read(text, joint.end(), units)
    if high.number_start != joint.end() or low.value is None or high.value is None or high.value <= low.value:
        return None
    if not high.unit and not low.unit and not text.startswith("之间", high.end):
        return [replace(low, qualifier="ge"), replace(high, qualifier="le")]
    return [
        replace(low, qualifier="ge", unit=low.unit or high.unit, unit_is_shared=not low.unit),
        replace(high, qualifier="le"),
    ]
