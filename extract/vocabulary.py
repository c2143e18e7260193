"""The knowledge of seeds/*.csv in the shape that the linguistic modules need; read once, never changed."""

from __future__ import annotations

import csv
import hashlib
import re
from functools import cached_property, lru_cache
from pathlib import Path

import ahocorasick_rs

from extract.records import record

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
READ_BY_EXTRACTOR = (
    "units.csv",
    "unit_spellings.csv",
    "indicators.csv",
    "indicator_aliases.csv",
    "regions.csv",
    "region_aliases.csv",
    "consistency_ratios.csv",
)
SEGMENT = "~"
GAP = "…"
_GAP_LIMIT = 16
_GAP_STOPS = re.compile(r"[,。;:!?、和与\n]|及(?!以)")


@record
class Unit:
    """A printed unit; a spelling may stand for several codes (名: persons, or a rank)."""

    spelling: str
    codes: tuple[str, ...]
    dimension: str


@record
class Indicator:
    code: str
    name: str
    theme: str
    unit_code: str
    dimension: str
    direction: str


# what words name that are known to be no indicator of ours (良203天): they win over weaker readings and are rejected
NO_INDICATOR = Indicator("", "", "", "", "", "")


@record
class Alias:
    """Words that name an indicator; `context` words must stand around, `exclude` words must not."""

    text: str
    indicator: Indicator
    units: frozenset[str]
    context: re.Pattern[str] | None
    exclude: re.Pattern[str] | None
    position: str  # before, after: where the words stand from the figure; '' for both
    parts: tuple[str, ...]
    context_is_near: bool = False  # the context must stand in the same segment (since the last semicolon)
    exclude_is_wide: bool = False  # the exclusion holds for the whole segment, not only the clause


@record
class Term:
    """An alias found at [start, end) of the view."""

    start: int
    end: int
    alias: Alias


class _Head:
    """The first words of an alias, which the automaton finds; letters must not be cut out of a longer word."""

    __slots__ = ("ends_in_letters", "gapped", "opens_in_letters", "whole")

    def __init__(self, text: str, aliases: list[Alias]) -> None:
        self.whole = [alias for alias in aliases if len(alias.parts) == 1]
        self.gapped = [(alias, alias.parts[1]) for alias in aliases if len(alias.parts) > 1]
        self.opens_in_letters = _is_letter(text[0])
        self.ends_in_letters = _is_letter(text[-1])


class Vocabulary:
    def __init__(self, seeds: Path = SEEDS) -> None:
        self.seeds = seeds
        dimensions = {row["unit_code"]: row["dimension"] for row in _rows(seeds / "units.csv")}
        spellings: dict[str, list[str]] = {}
        for row in _rows(seeds / "unit_spellings.csv"):
            spellings.setdefault(row["spelling"], []).append(row["unit_code"])
        for spelling, codes in spellings.items():
            if unknown := [code for code in codes if code not in dimensions]:
                raise ValueError(f"{seeds / 'unit_spellings.csv'}: {spelling}: {unknown[0]} is no code of units.csv")
        self.units = {s: Unit(s, tuple(codes), dimensions[codes[0]]) for s, codes in spellings.items()}
        self.dimensions = dimensions
        self.indicators = {
            row["indicator_code"]: Indicator(
                row["indicator_code"],
                row["name_zh"],
                row["theme"],
                row["unit_code"],
                dimensions.get(row["unit_code"], ""),
                row["direction"],
            )
            for row in _rows(seeds / "indicators.csv")
        }
        # the ratio of a part and its whole: 「完成整改10项,占76.9%」
        self.ratios = {row["part_code"]: row["ratio_code"] for row in _rows(seeds / "consistency_ratios.csv")}
        self.aliases = [self._alias(row) for row in _rows(seeds / "indicator_aliases.csv")]

    def _alias(self, row: dict[str, str]) -> Alias:
        """The alias of a row. Raises ValueError that names file and alias, so that a curator finds the line."""
        try:
            return self._read_alias(row)
        except (ValueError, re.error) as error:
            raise ValueError(f"{self.seeds / 'indicator_aliases.csv'}: alias 「{row['alias']}」: {error}") from error

    def _read_alias(self, row: dict[str, str]) -> Alias:
        parts = tuple(row["alias"].split(GAP))
        if not all(parts):
            raise ValueError(f"no words on one side of {GAP}; take the {GAP} away or say what follows")
        if row["indicator_code"] and row["indicator_code"] not in self.indicators:
            raise ValueError(f"{row['indicator_code']} is no code of indicators.csv")
        return Alias(
            text=row["alias"],
            indicator=self.indicators[row["indicator_code"]] if row["indicator_code"] else NO_INDICATOR,
            units=frozenset(u for u in row["units"].split("|") if u),
            context=re.compile(row["context"].removeprefix(SEGMENT)) if row["context"] else None,
            exclude=re.compile(row["exclude"].removeprefix(SEGMENT)) if row["exclude"] else None,
            position=row["position"],
            parts=parts,
            context_is_near=row["context"].startswith(SEGMENT),
            exclude_is_wide=row["exclude"].startswith(SEGMENT),
        )

    @cached_property
    def _heads(self) -> tuple[ahocorasick_rs.AhoCorasick, list[_Head]]:
        by_head: dict[str, list[Alias]] = {}
        for alias in self.aliases:
            by_head.setdefault(alias.parts[0], []).append(alias)
        heads = [_Head(text, aliases) for text, aliases in by_head.items()]
        return ahocorasick_rs.AhoCorasick(list(by_head)), heads

    def terms(self, text: str, start: int = 0, end: int | None = None) -> list[Term]:
        """Every alias in text[start:end], in order of start; overlapping ones too. Positions are those of `text`."""
        automaton, heads = self._heads
        found: list[Term] = []
        for index, opens, closes in automaton.find_matches_as_indexes(text[start:end], overlapping=True):
            head, first, last = heads[index], start + opens, start + closes
            if head.opens_in_letters and first and _is_letter(text[first - 1]):
                continue
            if head.ends_in_letters and _is_letter(text[last : last + 1]):
                continue
            for alias in head.whole:
                found.append(Term(first, last, alias))
            for alias, second in head.gapped:
                if text.find(second, last, last + _GAP_LIMIT + len(second)) >= 0:
                    stop = _rest(text, last, alias.parts)
                    if stop is not None:
                        found.append(Term(first, stop, alias))
        found.sort(key=lambda t: (t.start, -t.end))
        return found


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _rest(text: str, position: int, parts: tuple[str, ...]) -> int | None:
    for part in parts[1:]:
        window = position + _GAP_LIMIT + len(part)
        at = text.find(part, position, window)
        if at < 0 or _GAP_STOPS.search(text, position, at):
            return None
        position = at + len(part)
    return position


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=4)
def load(seeds: Path = SEEDS) -> Vocabulary:
    return Vocabulary(seeds)


@lru_cache(maxsize=4)
def fingerprint(seeds: Path = SEEDS) -> str:
    """A hash of all that decides what is read: the vocabulary and this package's code."""
    digest = hashlib.sha256()
    code = sorted(Path(__file__).resolve().parent.rglob("*.py"))
    for path in [*(seeds / name for name in READ_BY_EXTRACTOR), *code]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
