"""Other places and other years for a report: consistent in text, file name and labels."""

from __future__ import annotations

import calendar
import csv
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import opencc
from labelled import Edit, Report

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
COUNTRY = "100000"
# A whole five-year plan, so that 十四五 becomes 十三五 and stays right; forward where there was no plan of that name before.
FIVE = 5
PLANS = ["十一五", "十二五", "十三五", "十四五", "十五五"]
YEAR = re.compile(
    r"(?<![\d.A-Za-z])(?<!\d[-－])((?:19|１９)[89８９]\d|(?:20|２０)[0-4０-４]\d)"
    r"(?=\s?年|[-－—–~～至到、/.](?:\d|年)|[〕\]]|\d{1,4}(?:家|件|个|起|份|项|人|台|辆))"
)
CHINESE_YEAR = re.compile(r"(?:二[〇○零Ｏ0]|一九)[〇○零一二三四五六七八九]{2}(?=年)")
FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "0123456789.%"}
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Place:
    code: str
    name: str
    short: str
    level: int
    type: str
    parent: str
    since: str


@lru_cache(maxsize=1)
def places() -> dict[str, Place]:
    with (SEEDS / "regions.csv").open(encoding="utf-8", newline="") as file:
        # a functional area is a scope of its city, never the region of a label
        rows = [row for row in csv.DictReader(file) if not row["valid_to"] and row["region_code"].isdigit()]
    return {
        r["region_code"]: Place(
            r["region_code"],
            r["name_zh"],
            r["short_name"],
            int(r["level"]),
            r["type"],
            r["parent_code"],
            r["valid_from"],
        )
        for r in rows
    }


@lru_cache(maxsize=1)
def spellings() -> dict[str, list[str]]:
    """Every way to write a place, the full name first; one-character abbreviations are left out."""
    found = defaultdict(list)
    with (SEEDS / "region_aliases.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if len(row["alias"]) > 1 and not row["valid_to"] and row["kind"] in {"full", "short"}:
                found[row["region_code"]].append(row["alias"])
    return found


def other_places(report: Report, dice: random.Random) -> Report:
    """The issuer's region becomes another of its kind in another province; those above, beside and below it follow."""
    codes = Counter(label["region"] for label in report.labels if label["region"] in places())
    moved = _moved(codes.most_common(1)[0][0], report, dice) if codes else None
    if moved is None:
        return report
    names = _names(moved)
    pattern = re.compile("|".join(map(spelled, sorted(names, key=len, reverse=True))))

    def other(m: re.Match[str]) -> str:
        name = names[re.sub(r"\s", "", m.group())]
        return name[0] + re.sub(r"\S", "", m.group()) + name[1] if len(name) == 2 else name

    changed = report.changed(Edit(*m.span(), other(m)) for m in pattern.finditer(report.text))
    labels = [{**label, "region": moved.get(label["region"], label["region"])} for label in changed.labels]
    return replace(changed, name=pattern.sub(other, report.name), labels=tuple(labels))


def spelled(name: str) -> str:
    """Tables pad names of two characters: 高  县."""
    return rf"{name[0]}[ \u3000]{{0,4}}{name[1]}" if len(name) == 2 and name[1] in "县市区" else re.escape(name)


def _moved(home: str, report: Report, dice: random.Random) -> dict[str, str] | None:
    """From each place of the report's surroundings to its counterpart."""
    kin = line_of(home)
    named = {above: named_below(above, kin, report) for above in kin}
    rivals = rival_lines(kin, {here: len(children) for here, children in named.items()})
    if not rivals:
        return None
    line = dice.choice(rivals)
    moved = dict(zip(kin, line, strict=True))
    for there, here in zip(line, kin, strict=True):
        free = free_places(there, line)
        dice.shuffle(free)
        for child in named[here]:
            alike = [c for c in free if places()[c].type == places()[child].type]
            moved[child] = (alike or free)[0]
            free.remove(moved[child])
    return moved


def rival_lines(kin: list[str], needed: dict[str, int]) -> list[list[str]]:
    """The lines of places of the same kind elsewhere, with as many free children below each place as are needed."""
    return [
        line
        for line in map(line_of, sorted(places()))
        if [shape(c) for c in line] == [shape(c) for c in kin]
        and line[-1] != kin[-1]
        and is_plain(line[0])
        and all(len(free_places(there, line)) >= needed[here] for there, here in zip(line, kin, strict=True))
    ]


def line_of(code: str) -> list[str]:
    """A place and those above it, without the country."""
    line = [code]
    while (above := places()[line[-1]].parent) in places() and above != COUNTRY:
        line.append(above)
    return line


def shape(code: str) -> tuple[int, str]:
    return places()[code].level, places()[code].type


def free_places(above: str, line: list[str]) -> list[str]:
    return [c for c in _children(above) if c not in line and is_plain(c)]


def named_below(above: str, kin: list[str], report: Report) -> list[str]:
    """The places under one of the line that the report names; 城区 and 矿区 are as often no names."""
    labelled = {label["region"] for label in report.labels}
    return [
        c
        for c in _children(above)
        if c not in kin
        and not re.fullmatch(".区", places()[c].name)
        and (c in labelled or places()[c].name in report.text)
    ]


@lru_cache(maxsize=1000)
def _children(code: str) -> list[str]:
    return sorted(c for c, place in places().items() if place.parent == code)


@lru_cache(maxsize=10_000)
def is_plain(code: str) -> bool:
    """A name of its own: no other place is called so, in full or in short (新华区 is in four cities, 城区 no name at all)."""
    place = places()[code]
    return place.level < 3 or (len(place.short) > 1 and _short_names()[place.short] == 1)


@lru_cache(maxsize=1)
def _short_names() -> Counter[str]:
    return Counter(place.short for place in places().values())


def _names(moved: dict[str, str]) -> dict[str, str]:
    """From each spelling of a place to that of its counterpart, in simplified and traditional characters."""
    traditional = opencc.OpenCC("s2t")
    names: dict[str, str] = {}
    for here, there in moved.items():
        for spelling in spellings()[here]:
            other = counterpart(spelling, here, there)
            if len(other) > 1:
                names[spelling] = other
                names.setdefault(traditional.convert(spelling), traditional.convert(other))
    return names


def counterpart(spelling: str, here: str, there: str) -> str:
    """What the other place is called where this one is spelled so: in full or in short."""
    is_full = spelling == places()[here].name or spelling[-1] in "省市县区州旗盟"
    return places()[there].name if is_full else places()[there].short


def other_years(report: Report, dice: random.Random) -> Report:
    """Everything five years earlier or later: years, plans, the dates of labels."""
    years = FIVE if "十一五" in report.text or _is_young(report) else -FIVE
    spans = [(label["start"], label["end"]) for label in report.labels if label["start"] is not None]

    def plan(name: str) -> str:
        return PLANS[PLANS.index(name) + years // FIVE]

    plans = PLANS[:-1] if years > 0 else PLANS[1:]
    edits = [Edit(*m.span(), shifted_year(m.group(), years)) for m in YEAR.finditer(report.text)]
    edits += [Edit(*m.span(), shifted_chinese_year(m.group(), years)) for m in CHINESE_YEAR.finditer(report.text)]
    edits += [Edit(*m.span(), plan(m.group())) for m in re.finditer("|".join(plans), report.text)]
    changed = report.changed(e for e in edits if not any(a < e.end and e.start < b for a, b in spans))
    labels = [
        {
            **label,
            "period_start": _shifted(label["period_start"], years),
            "period_end": _shifted(label["period_end"], years),
        }
        for label in changed.labels
    ]
    name = re.sub(r"(?<!\d)20[0-4]\d(?!\d)", lambda m: shifted_year(m.group(), years), report.name)
    return replace(changed, name=name, labels=tuple(labels))


def _is_young(report: Report) -> bool:
    """Five years before, one of its places did not exist."""
    return any(
        places()[label["region"]].since[:4] > shifted_year(label["period_start"][:4], -FIVE)
        for label in report.labels
        if label["region"] in places() and label["period_start"]
    )


def shifted_year(text: str, years: int) -> str:
    year = str(int(text) + years)
    return year if text.isascii() else year.translate(FULL_WIDTH)


def shifted_chinese_year(text: str, years: int) -> str:
    number = int("".join(str(_DIGITS.index("〇" if c in "○零Ｏ0" else c)) for c in text)) + years
    return "".join(_DIGITS[int(c)] for c in str(number))


def _shifted(day: str | None, years: int) -> str | None:
    """The same day of another year; the end of a February stays its end."""
    if day is None:
        return None
    year, month, date = map(int, day.split("-"))
    was_last = date == calendar.monthrange(year, month)[1]
    last = calendar.monthrange(year + years, month)[1]
    return f"{year + years}-{month:02}-{last if was_last else min(date, last):02}"
