"""The figures of a table: what its heads, its rows and its caption say that each number is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extract import matching, periods, tables
from extract.grids import Grid
from extract.page import Finding, Page, Place, within
from extract.periods import Period
from extract.quantities import Quantity
from extract.roles import Role
from extract.sentences import Linked
from extract.structure import Section, path_of
from extract.tables import NumberCell
from extract.vocabulary import Term
from extract.water_classes import ROMAN_CLASSES

_UNIT_BRACKET = re.compile(r"\([^()]*(?:/|%|天|个)[^()]*\)")
_TARGET_HEAD = re.compile(r"目标|任务|计划|考核")
_LIMIT_HEAD = re.compile(r"标准|限值")


def read_grid(page: Page, grid: Grid) -> Iterator[Finding]:
    """A finding for every number of the grid, named or not."""
    sections = page.structure.headings(grid.start)
    for number in tables.number_cells(grid):
        yield _finding(page, grid, number, sections)


def _finding(page: Page, grid: Grid, number: NumberCell, sections: list[Section]) -> Finding:
    q, role = _quantity(page, number)
    term = None if q.kind == "class" else _name(page, grid, number, q, role)
    indicator = term.alias.indicator if term is not None and term.alias.indicator.code else None
    if q.kind == "class":
        indicator = page.vocabulary.indicators["water_section_quality_class"]
    if indicator is not None and role.measure == "change_abs" and q.unit == "%" and indicator.unit_code != "%":
        role = replace(role, measure="change_pct")
    doubt = None if indicator is not None else "no_indicator"
    place = _place(page, number)
    if indicator is not None and indicator.theme == "water" and place.scope is None and place.rule != "table":
        place = replace(place, scope=number.row_words or None)
    linked = Linked(q, role, indicator, term, "table" if indicator else "none", doubt, scope=place.scope)
    last = number.head.split("›")[-1]
    scenario = "target" if _TARGET_HEAD.search(last) else "requirement" if _LIMIT_HEAD.search(last) else "actual"
    line_end = page.text.find("\n", number.cell.end)
    sentence = (number.row_start, len(page.text) if line_end < 0 else line_end)
    return Finding(
        linked, role, scenario, "", _period(page, grid, number, q, sections), place, sentence, path_of(sections)
    )


def _quantity(page: Page, number: NumberCell) -> tuple[Quantity, Role]:
    unit = number.unit if number.unit in page.vocabulary.units else ""
    role = _role(number, unit)
    kind = "rank" if number.is_rank else "same" if number.is_same else "class" if number.is_class else "number"
    if kind == "class":
        unit = ROMAN_CLASSES[int(number.value)]
    elif role.measure == "rank":
        unit = "位"
    elif role.measure == "change_pct" and not unit:
        unit = "%"
    end = number.cell.end if number.is_same or number.is_class else number.number_end
    unit_text = page.text[number.number_end : number.cell.end]
    return Quantity(
        number.number_start, end, number.number_start, number.number_end, number.value, unit, unit_text, "eq", kind
    ), role


def _role(number: NumberCell, unit: str) -> Role:
    if number.is_rank:
        return Role("rank", number.head)
    if number.is_same:
        return Role("change_pct", "持平", base="yoy")
    words = number.change_words
    if not words:
        return Role("level")
    measure = "change_pp" if unit.endswith("百分点") else "change_pct" if unit in {"%", ""} else "change_abs"
    falls = re.search(r"降幅|下降(?!/|或)(?!.*上升)", words) is not None and number.value > 0
    return Role(measure, words, -1 if falls else 1, "改善" in words, "环比" if "环比" in words else "yoy")


def _name(page: Page, grid: Grid, number: NumberCell, q: Quantity, role: Role) -> Term | None:
    """The alias in the column's head, else in the row, else in the caption."""
    context = f"{grid.caption} {number.head} {number.row_words}"
    for source in (_UNIT_BRACKET.sub("", number.head), number.row_words, grid.caption):
        best: tuple[float, Term] | None = None
        for term in page.vocabulary.terms(source):
            bonus = matching.fits(page.vocabulary, term.alias, q, role)
            if bonus is None and not q.unit and role.measure == "level" and not term.alias.units:
                bonus = 0.0
            if bonus is None or not matching.holds(term.alias, context, source):
                continue
            score = bonus + matching.length_bonus(term) + term.end / 10
            if best is None or score > best[0]:
                best = (score, term)
        if best is not None:
            return Term(number.row_start, number.row_start, best[1].alias)
    return None


def _place(page: Page, number: NumberCell) -> Place:
    row = [r for r in within(page.places, number.row_start, number.cell.start) if r.kind in {"region", "masked"}]
    if row:
        return Place(row[-1].region_code, row[-1].text, "table")
    for word in number.row_words.split():
        code = page.regions.resolve_name(word, page.head.region_code)
        if code is not None:
            return Place(code, word, "table")
    return page.home


def _period(page: Page, grid: Grid, number: NumberCell, q: Quantity, sections: list[Section]) -> Period:
    """The year in the column's head, else in the caption, else that of the text around the table."""
    around = (number.row_start, number.cell.end)
    default = periods.resolve(
        q.start, q.end, (q.start, q.end), around, [], page.anchor, section_mentions=page.section_periods(sections)
    )
    words = f"{grid.caption} {number.head}"
    found = [m for m in periods.find_periods(words, page.anchor) if m.period_start and m.role in {"period", "prior"}]
    if number.change_words:
        found = [m for m in found if m.role == "period" and m.start < len(grid.caption)][:1]
    elif re.search(r"上年|去年|同期", number.head.split("›")[-1]) and not found:
        return replace(periods.shifted(default, 12, number.head), rule="table")
    if not found:
        return default
    best = found[-1]
    return Period(best.period_start, best.period_end, best.period_type, best.text, "table")
