"""The record that the extractor proposes: one figure with its words, its spans and what it was read as.

A candidate is a proposal. Conversion to canonical units and the decision fact or rejected are SQL's (models/intermediate).
All spans count Unicode code points of `Document.text`, end exclusive.
"""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

from extract.records import record


@record
class Candidate:
    """One printed (or masked) figure, read for one indicator and one measure.

    A figure that speaks of two indicators (「立案并处罚30起」) gives two candidates with one span.
    """

    candidate_id: str  # hash of document, span, indicator and measure: stable across runs
    document_id: str
    ordinal: int  # position among the document's candidates, from 0
    char_start: int
    char_end: int
    quote: str  # text[char_start:char_end], with number, unit and qualifier
    sentence_start: int
    sentence_end: int
    section: str  # the headings above, joined with ' › '; '' at the top
    value_text: str  # number as printed, without unit and qualifier: '2.39', '一百二十', '*'
    unit_text: str  # unit as printed with its multiplier: '万亩'; '' where the text has none
    unit_spelling: str  # key into seeds/unit_spellings.csv, without multiplier: '亩'; '' where the text has none
    value: Decimal | None  # in unit_spelling, multiplier applied, signed for changes and gaps; None when masked
    qualifier: str  # eq, ge, gt, le, lt, approx
    is_masked: bool
    indicator_code: str | None
    indicator_text: str  # the words that named it, or the noun phrase that the vocabulary does not know
    indicator_start: int | None
    indicator_end: int | None
    region_code: str | None
    region_text: str  # the words that decided the region
    region_rule: str  # document, sentence, table, list, masked, none
    scope: str | None  # narrower subject in the document's words
    period_start: date | None
    period_end: date | None
    period_type: str  # annual, year_to_date, half, quarter, month, multi_year, point, other, unknown
    period_text: str
    period_rule: str  # clause, sentence, section, document, plan, none
    scenario: str  # actual, target, requirement
    scenario_text: str  # the cue that decided, '' when it is the default
    measure: str  # level, change_pct, change_pp, change_abs, target_gap, rank
    measure_text: str
    base: str | None  # of a change: 'yoy' or the base in words
    link_rule: str  # how the figure met its indicator: before, after, list, ellipsis, table, heading, none
    doubt: str | None  # why the extractor itself does not stand behind it: a code of seeds/reject_reasons.csv


def candidate_id(document_id: str, start: int, end: int, indicator_code: str | None, measure: str, repeat: int) -> str:
    """A stable id; `repeat` tells apart readings of one span that agree in all else (one value for several places)."""
    key = f"{document_id}|{start}|{end}|{indicator_code or ''}|{measure}|{repeat}"
    return hashlib.sha256(key.encode()).hexdigest()[:20]
