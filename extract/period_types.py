"""What the period modules hand to one another: the document's anchor in time, a mention, and the answer for one figure."""

from __future__ import annotations

from datetime import date

from extract import period_grammar as grammar
from extract.period_grammar import Span
from extract.records import record


@record
class Anchor:
    """What the document's head says about time; `this_year` is what 今年 means in it, `default` its own period."""

    report_year: int | None = None
    published_on: date | None = None
    plan_year: int | None = None
    this_year: int | None = None
    default: Span | None = None

    @property
    def now(self) -> int | None:
        if self.this_year is not None:
            return self.this_year
        return self.report_year or (self.published_on.year if self.published_on else None)

    @property
    def own(self) -> Span | None:
        return self.default or (grammar.year_span(self.report_year) if self.report_year else None)


@record
class PeriodMention:
    """A period expression; [reach_start, reach_end) is what it governs, `shift_months` marks 同期 and 上月.

    role: period, base, prior, cumulative, plan, or name (a year inside a name or title: governs nothing).
    """

    start: int
    end: int
    text: str
    period_start: date | None
    period_end: date | None
    period_type: str
    role: str
    reach_start: int = 0
    reach_end: int = 0
    shift_months: int = 0


@record
class Period:
    """The answer for one figure; rule: clause, bracket, sentence, paragraph, section, plan, document, none."""

    period_start: date | None
    period_end: date | None
    period_type: str
    text: str
    rule: str
