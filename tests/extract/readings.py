"""How tests say what they expect of a text: one line a figure, `code number[=value] unit` and what is not the default.

「air_pm25_annual_mean 7.1=-7.1 % change_pct」 is a change of -7.1 %, printed as 7.1. Without flags a figure is an actual
level, exact and not masked. `region:`, `scope:`, `from:`, `until:` and `base:` are compared where a line gives them.
"""

from __future__ import annotations

from decimal import Decimal

from extract.candidates import Candidate
from extract.documents import Document
from extract.extraction import extract

COUNTY, CITY = "湘阴县生态环境局2023年工作总结.txt", "宜昌市生态环境局2023年工作总结.txt"
NAMELESS = "生态环境局2023年工作总结.txt"
_MEASURES = {"change_pct", "change_pp", "change_abs", "target_gap", "rank"}
_SCENARIOS = {"target", "requirement"}
_QUALIFIERS = {"ge", "gt", "le", "lt", "approx"}


def document(text: str, file_name: str = NAMELESS) -> Document:
    return Document("0" * 20, file_name, "text/plain", "utf-8", "0" * 64, text)


def candidates(text: str, file_name: str = NAMELESS) -> list[Candidate]:
    return extract(document(text, file_name)).candidates


def facts(text: str, file_name: str = NAMELESS) -> list[Candidate]:
    """The candidates that the extractor stands behind."""
    return [c for c in candidates(text, file_name) if c.doubt is None]


def said(c: Candidate, like: str) -> str:
    """A candidate in the words of the line `like` that is expected of it: optional parts only where that has them."""
    printed = c.value_text
    plain = printed.replace(",", "")
    number = printed
    if c.value is not None and not (plain.isascii() and plain.replace(".", "").isdigit() and Decimal(plain) == c.value):
        number = f"{printed}={c.value.normalize():f}"
    parts = [str(c.indicator_code), number.replace(" ", "_"), c.unit_spelling.replace(" ", "_") or "-"]
    parts += [c.measure] if c.measure != "level" else []
    parts += [c.scenario] if c.scenario != "actual" else []
    parts += [c.qualifier] if c.qualifier != "eq" else []
    parts += ["masked"] if c.is_masked else []
    for key, value in {
        "region": c.region_code,
        "scope": c.scope,
        "from": c.period_start,
        "until": c.period_end,
        "base": c.base,
    }.items():
        parts += [f"{key}:{value}"] if f"{key}:" in like else []
    return " ".join(parts)


def in_order(line: str) -> str:
    """An expected line with its flags in the order in which `said` writes them."""
    code, number, unit, *flags = line.split()
    known = _MEASURES | _SCENARIOS | _QUALIFIERS | {"masked"}
    pairs = ("region:", "scope:", "from:", "until:", "base:")
    assert all(f in known or f.startswith(pairs) for f in flags), f"unknown flag in {line!r}"

    def rank(flag: str) -> int:
        groups = [_MEASURES, _SCENARIOS, _QUALIFIERS, {"masked"}]
        return next(
            (i for i, g in enumerate(groups) if flag in g),
            4 + next((i for i, p in enumerate(pairs) if flag.startswith(p)), 0),
        )

    return " ".join([code, number, unit, *sorted(flags, key=rank)])


def read(text: str, expected: list[str], file_name: str = NAMELESS) -> list[str]:
    """The facts of the text in the order of the text, each told as the line expected at its place is."""
    found = facts(text, file_name)
    return [said(c, expected[i] if i < len(expected) else "") for i, c in enumerate(found)]


def lines(expected: list[str]) -> list[str]:
    return [in_order(line) for line in expected]
