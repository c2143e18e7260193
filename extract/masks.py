"""Quantities whose number is blacked out: 「××家」, 「*%」, 「1××天」, 「__吨」. They have a unit but no value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extract.quantities import Quantity
from extract.units import Units, multiplier_end

_MASK = re.compile(
    r"(?:(?<![\d.])\d+(?:\.\d*)?[×*]+(?:\.[×*\d]+)?|[×*]+\.[×*\d]+|\*+|(?<![A-Za-z])[Xx](?:\.[Xx])?(?=[十百千万亿余多])|[Xx](?:\.[Xx])(?![A-Za-z])|[xX]{2,}|×{1,}|□+|○{2,}|〇{2,}|_{3,}|\?{2,})"
)
_MASK_SIGN = re.compile(r"[×*Xx□○〇_?]")
_NO_UNIT_OF_MASKS = frozenset("级 位 类 分 里 方 号 日 年 月".split())  # behind a mask they make a date, a rank, a name


def find(text: str, units: Units) -> list[Quantity]:
    """Every mask with a unit behind it: a mask alone may be a rule, a bullet or a name."""
    found = []
    for m in _masks_in(text):
        unit = units.at(text, multiplier_end(text, m.end()))
        if unit is None or unit["unit"] in _NO_UNIT_OF_MASKS:
            continue
        if m.group()[0] in "xX×" and text[m.start() - 1 : m.start()].isdigit():
            continue  # 「3×5米」 multiplies
        if unit["unit"].isascii() and unit["unit"] != "%" and unit.end() - unit.start() == 1:
            continue  # 「*t」 is as likely a name
        quantity = units.complete(text, m.start(), m.end(), Decimal(0))
        found.append(replace(quantity, value=None, is_masked=True))
    return found


def _masks_in(text: str) -> Iterator[re.Match[str]]:
    """The matches of _MASK: they open with a sign, or with the digits before one (1××)."""
    untried = 0
    for sign in _MASK_SIGN.finditer(text):
        start = sign.start()
        while start > untried and (text[start - 1].isdecimal() or text[start - 1] == "."):
            start -= 1
        for at in range(max(untried, start), sign.start() + 1):
            if (m := _MASK.match(text, at)) is not None:
                yield m
                untried = m.end()
                break
