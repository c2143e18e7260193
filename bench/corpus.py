"""A corpus of any size: distinct, plausible reports made from a few real or written ones, the same for the same seed.

usage: python bench/corpus.py FOLDER --documents N [--seed N] [--source DIR ...]
e.g.:  python bench/corpus.py reports --documents 10000 --source samples --source archive

Each report of a source folder (texts and web pages; default: samples/) is written in several styles: other words, units,
names of pollutants, another order of sentences. A style becomes a template whose places, years and figures are filled in
anew for each document: the issuer's region with all that the report names around it, a year five or ten earlier or later
with the plan that then held, and figures of about the same size. Documents stand in folders of a thousand.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import renaming
import respelling
import rewriting
from labelled import Label, Report
from renaming import SEEDS

ROOT = Path(__file__).resolve().parent.parent
STYLES = 8
A_FOLDER = 1000
FIRST_YEAR, LAST_YEAR = 2006, 2029  # the years of the plans that renaming.py knows
_STYLES: list[tuple[float, Callable[[Report, random.Random], Report]]] = [  # how often, what
    (0.9, rewriting.other_order),
    (0.7, rewriting.other_words),
    (0.5, respelling.other_units),
    (0.5, respelling.other_pollutants),
    (0.2, respelling.thousands),
    (0.1, respelling.chinese_numerals),
    (0.1, respelling.stray_characters),
]

Fill = Callable[["Choice"], str]


@dataclass(frozen=True, slots=True)
class Choice:
    """What one document says in the place of its template: the counterpart of each place, years to add, dice for figures."""

    places: dict[str, str]
    years: int
    dice: random.Random


@dataclass(frozen=True, slots=True)
class Template:
    """Text with gaps: literal pieces and what fills the gap behind each."""

    pieces: tuple[str, ...]
    fills: tuple[Fill, ...]

    def filled(self, choice: Choice) -> str:
        parts = []
        for piece, fill in zip(self.pieces, self.fills, strict=False):
            parts.append(piece)
            parts.append(fill(choice))
        parts.append(self.pieces[-1])
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Source:
    """A report ready to be multiplied."""

    stem: Template
    suffix: str
    encoding: str
    styles: tuple[Template, ...]
    kin: tuple[str, ...]  # the issuer's region and those above it
    children: dict[str, list[str]]  # named places below each of them
    lines: tuple[list[str], ...]  # regions of the same kind with those above them
    shifts: tuple[int, ...]  # years to add

    def document(self, number: int, seed: int) -> tuple[str, bytes]:
        """File name and content of the document with that number."""
        dice = random.Random(f"{seed} {number}")
        choice = Choice(self._moved(dice), dice.choice(self.shifts), dice)
        text = dice.choice(self.styles).filled(choice)
        return f"{self.stem.filled(choice)}~{number:07d}{self.suffix}", text.encode(self.encoding, "replace")

    def _moved(self, dice: random.Random) -> dict[str, str]:
        if not self.lines:
            return {}
        line = dice.choice(self.lines)
        moved = dict(zip(self.kin, line, strict=True))
        for there, here in zip(line, self.kin, strict=True):
            if children := self.children[here]:
                free = renaming.free_places(there, line)
                moved.update(zip(children, dice.sample(free, len(children)), strict=True))
        return moved


def documents(folders: list[Path], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """(file name, content), all contents distinct. Regions get their share: a source speaks for as many as are of its kind."""
    sources = read_sources(folders, seed)
    weights = [max(len(source.lines), 20) for source in sources]
    choose = random.Random(f"{seed} sources")
    seen: set[bytes] = set()
    number = 0
    while len(seen) < count:
        number += 1
        if number > 2 * count + 1000:
            raise SystemExit(f"The sources give no more than {len(seen):,} distinct reports; add a --source folder.")
        name, content = choose.choices(sources, weights)[0].document(number, seed)
        digest = hashlib.blake2b(content, digest_size=12).digest()
        if digest not in seen:
            seen.add(digest)
            yield name, content


def write(folder: Path, folders: list[Path], count: int, seed: int) -> int:
    """Write the corpus below the folder; returns the bytes of all documents."""
    size = 0
    for index, (name, content) in enumerate(documents(folders, count, seed)):
        place = folder / f"{index // A_FOLDER:04d}"
        if index % A_FOLDER == 0:
            place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
        size += len(content)
    return size


def read_sources(folders: list[Path], seed: int) -> list[Source]:
    """Every readable text and web page of the folders, in the order of their names."""
    paths = sorted(p for folder in folders for p in folder.rglob("*") if p.suffix.lower() in {".txt", ".html", ".htm"})
    found = [_source(path, seed) for path in paths]
    if not found:
        raise SystemExit(f"No reports (.txt, .html) in {', '.join(map(str, folders))}.")
    return found


def _source(path: Path, seed: int) -> Source:
    from extract import documents as readers
    from extract.extraction import extract

    document = readers.read(path)
    extraction = extract(document)
    is_marked_up = document.media_type == "text/html"
    text = path.read_bytes().decode(document.encoding, "replace") if is_marked_up else document.text
    labels: tuple[Label, ...] = ()
    if not is_marked_up:
        labels = tuple(
            {
                "id": candidate.candidate_id,
                "start": candidate.char_start,
                "end": candidate.char_end,
                "quote": candidate.quote,
                "measure": candidate.measure,
                "region": candidate.region_code,
            }
            for candidate in extraction.candidates
            if candidate.quote == candidate.quote.strip()
        )
    report = Report(path.stem, text, labels, "utf-8" if is_marked_up else document.encoding)
    home = extraction.head.region_code
    kin = renaming.line_of(home) if home in renaming.places() else []
    children = {code: renaming.named_below(code, kin, report) for code in kin}
    lines = renaming.rival_lines(kin, {code: len(named) for code, named in children.items()}) if kin else []
    pattern, known = _gaps([*kin, *(child for named in children.values() for child in named)] if lines else [])
    years = [int(m.group()) for m in renaming.YEAR.finditer(text) if m.group().isascii()] or [LAST_YEAR]
    return Source(
        stem=_template(path.stem, pattern, known),
        suffix=path.suffix,
        encoding=report.encoding,
        styles=tuple(_template(_styled(report, seed, i).text, pattern, known) for i in range(STYLES)),
        kin=tuple(kin),
        children=children,
        lines=tuple(lines),
        shifts=_shifts(min(max(years), LAST_YEAR), text),
    )


def _styled(report: Report, seed: int, number: int) -> Report:
    dice = random.Random(f"{seed} {report.name} {number}")
    if not report.labels:
        return report
    for share, style in _STYLES:
        if dice.random() < share:
            report = style(report, dice)
    return replace(report, changes=0)


def _shifts(latest: int, text: str) -> tuple[int, ...]:
    """Whole plans forward and back, as far as every plan that the text names has one."""
    named = [i for i, plan in enumerate(renaming.PLANS) if plan in text] or [len(renaming.PLANS) // 2]
    steps = range(-named[0], len(renaming.PLANS) - named[-1])
    possible = [renaming.FIVE * step for step in steps]
    return tuple(years for years in possible if FIRST_YEAR <= latest + years <= LAST_YEAR) or (0,)


# --- templates ---


def _gaps(codes: list[str]) -> tuple[re.Pattern[str], dict[str, str]]:
    """What is filled in anew: names of these places, years, plans and figures; and which place each spelling means."""
    known = {spelling: code for code in reversed(codes) for spelling in renaming.spellings()[code]}
    names = "|".join(map(renaming.spelled, sorted(known, key=len, reverse=True))) or "(?!)"
    plans = "|".join(renaming.PLANS)
    pattern = (
        rf"(?P<name>{names})|(?P<plan>{plans})|(?P<year>{renaming.YEAR.pattern})"
        rf"|(?P<chinese>{renaming.CHINESE_YEAR.pattern})|(?<![A-Za-z\d.,，_-])(?P<figure>\d+(?:\.\d+)?)(?=\s?[万亿]?(?:{_units()}))"
    )
    return re.compile(pattern), known


@lru_cache(maxsize=1)
def _units() -> str:
    with (SEEDS / "unit_spellings.csv").open(encoding="utf-8", newline="") as file:
        spellings = {row["spelling"] for row in csv.DictReader(file)} - set("年月日时")
    return "|".join(map(re.escape, sorted(spellings, key=len, reverse=True)))


def _template(text: str, pattern: re.Pattern[str], known: dict[str, str]) -> Template:
    pieces, fills, cursor = [], [], 0
    for m in pattern.finditer(text):
        pieces.append(text[cursor : m.start()])
        fills.append(_fill(m, known))
        cursor = m.end()
    return Template((*pieces, text[cursor:]), tuple(fills))


def _fill(m: re.Match[str], known: dict[str, str]) -> Fill:
    words = m.group()
    if m.lastgroup == "name":
        spelling = re.sub(r"\s", "", words)
        here = known[spelling]
        return lambda choice: renaming.counterpart(spelling, here, choice.places[here])
    if m.lastgroup == "plan":
        index = renaming.PLANS.index(words)
        return lambda choice: renaming.PLANS[index + choice.years // renaming.FIVE]
    if m.lastgroup == "year":
        return lambda choice: renaming.shifted_year(words, choice.years)
    if m.lastgroup == "chinese":
        return lambda choice: renaming.shifted_chinese_year(words, choice.years)
    places_behind = len(words.partition(".")[2])
    value = float(words)
    # Never larger, so that a share stays below 100 % and days stay within a year.
    if places_behind:
        return lambda choice: f"{value * choice.dice.uniform(0.8, 1):.{places_behind}f}"
    least, most = max(round(value * 0.8), min(1, int(value))), int(value)
    return lambda choice: str(choice.dice.randint(least, most))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1000, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument(
        "--source", type=Path, action="append", metavar="DIR", help="default: samples/; may be repeated"
    )
    options = parser.parse_args()
    if options.folder.exists() and any(options.folder.iterdir()):
        parser.error(f"{options.folder} is not empty")
    size = write(options.folder, options.source or [ROOT / "samples"], options.documents, options.seed)
    print(f"{options.documents:,} documents, {size / 1e6:,.1f} MB in {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
