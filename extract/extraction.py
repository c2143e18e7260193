"""A document in, its candidates out: the order in which the linguistic modules meet."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from pathlib import Path

from extract import grids, heads, phrases, roles, vocabulary
from extract.candidates import Candidate, candidate_id
from extract.documents import Document
from extract.heads import Head
from extract.linking import Linker
from extract.page import Finding, Mentions, Page, within
from extract.periods import find_periods
from extract.placing import places_of
from extract.quantities import Quantity
from extract.records import record
from extract.regions import RegionIndex
from extract.roles import Role
from extract.scanning import Scanner
from extract.sentences import Linked, Sentence
from extract.structure import Structure, path_of
from extract.table_reading import read_grid
from extract.timing import scenario_and_period
from extract.view import View
from extract.vocabulary import SEEDS, Indicator, Vocabulary

EXTRACTOR_VERSION = vocabulary.fingerprint()  # a document read by another version is read again
_MOST_FIGURES = 100  # of a sentence that are read together; the richest real ones have some 30
_LARGEST = Decimal(10) ** 20  # DECIMAL(28,8) holds twenty digits before the point


@record
class Extraction:
    head: Head
    candidates: list[Candidate]


class Extractor:
    """All that is compiled from the seeds, ready to read document after document."""

    def __init__(self, seeds: Path = SEEDS) -> None:
        self.vocabulary: Vocabulary = vocabulary.load(seeds)
        self.scanner = Scanner(self.vocabulary)
        self.linker = Linker(self.vocabulary)
        self.regions = RegionIndex.load(seeds)

    def extract(self, document: Document) -> Extraction:
        with _collector_paused():
            page = self._page(document)
            return Extraction(page.head, _candidates(page, list(self._findings(page))))

    def _page(self, document: Document) -> Page:
        view = View(document.text)
        head = heads.read_head(
            view.text,
            document.file_name,
            document.metadata,
            self.regions,
            meta_title=document.meta_title,
            meta_published_on=document.meta_published_on,
        )
        return Page(
            document=document,
            view=view,
            head=head,
            vocabulary=self.vocabulary,
            regions=self.regions,
            structure=Structure(view.text, head.report_year, head.this_year, head.title, is_plan=head.is_plan),
            quantities=self.scanner.scan(view.text),
            periods=Mentions(find_periods(view.text, head.anchor)),
            places=Mentions(self.regions.find_regions(view.text, head.region_code)),
        )

    def _findings(self, page: Page) -> Iterator[Finding]:
        tables = grids.flattened(page.text)
        for grid in tables:
            yield from read_grid(page, grid)
        covered = [(g.start, g.end) for g in tables]
        running = page.quantities
        if covered:
            running = [q for q in running if not any(a <= q.number_start < b for a, b in covered)]
        is_environmental = page.is_environmental
        previous: list[Linked] = []
        position = 0
        while position < len(running):
            start, end = page.structure.sentence(running[position].start, running[position].end)
            last = position + 1
            while last < len(running) and running[last].start < end and last - position < _MOST_FIGURES:
                last += 1
            sections = page.structure.headings(start)
            section = path_of(sections)
            near = bool(previous) and "\n" not in page.text[previous[-1].quantity.end : start]
            sentence = Sentence(
                text=page.text,
                start=start,
                end=end,
                quantities=running[position:last],
                terms=self.vocabulary.terms(page.text, start, end),
                context="\n".join(s.title for s in sections),
                is_environmental=is_environmental,
                names=_names(page, start, end),
                previous=previous if near else [],
            )
            previous = self.linker.link_sentence(sentence)
            for linked in previous:
                scenario, cue, period = scenario_and_period(page, linked, sentence, sections)
                role = _settled(linked.role, linked.quantity, linked.indicator, page.head)
                for place in places_of(page, linked, sentence):
                    yield Finding(linked, role, scenario, cue, period, place, (start, end), section)
            position = last


@contextmanager
def _collector_paused() -> Iterator[None]:
    """A document makes thousands of records and no cycle of them: the collector would search through them for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@lru_cache(maxsize=2)
def extractor(seeds: Path = SEEDS) -> Extractor:
    made = Extractor(seeds)
    gc.freeze()  # the vocabulary stays to the end: the collector need not search it after every document
    return made


def extract(document: Document) -> Extraction:
    """Read one document with the project's own seeds."""
    return extractor().extract(document)


def _names(page: Page, start: int, end: int) -> list[tuple[int, int]]:
    """Places and periods of a sentence: words that the vocabulary need not explain."""
    times = [(p.start, p.end) for p in within(page.periods, start, end)]
    return sorted(times + [(r.start, r.end) for r in within(page.places, start, end) if r.kind != "name"])


def _settled(role: Role, q: Quantity, indicator: Indicator | None, head: Head) -> Role:
    """The role once the indicator is known: a fall that the indicator itself measures is its level."""
    base = roles.previous_year_base(role.base, head.report_year)
    if indicator is not None:
        if indicator.code.endswith("_reduction_ratio") and role.measure == "change_pct":
            return Role("level", role.measure_text)
        if role.measure == "change_abs" and (
            indicator.theme == "emission" or indicator.code.endswith(("reduction", "reduction_mass"))
        ):
            return Role("level", role.measure_text)
        if role.measure == "change_pct" and q.kind == "same" and indicator.unit_code == "%":
            return replace(role, measure="change_pp", base=base)
    return role if role.base == base else replace(role, base=base)


def _candidates(page: Page, found: list[Finding]) -> list[Candidate]:
    """The record of every finding, in the order of the text."""
    seen: dict[tuple[int, int, str | None, str], int] = defaultdict(int)
    document_id = page.document.document_id
    ordered: list[tuple[tuple[int, int, str, str, str], Finding]] = []
    for finding in found:
        q, indicator = finding.linked.quantity, finding.linked.indicator
        code, measure = indicator.code if indicator else None, finding.role.measure
        start, end = page.view.span(q.start, q.end)
        key = (start, end, code, measure)
        identity = candidate_id(document_id, start, end, code, measure, seen[key])
        seen[key] += 1
        ordered.append(((start, end, code or "", measure, identity), finding))
    ordered.sort(key=itemgetter(0))
    return [_record(page, finding, key[0], key[1], key[4], i) for i, (key, finding) in enumerate(ordered)]


def _record(page: Page, f: Finding, start: int, end: int, identity: str, ordinal: int) -> Candidate:
    document, q, role, indicator = page.document, f.linked.quantity, f.role, f.linked.indicator
    name, name_start, name_end = _words(page, f)
    number_start, number_end = page.view.span(q.number_start, q.number_end)
    sentence_start, sentence_end = page.view.span(*f.sentence)
    return Candidate(
        candidate_id=identity,
        document_id=document.document_id,
        ordinal=ordinal,
        char_start=start,
        char_end=end,
        quote=document.text[start:end],
        sentence_start=min(sentence_start, start),
        sentence_end=max(sentence_end, end),
        section=f.section,
        value_text=document.text[number_start:number_end],
        unit_text=q.unit_text,
        unit_spelling=q.unit,
        value=_held(roles.signed_value(q, role, indicator.direction if indicator else "")),
        qualifier=q.qualifier,
        is_masked=q.is_masked,
        indicator_code=indicator.code if indicator is not None else None,
        indicator_text=name,
        indicator_start=name_start,
        indicator_end=name_end,
        region_code=f.place.code,
        region_text=f.place.text,
        region_rule=f.place.rule,
        scope=f.linked.scope or f.place.scope,
        period_start=f.period.period_start,
        period_end=f.period.period_end,
        period_type=f.period.period_type,
        period_text=f.period.text,
        period_rule=f.period.rule,
        scenario=f.scenario,
        scenario_text=f.scenario_text,
        measure=role.measure,
        measure_text=role.measure_text,
        base=role.base if role.measure.startswith("change") else None,
        link_rule=f.linked.rule,
        doubt=f.linked.doubt,
    )


def _words(page: Page, f: Finding) -> tuple[str, int | None, int | None]:
    """The words that named the indicator with their span; for an unknown one the noun phrase beside the figure."""
    term, q = f.linked.term, f.linked.quantity
    if term is not None and term.end > term.start:
        start, end = page.view.span(term.start, term.end)
        return page.document.text[start:end], start, end
    if term is not None:
        return term.alias.text, None, None
    if f.linked.indicator is not None:
        return f.linked.indicator.name, None, None
    return phrases.noun_phrase(page.text, q.start, q.end, *f.sentence), None, None


def _held(value: Decimal | None) -> Decimal | None:
    """The value as the warehouse can hold it; a number of more than twenty digits before the point is no figure."""
    if value is None or abs(value) >= _LARGEST:
        return None
    exponent = value.as_tuple().exponent
    return value.quantize(Decimal("0.00000001")) if isinstance(exponent, int) and exponent < -8 else value
