"""A document being read: its view and what was found in it before any figure is interpreted; and what a reading says."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from extract.documents import Document
from extract.heads import Head
from extract.periods import Anchor, Period, PeriodMention
from extract.quantities import Quantity
from extract.records import record
from extract.regions import RegionIndex, RegionMention
from extract.roles import Role
from extract.sentences import Linked
from extract.structure import Section, Structure
from extract.view import View
from extract.vocabulary import Vocabulary

_ENVIRONMENT = re.compile(r"生态环境|环境|环保|污染|大气|空气|水质|排污|减排|生态|固废|土壤")
_ON_EVERYTHING = re.compile(r"政府工作报告|国民经济和社会发展")
_Mention = TypeVar("_Mention", bound=PeriodMention | RegionMention)


class Mentions(list[_Mention]):
    """Mentions in order, with their starts beside them: a figure asks several times which of them are near."""

    def __init__(self, mentions: list[_Mention]) -> None:
        super().__init__(mentions)
        self.starts = [m.start for m in self]


@record
class Place:
    """The region of a figure (None: hidden or unknown), the words and the rule that decided, and a narrower scope."""

    code: str | None
    text: str
    rule: str
    scope: str | None = None


@record
class Finding:
    """A figure with everything that was read of it."""

    linked: Linked
    role: Role
    scenario: str
    scenario_text: str
    period: Period
    place: Place
    sentence: tuple[int, int]
    section: str  # the path of headings above


@dataclass(frozen=True)
class Page:
    document: Document
    view: View
    head: Head
    vocabulary: Vocabulary
    regions: RegionIndex
    structure: Structure
    quantities: list[Quantity]
    periods: Mentions[PeriodMention]
    places: Mentions[RegionMention]

    @cached_property
    def text(self) -> str:
        return self.view.text

    @cached_property
    def anchor(self) -> Anchor:
        return self.head.anchor

    @cached_property
    def is_environmental(self) -> bool:
        """Whether the whole document is about the environment; a government's report on everything is not."""
        if _ON_EVERYTHING.search(self.head.title + self.document.file_name):
            return False
        if _ENVIRONMENT.search(self.head.title + self.head.issuer + self.document.file_name):
            return True
        return len(_ENVIRONMENT.findall(self.text)) * 160 > len(self.text)

    @cached_property
    def bracketed_periods(self) -> Mentions[PeriodMention]:
        """The mentions that stand alone in brackets."""
        text = self.text
        return Mentions([m for m in self.periods if text[m.start - 1 : m.start] == "(" and text.startswith(")", m.end)])

    @cached_property
    def home(self) -> Place:
        code = self.head.region_code
        return Place(code, self.head.region_text, "document" if code else "none")

    def section_periods(self, sections: list[Section]) -> list[PeriodMention]:
        """The mentions in the headings around a figure; the innermost of them tells which those are."""
        if not sections:
            return []
        innermost = sections[-1].start
        if innermost not in self._of_headings:
            self._of_headings[innermost] = [m for s in sections for m in within(self.periods, s.start, s.body)]
        return self._of_headings[innermost]

    @cached_property
    def _of_headings(self) -> dict[int, list[PeriodMention]]:
        return {}


def within(mentions: Mentions[_Mention], start: int, end: int) -> list[_Mention]:
    """The mentions that begin in [start, end)."""
    first = bisect_left(mentions.starts, start)
    return mentions[first : bisect_left(mentions.starts, end, first)]
