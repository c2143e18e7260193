"""Classes of water quality as quantities: 「Ⅱ类」, 「劣五类」, 「达到或优于Ⅲ类」. waters.py says what they are classes of."""

from __future__ import annotations

import re
from decimal import Decimal

from extract.quantities import Quantity
from extract.rare_signs import near

ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_CLASS_DIGITS = {**ROMAN, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
_ROMAN_NAMES = {1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ", 5: "Ⅴ"}
WORST = 6  # 劣Ⅴ类
# number of a class to its spelling in seeds/unit_spellings.csv
ROMAN_CLASSES = {**{n: f"{name}类" for n, name in _ROMAN_NAMES.items()}, WORST: "劣Ⅴ类"}

_CLASS = re.compile(
    r"(?P<pre>达到或(?:优|好)于|达到或高于|优于或达到|不低于|优于)?(?:地表水)?(?P<low>劣)?(?P<num>[ⅠⅡⅢⅣⅤ]|(?<![A-Za-z])(?:III|II|IV|I|V)(?![A-Za-z])|[一二三四五](?=类水|类标准|类以上水|类,|类。|类目标|类及以上)|(?<=劣)[一二三四五](?=类)|(?<=[由到至为达])[一二三四五](?=类[;,。、上提升改]))"
    r"\s?类(?:水质|水体|水)?(?P<suf>及以上|以上|及以下|或以上|及优于)?"
)
_CLASS_WORD = re.compile(r"类(?:(?<=[ⅠⅡⅢⅣⅤIV一二三四五]类)|(?<=[ⅠⅡⅢⅣⅤIV一二三四五]\s类))")
_CLASS_LIST = re.compile(r"[ⅠⅡⅢⅣⅤI]+\s?(?:[-~至到、和及]|类\s?[-~至到])\s?$")
_CLASS_FOLLOWS = re.compile(r"\s?[-~至到]\s?[ⅠⅡⅢⅣⅤ]")


def find(text: str) -> list[Quantity]:
    """Every class that is told alone; one of a list (「Ⅰ-Ⅲ类」) names a kind of section, not a result."""
    found = []
    for m in near(_CLASS_WORD, 13, _CLASS, text):
        if _CLASS_LIST.search(text, max(0, m.start() - 5), m.start()) or _CLASS_FOLLOWS.match(text, m.end()):
            continue
        digit = _CLASS_DIGITS[m["num"]]
        number_start, number_end = m.span("num")
        end = m.end("suf") if m["suf"] else text.index("类", number_end) + 1
        found.append(
            Quantity(
                start=m.start(),
                end=end,
                number_start=number_start,
                number_end=number_end,
                value=Decimal(WORST if m["low"] else digit),
                unit=f"{m['low'] or ''}{_ROMAN_NAMES[digit]}类",
                unit_text=text[number_end:end],
                qualifier="le" if m["pre"] or (m["suf"] and not m["suf"].endswith("以下")) else "eq",
                kind="class",
            )
        )
    return found
