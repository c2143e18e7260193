"""Every quantity of a view: the order of the passes that look for them, their overlaps, and units shared in a list."""

from __future__ import annotations

import re
from dataclasses import replace

from extract import digits, masks, ranks, spelled_numbers, water_classes
from extract.quantities import Quantity
from extract.units import Units
from extract.vocabulary import Vocabulary

_LIST_GLUE = re.compile(
    r"\s?(?:、|和|与|及|以及|,)\s?(?:约|近)?$"
    r"|\s?(?:已|再)?(?:大幅|显著)?(?:上升|升|提高|提升|提|增加|增|下降|降低|降|减少|减|压减|压缩|缩短|好转)(?:至|到|为)\s?(?:约)?$"  # 「由43降到27毫克/升」
    r"|[)、,;]{1,2}\s?(?:和)?[\u4e00-\u9fff]{1,8}[县区市旗州盟](?:为|\()?$"  # 「甲县38、乙区40、丙市41微克/立方米」
)


class Scanner:
    """Finds quantities; compiled once from the units of the vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._units = Units(vocabulary)

    def scan(self, text: str) -> list[Quantity]:
        """All quantities of the view, in order, without overlaps."""
        # of two passes that read the same characters the earlier one holds
        found = digits.find(text, self._units)
        found += spelled_numbers.find_shares(text)
        found += spelled_numbers.find_counts(text, self._units)
        found += masks.find(text, self._units)
        found += ranks.find(text)
        found += water_classes.find(text)
        found += ranks.find_places_gained(text)
        found += spelled_numbers.find_unchanged(text)
        return _share_units(text, _without_overlaps(found))


def _without_overlaps(found: list[Quantity]) -> list[Quantity]:
    """In order of the text; of two that overlap the first and longer one, but any rather than a number without unit."""
    kept: list[Quantity] = []
    for quantity in sorted(found, key=lambda q: (q.start, -q.end)):
        if kept and quantity.start < kept[-1].end:
            if kept[-1].is_bare and not quantity.is_bare:
                kept[-1] = quantity
            continue
        kept.append(quantity)
    return kept


def _share_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """「38、9、14微克/立方米」: bare numbers before a quantity take the unit at the end of their list."""
    for i in range(len(found) - 2, -1, -1):
        here, after = found[i], found[i + 1]
        if here.unit == "个":
            lacks_unit = len(after.unit) > 1 and after.unit.startswith("个")  # 「20个和10个工作日」
        else:
            lacks_unit = here.is_bare and not here.is_masked and after.unit != ""
        if lacks_unit and after.kind == "number" and _LIST_GLUE.fullmatch(text[here.end : after.start]):
            found[i] = replace(here, unit=after.unit, unit_is_shared=True)
    return found
