"""A document in, its candidates out: the order in which the linguistic modules meet."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from extract import heads, matching, periods, phrases, roles, tables, vocabulary
from extract.candidates import Candidate, candidate_id
from extract.documents import Document
from extract.heads import Head
from extract.linking import Linked, Linker, Sentence
from extract import period_grammar as grammar
from extract.periods import Anchor, PeriodMention
from extract.quantities import Quantity, Scanner
from extract.regions import RegionIndex, RegionMention
from extract.roles import Role
from extract.structure import Section, Structure
from extract.tables import NumberCell
from extract.view import View
from extract.vocabulary import SEEDS, Alias, Indicator, Term, Vocabulary

EXTRACTOR_VERSION = vocabulary.fingerprint()  # a document read by another version is read again

_EXISTING = frozenset(
    {
        "water_section_assessed_count",
        "water_drinking_source_count",
        "rural_village_total_count",
        "water_sewage_plant_count",
    }
)
_ENVIRONMENT = re.compile(r"生态环境|环境|环保|污染|大气|空气|水质|排污|减排|生态|固废|土壤")
_BUILDS = re.compile(r"新建|建设|完成|创建|新增|建成|划定|整治|治理|改造|打造")
_WATER_BODY = re.compile(
    r"[^,。;:、\d()\s]{1,14}?(?:断面|江段|河段|干流|支流|流域|水库|湖区?|海域|河|江|渠|溪|洱海|淀|饮用水水源地|水源地)(?=[^,。;]{0,40}$)"
)


_Mention = TypeVar("_Mention", PeriodMention, RegionMention)


_COMES_FROM = re.compile(r"(?:由|从)(?:去年|上年|上一年|20\d\d年|年初|上年同期|去年同期)?的?(?:[^,。;、的]{0,3})$")
_LEADS_TO = re.compile(r"(?:上升|提高|提升|增加|增长|增|下降|降低|降|减少|减|压缩|压减|改善|好转|变|跃升|扩大|扩|缩短)(?:至|到|为|成)\s?$")
_GOES_TO = re.compile(
    r"\s?(?:的)?(?:大幅|显著|进一步|逐步|稳步|快速)?(?:上升|提高|提升|增加|增长|增|下降|降低|降|减少|减|压缩|压减|改善|好转|变|跃升|扩大)(?:至|到|为|成)"
)


def _a_year_before(period: periods.Period, years: int = 1) -> periods.Period:
    """The same span so many years earlier; the words that name the earlier date themselves have been read already."""
    if period.period_start is None or period.period_end is None or (years == 1 and period.rule == "bracket") or not years:
        return period
    if period.period_end.year > period.period_start.year:  # before a span of years lies the year before its first
        start, end = grammar.year_span(period.period_start.year - 1)
    else:
        start, end = grammar.shifted((period.period_start, period.period_end), 12 * years)
    return replace(period, period_start=start, period_end=end)


@dataclass(frozen=True, slots=True)
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
        view = View(document.text)
        head = heads.read_head(
            view.text,
            document.file_name,
            document.metadata,
            self.regions,
            meta_title=document.meta_title,
            meta_published_on=document.meta_published_on,
        )
        reading = _Reading(self, document, view, head)
        return Extraction(head, reading.candidates())


@lru_cache(maxsize=2)
def extractor(seeds: Path = SEEDS) -> Extractor:
    return Extractor(seeds)


def extract(document: Document) -> Extraction:
    """Read one document with the project's own seeds."""
    return extractor().extract(document)


class _Reading:
    """One document being read."""

    def __init__(self, owner: Extractor, document: Document, view: View, head: Head) -> None:
        self.owner, self.document, self.view, self.head = owner, document, view, head
        self.text = view.text
        self.anchor: Anchor = head.anchor
        self.structure = Structure(self.text, head.report_year, head.this_year, head.title)
        self.is_environmental = bool(_ENVIRONMENT.search(head.title + head.issuer + document.file_name)) or len(
            _ENVIRONMENT.findall(self.text)
        ) * 160 > len(self.text)
        self.quantities = owner.scanner.scan(self.text)
        self.terms = owner.vocabulary.terms(self.text)
        self.periods = periods.find_periods(self.text, self.anchor)
        self.places = owner.regions.find_regions(self.text, head.region_code)
        self._term_starts = [t.start for t in self.terms]
        self._seen: dict[tuple[int, int, str | None, str], int] = defaultdict(int)
        self._found: list[Candidate] = []

    def candidates(self) -> list[Candidate]:
        grids = self._grids()
        for grid in grids:
            self._table(grid)
        covered = [(g.start, g.end) for g in grids]
        position = 0
        previous: list[Linked] = []
        while position < len(self.quantities):
            q = self.quantities[position]
            if any(a <= q.start < b for a, b in covered):
                position += 1
                continue
            start, end = self.structure.sentence(q.start, q.end)
            last = position
            while last < len(self.quantities) and self.quantities[last].start < end:
                last += 1
            inside = [x for x in self.quantities[position:last] if not any(a <= x.start < b for a, b in covered)]
            same_paragraph = bool(previous) and "\n" not in self.text[previous[-1].quantity.end : start]
            previous = self._sentence(start, end, inside, previous if same_paragraph else [])
            position = max(last, position + 1)
        ordered = sorted(
            self._found, key=lambda c: (c.char_start, c.char_end, c.indicator_code or "", c.measure, c.candidate_id)
        )
        return [replace(c, ordinal=i) for i, c in enumerate(ordered)]

    # --- sentences --------------------------------------------------------------------------------------------------

    def _sentence(self, start: int, end: int, quantities: list[Quantity], previous: list[Linked]) -> list[Linked]:
        sections = self.structure.headings(start)
        terms = self.terms[bisect_left(self._term_starts, start) : bisect_left(self._term_starts, end)]
        names = [(p.start, p.end) for p in self._within(self.periods, start, end)] + [
            (r.start, r.end) for r in self._within(self.places, start, end) if r.kind != "name"
        ]
        sentence = Sentence(
            self.text,
            start,
            end,
            quantities,
            terms,
            " ".join(s.title for s in sections),
            self.is_environmental,
            sorted(names),
            previous,
        )
        linked = self.owner.linker.link(sentence)
        for item in linked:
            self._candidate(item, sentence, sections)
        return linked

    @staticmethod
    def _within(mentions: list[_Mention], start: int, end: int) -> list[_Mention]:
        first = bisect_left(mentions, start, key=lambda m: m.start)
        last = bisect_left(mentions, end, key=lambda m: m.start)
        return mentions[first:last]

    def _candidate(self, linked: Linked, sentence: Sentence, sections: list[Section]) -> None:
        q, role, indicator = linked.quantity, linked.role, linked.indicator
        clause = sentence.clause_start(q.start)
        in_plan = bool(sections) and sections[-1].is_plan or self._plans_ahead(sentence)
        scenario, cue = roles.read_scenario(self.text, q, clause, sentence.start, in_plan=in_plan)
        if (
            in_plan
            and scenario == "target"
            and not cue
            and indicator is not None
            and indicator.code in _EXISTING
            and role.measure == "level"
            and not _BUILDS.search(self.text[clause : q.end + 30])
        ):
            scenario, cue, in_plan = "actual", "existing", False
        if not in_plan and (role.measure == "target_gap" or role.measure.startswith("change") and not roles.is_ambition(cue)):
            scenario = "actual"
        if role.measure.startswith("change") and scenario == "requirement":
            scenario = "actual"
        role = self._settled(role, q, indicator)
        mentions = self.periods
        if _LEADS_TO.search(self.text, clause, q.number_start) and re.search(r"由|从", self.text[clause : q.start]):
            # 「由去年同期的1.21降到0.94」: what is said of the start does not govern the end
            near = self._within(self.periods, max(0, clause - 4000), q.start)
            mentions = [m for m in near if not clause <= m.start < q.start]
        period = periods.resolve(
            q.start,
            q.end,
            (clause, sentence.clause_end(q.end)),
            (sentence.start, sentence.end),
            mentions,
            self.anchor,
            section_mentions=[m for s in sections for m in self._within(self.periods, s.start, s.body)],
            scenario=scenario,
            in_plan=in_plan,
        )
        if self._of_a_coming_year(period) and scenario == "actual" and role.measure == "level":
            scenario = "target"
        if q.kind != "rank" and _COMES_FROM.search(self.text, clause, q.start) and self._goes_to(sentence, q):
            if not re.search(r"\d{4}|上年|去年|年初|同期", period.text):
                period = _a_year_before(period)
        if role.measure_text == roles.BASE_VALUE:
            period = self._of_the_base(period, self.text[clause : q.start])
        if in_plan and period.rule == "clause" and not re.search(r"\d{4}|上年|去年|前年", period.text) and period.period_end is not None and period.period_end.year == self.head.report_year:
            period = _a_year_before(period, self.head.report_year - (self.head.plan_year or self.head.report_year))
        for code, region_text, region_rule, scope in self._regions(linked, sentence, clause):
            self._emit(
                linked,
                q,
                role,
                indicator,
                scenario,
                cue,
                period,
                (code, region_text, region_rule),
                linked.scope or scope,
                sentence.start,
                sentence.end,
                sections,
            )

    def _of_the_base(self, period: periods.Period, words: str) -> periods.Period:
        """「较2017年的349天增加5天」, 「比上年的71件」: the value that is compared with belongs to its own year."""
        years = re.findall(r"((?:19|20)\d\d)年(?:度|底|末)?的?$", words)
        if period.period_end is None:
            return period
        if years:
            return _a_year_before(period, period.period_end.year - int(years[-1])) if period.rule != "bracket" else period
        if re.search(r"上年|去年|同期", period.text):
            return period
        if re.search(r"(?:上年|去年|上一年|同期)(?:度|同期)?的?$", words):
            return _a_year_before(period)
        return period

    def _of_a_coming_year(self, period: periods.Period) -> bool:
        report = self.head.report_year
        return (
            report is not None
            and period.period_end is not None
            and period.period_end.year > report
            and period.period_type in {"annual", "multi_year"}
        )

    def _goes_to(self, sentence: Sentence, q: Quantity) -> bool:
        """「由47微克降至43微克」: another figure follows behind 降至, 提高到."""
        return bool(_GOES_TO.match(self.text, q.end))

    def _plans_ahead(self, sentence: Sentence) -> bool:
        return bool(
            re.match(
                r"(?:据悉,?)?(?:明年|下一步|来年|下半年|下阶段|今后一段|展望)",
                self.text[sentence.start : sentence.start + 10],
            )
        )

    def _settled(self, role: Role, q: Quantity, indicator: Indicator | None) -> Role:
        """The role once the indicator is known: a fall that the indicator itself measures is its level."""
        base = roles.previous_year_base(role.base, self.head.report_year)
        if indicator is not None:
            if indicator.code.endswith("_reduction_ratio") and role.measure == "change_pct":
                return Role("level", role.measure_text, 1)
            if role.measure == "change_abs" and (
                indicator.theme == "emission"
                or indicator.code.endswith(("reduction", "_reduction_mass"))
                or "removed" in indicator.code
            ):
                return Role("level", role.measure_text, 1)
            if role.measure == "change_pct" and q.kind == "same" and indicator.unit_code == "%":
                return replace(role, measure="change_pp", base=base)
        return replace(role, base=base)

    def _regions(
        self, linked: Linked, sentence: Sentence, clause: int
    ) -> list[tuple[str | None, str, str, str | None]]:
        """Where the figure belongs: a place in its clause, before it in the sentence, else the document's region."""
        q = linked.quantity
        scope: str | None = None
        if linked.item is not None:
            inside = [r for r in self._within(self.places, *linked.item) if r.kind in {"region", "masked"}]
            if inside:
                return [(inside[-1].region_code, inside[-1].text, "list", None)]
        hard = (
            max((m.end() for m in re.finditer(r"[。;!?\n]", self.text[sentence.start : q.start])), default=0)
            + sentence.start
        )
        before = [
            r for r in self._within(self.places, hard, q.start) if r.kind in {"region", "home", "scope", "masked"}
        ]
        if before:
            last = before[-1]
            if last.kind == "scope":
                scope = last.text
                code = last.region_code
            elif last.kind == "home":
                code = self.head.region_code
            else:
                code = last.region_code
                together = self._coordinated(before)
                if (
                    len(together) > 1
                    and re.search(r"均|都|各", self.text[together[-1].end : q.start])
                    and linked.rule != "list"
                ):
                    return [(r.region_code, r.text, "list", None) for r in together]
            rule = "masked" if last.kind == "masked" else "clause" if last.start >= clause else "sentence"
            if last.kind == "masked":
                code = self.head.region_code
            return [(code, last.text, rule, scope or self._water_scope(linked, hard))]
        if linked.indicator is not None and linked.indicator.theme in {"air", "noise"}:
            carried = self._scope_before(sentence.start)
            if carried is not None:
                return [
                    (
                        carried.region_code or self.head.region_code,
                        carried.text,
                        "paragraph",
                        carried.text if carried.kind == "scope" else None,
                    )
                ]
        return [
            (
                self.head.region_code,
                self.head.region_text,
                "document" if self.head.region_code else "none",
                self._water_scope(linked, hard),
            )
        ]

    def _heads_its_clause(self, place: RegionMention, sentence: Sentence) -> bool:
        """A place holds for later clauses where it is the subject of its own: at its head, with a figure behind."""
        start = sentence.clause_start(place.start)
        end = sentence.clause_end(place.end)
        if len(self.text[start : place.start].strip()) > 8 or "、" in self.text[start : place.start]:
            return False
        return any(place.end <= q.start < end for q in sentence.quantities) or place.kind in {"home", "scope", "masked"}

    def _scope_before(self, position: int) -> RegionMention | None:
        """「中心城区…。PM2.5…」: an urban scope, or a place at the head of its paragraph, holds to the paragraph's end."""
        paragraph = self.text.rfind("\n", 0, position) + 1
        before = [r for r in self._within(self.places, paragraph, position) if r.kind in {"region", "home", "scope"}]
        if not before:
            return None
        last = before[-1]
        return last if last.kind == "scope" else None

    def _coordinated(self, before: list[RegionMention]) -> list[RegionMention]:
        group = [before[-1]]
        for r in reversed(before[:-1]):
            if re.fullmatch(r"\s?(?:、|和|与|及)\s?", self.text[r.end : group[0].start]) and r.kind == "region":
                group.insert(0, r)
            else:
                break
        return group

    def _water_scope(self, linked: Linked, start: int) -> str | None:
        if linked.indicator is None or linked.indicator.theme != "water" or linked.indicator.code.endswith("ratio"):
            return None
        m = None
        for m in _WATER_BODY.finditer(self.text, start, linked.quantity.start):
            pass
        return m.group().lstrip("其中的等和与及") if m else None

    # --- tables -----------------------------------------------------------------------------------------------------

    def _grids(self) -> list[tables.Grid]:
        return tables.flattened(self.text)

    def _table(self, grid: tables.Grid) -> None:
        sections = self.structure.headings(grid.start)
        for number in tables.number_cells(grid):
            self._table_cell(number, grid, sections)

    def _table_cell(self, number: NumberCell, grid: tables.Grid, sections: list[Section]) -> None:
        unit = number.unit if number.unit in self.owner.vocabulary.units else ""
        kind = "rank" if number.is_rank else "same" if number.is_same else "number"
        role = self._table_role(number, unit)
        if role.measure == "rank":
            unit = "位"
        if role.measure == "change_pct" and not unit:
            unit = "%"
        unit_text = self.text[number.number_end : number.cell.end]
        q = Quantity(
            number.number_start,
            max(number.number_end, number.cell.end if number.is_same else number.number_end),
            number.number_start,
            number.number_end,
            number.value,
            unit,
            unit_text,
            "eq",
            kind,
        )
        term = self._table_term(number, q, role, grid)
        indicator = term.alias.indicator if term is not None else None
        if indicator is not None and role.measure == "change_abs" and indicator.unit_code != "%" and unit == "%":
            role = replace(role, measure="change_pct")
        linked = Linked(q, role, indicator, term, "table" if term else "none", None if term else "no_indicator")
        code, region_text, rule = self._table_region(number, grid)
        words = f"{grid.caption} {number.head}"
        mentions = [
            m
            for m in periods.find_periods(words, self.anchor)
            if m.role in {"period", "prior", "base"} and m.period_start
        ]
        sentence_start, sentence_end = number.row_start, self._line_end(number.cell.end)
        period = periods.resolve(
            q.start,
            q.end,
            (q.start, q.end),
            (sentence_start, sentence_end),
            [],
            self.anchor,
            section_mentions=[m for s in sections for m in self._within(self.periods, s.start, s.body)],
        )
        own = [m for m in mentions if m.role in {"period", "prior"} or not number.change_words]
        if own and not number.change_words:
            best = own[-1]
            period = periods.Period(best.period_start, best.period_end, best.period_type, best.text, "table")
        elif own:
            best = own[0]
            period = (
                periods.Period(best.period_start, best.period_end, best.period_type, best.text, "table")
                if best.role == "period" and best.start < len(grid.caption)
                else period
            )
        scenario = (
            "target"
            if re.search(r"目标|任务|计划", number.head.split("›")[-1])
            else "requirement"
            if re.search(r"标准|限值", number.head.split("›")[-1])
            else "actual"
        )
        self._emit(
            linked,
            q,
            role,
            indicator,
            scenario,
            "",
            period,
            (code, region_text, rule),
            None,
            sentence_start,
            sentence_end,
            sections,
        )

    def _line_end(self, position: int) -> int:
        end = self.text.find("\n", position)
        return len(self.text) if end < 0 else end

    @staticmethod
    def _table_role(number: NumberCell, unit: str) -> Role:
        if number.is_rank:
            return Role("rank", number.head)
        if number.is_same:
            return Role("change_pct", "持平", base="yoy")
        if number.change_words:
            base = "环比" if "环比" in number.change_words else "yoy"
            measure = "change_pp" if unit.endswith("百分点") else "change_pct" if unit in {"%", ""} else "change_abs"
            by_direction = "改善" in number.change_words
            sign = -1 if re.search(r"降幅|下降(?!/|或)(?!.*上升)", number.change_words) and number.value > 0 else 1
            return Role(measure, number.change_words, sign, by_direction, base)
        return Role("level")

    def _table_term(self, number: NumberCell, q: Quantity, role: Role, grid: tables.Grid) -> Term | None:
        """The name in the column's head, else in the row, else in the caption."""
        context = f"{grid.caption} {number.head} {number.row_words}"
        for source in (re.sub(r"\([^()]*(?:/|%|天|个)[^()]*\)", "", number.head), number.row_words, grid.caption):
            best: tuple[float, Term] | None = None
            for term in self.owner.vocabulary.terms(source):
                bonus = matching.fits(self.owner.vocabulary, term.alias, q, role)
                if bonus is None and not q.unit and role.measure == "level" and not term.alias.units:
                    bonus = 0.0
                if bonus is None or not matching.holds(term.alias, context, source):
                    continue
                score = bonus + matching.length_bonus(term) + term.end / 10
                if best is None or score > best[0]:
                    best = (score, term)
            if best is not None:
                at = number.row_start
                return Term(at, at, best[1].alias)
        return None

    def _table_region(self, number: NumberCell, grid: tables.Grid) -> tuple[str | None, str, str]:
        row = [
            r for r in self._within(self.places, number.row_start, number.cell.start) if r.kind in {"region", "masked"}
        ]
        if row:
            return row[-1].region_code, row[-1].text, "table"
        found = [
            r for r in self.owner.regions.find_regions(number.row_words, self.head.region_code) if r.kind == "region"
        ]
        if found:
            return found[-1].region_code, found[-1].text, "table"
        return self.head.region_code, self.head.region_text, "document" if self.head.region_code else "none"

    # --- the record -------------------------------------------------------------------------------------------------

    def _emit(
        self,
        linked: Linked,
        q: Quantity,
        role: Role,
        indicator: Indicator | None,
        scenario: str,
        cue: str,
        period: periods.Period,
        region: tuple[str | None, str, str],
        scope: str | None,
        sentence_start: int,
        sentence_end: int,
        sections: list[Section],
    ) -> None:
        start, end = self.view.span(q.start, q.end)
        code = indicator.code if indicator is not None else None
        key = (start, end, code, role.measure)
        repeat = self._seen[key]
        self._seen[key] += 1
        value = roles.signed_value(q, role, indicator.direction if indicator else "")
        term = linked.term
        if term is not None and term.end > term.start:
            name_start, name_end = self.view.span(term.start, term.end)
            name = self.document.text[name_start:name_end]
        else:
            name_start = name_end = -1
            name = (
                term.alias.text
                if term is not None
                else indicator.name
                if indicator is not None
                else phrases.noun_phrase(self.text, q.start, q.end, sentence_start, sentence_end)
            )
        number_start, number_end = self.view.span(q.number_start, q.number_end)
        span = self.view.span(sentence_start, sentence_end)
        code_region, region_text, region_rule = region
        self._found.append(
            Candidate(
                candidate_id=candidate_id(self.document.document_id, start, end, code, role.measure, repeat),
                document_id=self.document.document_id,
                ordinal=0,
                char_start=start,
                char_end=end,
                quote=self.document.text[start:end],
                sentence_start=span[0],
                sentence_end=span[1],
                section=" › ".join(s.title for s in sections if s.title),
                value_text=self.document.text[number_start:number_end],
                unit_text=q.unit_text,
                unit_spelling=q.unit,
                value=_held(value),
                qualifier=q.qualifier,
                is_masked=q.is_masked,
                indicator_code=code,
                indicator_text=name,
                indicator_start=name_start if name_start >= 0 else None,
                indicator_end=name_end if name_start >= 0 else None,
                region_code=code_region,
                region_text=region_text,
                region_rule=region_rule,
                scope=scope,
                period_start=period.period_start,
                period_end=period.period_end,
                period_type=period.period_type,
                period_text=period.text,
                period_rule=period.rule,
                scenario=scenario,
                scenario_text=cue,
                measure=role.measure,
                measure_text=role.measure_text,
                base=role.base if role.measure.startswith("change") else None,
                link_rule=linked.rule,
                doubt=linked.doubt,
            )
        )


def _held(value: Decimal | None) -> Decimal | None:
    """The value as DECIMAL(28,8) can hold it; a number of more than twenty digits before the point is no figure."""
    if value is None or abs(value) >= Decimal(10) ** 20:
        return None
    return value.quantize(Decimal("0.00000001")).normalize() if value.as_tuple().exponent < -8 else value  # type: ignore[operator]
