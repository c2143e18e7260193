"""The same figures and names in other spellings: units, numerals, widths, separators, stray characters, pollutants."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from labelled import Edit, Label, Report
from renaming import FULL_WIDTH


def _at_figures(report: Report, rules: Callable[[Report, Label], Iterator[Edit]]) -> Report:
    if not report.has_spans or report.is_wrapped:
        return report
    edits: dict[tuple[int, int], Edit] = {}
    for label in report.labels:
        for edit in rules(report, label):
            edits.setdefault((edit.start, edit.end), edit)
    return report.changed(edits.values())


def chinese_numerals(report: Report, dice: random.Random) -> Report:
    """12家 becomes 十二家: small counts in Chinese numerals."""

    def rules(report: Report, label: Label) -> Iterator[Edit]:
        m = re.fullmatch(r"(\d{1,2})(?:家|个|起|件|座|项|处|人|次|台|辆|份)", label["quote"])
        before = report.text[label["start"] - 1]
        if (
            m
            and int(m[1]) > 1
            and not (before.isdigit() or before in ".,、和至-~")
            and not label["quote"].startswith("0")
        ):
            yield Edit(label["start"], label["start"] + len(m[1]), _in_chinese(int(m[1])))

    return _at_figures(report, rules)


def _in_chinese(number: int) -> str:
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return "两" if number == 2 else digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


def full_width(report: Report, dice: random.Random) -> Report:
    """Digits, points and per cent signs of figures in full width."""

    def rules(report: Report, label: Label) -> Iterator[Edit]:
        for m in re.finditer(r"[0-9%]+", report.text[label["start"] : label["end"]]):
            yield Edit(label["start"] + m.start(), label["start"] + m.end(), m.group().translate(FULL_WIDTH))

    return _at_figures(report, rules)


def thousands(report: Report, dice: random.Random) -> Report:
    """1234 with a separator, 1,234 without."""

    def rules(report: Report, label: Label) -> Iterator[Edit]:
        m = re.match(r"(\d{4,})(\.\d+)?(?![\d,])", label["quote"])
        if m and not report.text[label["start"] - 1].isdigit():
            yield Edit(label["start"], label["start"] + len(m[1]), f"{int(m[1]):,}")
        elif m := re.match(r"\d{1,3}(?:,\d{3})+", label["quote"]):
            yield Edit(label["start"], label["start"] + m.end(), m.group().replace(",", ""))

    return _at_figures(report, rules)


def stray_characters(report: Report, dice: random.Random) -> Report:
    """No-break and zero-width spaces between a number and its unit, as in scraped pages."""

    def rules(report: Report, label: Label) -> Iterator[Edit]:
        m = re.match(r"\d[\d.,．，]*(?=[^\d.,．，\s])", label["quote"])
        if m and not report.text[label["start"] - 1].isdigit() and dice.random() < 0.5:
            at = label["start"] + m.end()
            yield Edit(at, at, dice.choice(["\u00a0", "\u200b", " "]))

    return _at_figures(report, rules)


_UNITS = [
    (
        re.compile(r"(?:[μµu]g/m[3³]|微克/立方米|微克每立方米)"),
        ["μg/m3", "ug/m3", "μg/m³", "微克/立方米", "微克每立方米", "微克／立方米"],
    ),
    (re.compile(r"(?:mg/m[3³]|毫克/立方米)"), ["mg/m3", "mg/m³", "毫克/立方米", "毫克每立方米"]),
    (re.compile(r"(?:mg/L|毫克/升)"), ["mg/L", "mg/l", "毫克/升", "毫克每升"]),
    (re.compile(r"(?:平方公里|平方千米|km[2²])"), ["平方公里", "平方千米", "km²"]),
    (re.compile(r"(?:分贝|dB(?:\(A\))?)"), ["分贝", "dB(A)", "dB"]),
    (re.compile(r"(?<!个)百分点|个百分点"), ["个百分点", "百分点"]),
    (re.compile(r"家次|家\(次\)"), ["家次", "家（次）"]),
    (re.compile(r"(?<=[起件])次?$"), [""]),
]


def other_units(report: Report, dice: random.Random) -> Report:
    """Units in another of their usual spellings."""

    def rules(report: Report, label: Label) -> Iterator[Edit]:
        for pattern, choices in _UNITS:
            for m in pattern.finditer(report.text, label["start"], label["end"]):
                if m.group():
                    yield Edit(*m.span(), dice.choice([c for c in choices if c != m.group()] or choices))

    return _at_figures(report, rules)


_POLLUTANTS = [
    ("PM2.5", ["细颗粒物", "PM₂.₅", "细颗粒物（PM2.5）"]),
    ("PM10", ["可吸入颗粒物", "PM₁₀"]),
    ("SO2", ["二氧化硫", "SO₂"]),
    ("NO2", ["二氧化氮", "NO₂"]),
    ("O3", ["臭氧", "O₃"]),
    ("COD", ["化学需氧量"]),
    ("NH3-N", ["氨氮"]),
]


def other_pollutants(report: Report, dice: random.Random) -> Report:
    """PM2.5 for 细颗粒物 and the other way round, where only one of the two names stands."""
    edits: list[Edit] = []
    if report.is_wrapped:
        return report
    for symbol, names in _POLLUTANTS:
        for m in re.finditer(rf"(?<![A-Za-z0-9（(]){re.escape(symbol)}(?![A-Za-z0-9_.\-₂])", report.text):
            beside = report.text[max(0, m.start() - 8) : m.start()] + report.text[m.end() : m.end() + 3]
            if not re.search(r"颗粒物|二氧化|臭氧|需氧|氨氮|[（(]", beside):
                edits.append(Edit(*m.span(), dice.choice(names)))
        for m in re.finditer(rf"{names[0]}(?![（(])", report.text):
            if report.text[m.start() - 1] not in "（(":
                edits.append(Edit(*m.span(), symbol))
    return report.changed(edits)
