"""What stands around a bare number: multiplier and unit behind it, sign and 「每升」 before it, qualifiers on both sides."""

from __future__ import annotations

import re
from decimal import Decimal

from extract import qualifiers
from extract.numerals import scaled
from extract.quantities import Quantity
from extract.vocabulary import Vocabulary

_TAIL = re.compile(
    r"(?:\s?(?=[余多千百万亿]))?(?P<mult>[十百千万亿]{0,3})(?P<more>余|多|来)?(?P<mult2>[百千万亿]{0,2})"
)
_OPENS_TAIL = frozenset("十百千万亿余多来")
_PER_UNIT = re.compile(r"每(立方米|升|平方米|千克|公斤|平方公里)\s?$")
_PARTS_OF_DATES = frozenset({"", "年", "月", "日"})
# dimensions whose spellings may follow a number in Chinese numerals; 「三成」, 「五度」, 「一百分贝」 have rules of their own
_COUNTED = frozenset(
    "count days duration ratio_change area mass length currency volume concentration_air concentration_water "
    "sound_level".split()
)


class Units:
    """Reads what belongs to a number; compiled once from the spellings of the vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._spellings = vocabulary.units
        longest_first = sorted(vocabulary.units, key=len, reverse=True)
        # a unit in letters must end where the letters end; 分, 案 and the like must not begin another word
        self._units = {
            first: re.compile(
                rf"\s{{0,2}}(?:(?P<unit>{re.escape(first)}(?:{rests}))(?:\((?P<sub>次|套)\))?)(?<!分(?=[局钟别析类布为级管]))"
                r"(?![A-Za-z])(?!钟|局|支机构)(?<!案(?=[例件卷情]))"
            )
            for first, rests in _by_first([s for s in longest_first if s not in _PARTS_OF_DATES]).items()
        }
        counted = [s for s in longest_first if vocabulary.units[s].dimension in _COUNTED and not s.isascii()]
        self._classifiers = {first: [s for s in counted if s[0] == first] for first in {s[0] for s in counted}}

    def __contains__(self, spelling: str) -> bool:
        return spelling in self._spellings

    def at(self, text: str, position: int) -> re.Match[str] | None:
        """The unit that begins at `position`, blanks allowed; its spelling is the group `unit`."""
        first = position
        while first < position + 2 and text[first : first + 1].isspace():
            first += 1
        units = self._units.get(text[first : first + 1])
        return units.match(text, position) if units is not None else None

    def classifier_at(self, text: str, position: int) -> str | None:
        """The unit that begins at `position` and that a number in Chinese numerals may have."""
        spellings = self._classifiers.get(text[position : position + 1], ())
        return next((s for s in spellings if text.startswith(s, position)), None)

    def may_be_counted(self, text: str, end: int) -> bool:
        """Whether the character behind a numeral can begin a classifier or a multiplier: a glance that spares most tries."""
        follower = text[end : end + 1]
        return follower in self._classifiers or follower in _OPENS_TAIL or follower.isspace()

    def behind(self, text: str, end: int) -> tuple[re.Match[str], re.Match[str] | None]:
        """Multiplier and unit behind a number; 「万千瓦」 is 万 and 千瓦."""
        longest = _TAIL.match(text, end)
        assert longest is not None
        for stop in range(longest.end(), end - 1, -1):
            if text.startswith("分点", stop):
                continue  # 「1.3百分点」 has no hundred
            if unit := self.at(text, stop):
                tail = longest if stop == longest.end() else _TAIL.fullmatch(text, end, stop)
                if tail is not None:
                    return tail, unit
        if text[end : end + 1] == " " and text.startswith(("万", "亿"), end + 1):
            return self.behind(text, end + 1)
        return longest, None

    def complete(self, text: str, start: int, end: int, number: Decimal) -> Quantity:
        """The quantity whose bare number is text[start:end]: multiplier, unit, qualifier, sign."""
        tail, unit = self.behind(text, end)
        if unit is not None:
            spelling, unit_text, stop = self._spelling(unit), text[end : unit.end()].strip(), unit.end()
        elif tail.end() > end:
            # 「2100万」: a multiplier without unit; 「3千万」 likewise; but 「10多」 alone is no multiplier
            spelling, unit_text, stop = "", text[end : tail.end()], tail.end()
        elif text.startswith("年", end) and text.endswith("连续", 0, start):
            spelling, unit_text, stop = "年", "年", end + 1
        else:
            spelling, unit_text, stop = "", "", end
        words = text[max(0, start - 10) : start]
        sign = _sign(words)
        if sign:
            start -= 1
            words = words[:-1]
        per = _PER_UNIT.search(words) if "每" in words else None
        if per and spelling and "/" not in spelling and f"{spelling}/{per[1]}" in self:
            spelling = f"{spelling}/{per[1]}"
            start -= len(per[0])
            words = words[: per.start()]
        qualifier, said = qualifiers.before(words)
        opening = start if said.startswith("力争") else start - len(said)  # 力争 also says that it is a goal
        qualifier, stop = qualifiers.behind(text, stop, qualifier, tail["more"])
        value = (sign or 1) * scaled(number, tail["mult"] + tail["mult2"])
        return Quantity(opening, stop, start, end, value, spelling, unit_text, qualifier, "number")

    def _spelling(self, unit: re.Match[str]) -> str:
        """The vocabulary's spelling of a unit in the text: without blanks, with its bracket where that makes a unit."""
        plain: str = unit["unit"].replace(" ", "")
        with_bracket = plain + (unit["sub"] or "")
        if with_bracket in self:
            return with_bracket
        return plain if plain in self else unit["unit"]


def multiplier_end(text: str, end: int) -> int:
    """Behind the multiplier of a number that ends at `end`: 「××余万」."""
    tail = _TAIL.match(text, end)
    assert tail is not None
    return tail.end()


def _sign(words: str) -> int:
    """-1 or 1 for a sign at the end of the words before a number, 0 for none: 「5-10」, 「20%-30%」 and a bullet have none."""
    sign, left = words[-1:], words[-2:-1]
    if sign not in {"-", "+"} or not left or left in ")%-—" or (left.isascii() and left.isalnum()):
        return 0
    return -1 if sign == "-" else 1


def _by_first(spellings: list[str]) -> dict[str, str]:
    """First character to an expression for the rest of the spellings that begin with it, in their order."""
    by_first: dict[str, list[str]] = {}
    for spelling in spellings:
        by_first.setdefault(spelling[0], []).append(re.escape(spelling[1:]).replace(r"\ ", r"\s?"))
    return {first: "|".join(rests) for first, rests in by_first.items()}
