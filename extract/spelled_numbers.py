"""Quantities told in words: Chinese numerals (三十一家), shares (百分之五, 三成), bare hundreds (近百家), no change (持平)."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extract import qualifiers
from extract.numerals import CHINESE_DIGITS, chinese_number
from extract.quantities import Quantity
from extract.rare_signs import near
from extract.units import Units, multiplier_end

_CHINESE = re.compile(
    rf"[{CHINESE_DIGITS}](?:(?<!一)|(?=[{CHINESE_DIGITS}点万亿]))"  # 一 alone is an article
    rf"[{CHINESE_DIGITS}]*(?:(?:[万亿][{CHINESE_DIGITS}]+)+万?|点[{CHINESE_DIGITS}]+)?"
)
_CHINESE_SKIP_BEFORE = re.compile(
    r"(?:第|(?<![目此之以年])前|其|之|同|单|唯|万|星期|周|初|农历|“|专|统|十[一二三四五]五|逐|[零一二三四五六七八九十])$"
)
_KINDS = re.compile(r"项(?:主要|重点|约束性|常规)?(?:污染物|指标|制度|机制|行动|工作|举措|措施|减排|排放量)")
_NO_COUNT = re.compile(
    r"类|级|分(?!之)|成|度|种(?!植)|位一体|位|名义|条线|方面|大"
    r"|个(?:全面|意识|维护|自信|严禁|百分百|确保|结合|坚持|落实|方面|月来|领域|转变|一|文明)"
)
# units that make a date, a rank or an idiom of a number in words (三年, 四级, 七分), not a count
_NO_UNIT_OF_WORDS = frozenset("年 日 度 分 方 里 斤 两 场 级 位 类 号".split())
_YEARS_RUNNING = re.compile(r"连续(?P<n>[两二三四五六七八九十]{1,2})年")
_BOUND_BEFORE_HUNDREDS = re.compile(r"[超近逾上约达](?=[百千万亿])")
_HUNDREDS = re.compile(r"(?P<pre>超|近|逾|上|约|达)?(?P<num>百万|千万|百|千|万|亿)(?P<more>余|多)?")
_PERCENT_WORD = re.compile(rf"(?P<per>百分之|千分之|万分之)(?P<num>[{CHINESE_DIGITS}点]+|\d+(?:\.\d+)?)")
# _PER, _TENTH and _SAME_WORD are the rare signs in every match of the pattern beside them
_PER = re.compile("分之")
_SHARE = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}
_TENTHS = re.compile(
    rf"(?P<pre>近|约|超|逾|超过|不足)?(?P<num>[{CHINESE_DIGITS}]{{1,2}}|(?<![\d.])\d(?:\.\d)?\s?)成(?P<half>半|[一二三四五六七八九])?(?=[,。、;)以左多的]|\s|$)"
)
_TENTH = re.compile(rf"成(?<=[{CHINESE_DIGITS}\d]成)|成(?<=\d\s成)")
_SAME = re.compile(
    r"(?:基本|大体|总体)?(?:持平|保持不变|没有变化|无变化)|(?<=同比)不变|(?<=年)(?:相同|不变)|(?<=[年期])(?:保持)?一致"
)
_SAME_WORD = re.compile(r"持平|不变|变化|相同|一致")


def find_shares(text: str) -> list[Quantity]:
    """「百分之九十点五」, 「千分之三」, 「近三成」, 「两成半」, 「3成」: all in %."""
    found = []
    for m in near(_PER, 1, _PERCENT_WORD, text):
        number = _number(m["num"])
        if number is not None:
            found.append(_percent(text, m.start(), m.end(), m.span("num"), number * _SHARE[m["per"][0]]))
    for m in near(_TENTH, 4, _TENTHS, text):
        number = Decimal(m["num"]) if m["num"][0].isdigit() else chinese_number(m["num"])
        if number is not None and number <= 10:
            rest = 5 if m["half"] == "半" else chinese_number(m["half"] or "") or 0
            found.append(_percent(text, m.start("num"), m.end(), m.span("num"), number * 10 + rest))
    return found


def find_counts(text: str, units: Units) -> list[Quantity]:
    """「一百二十家」, 「三点五万亩」, 「近百家」, 「连续三年」: numbers in words with a unit that counts."""
    found = []
    for m in _CHINESE.finditer(text):
        opens_with_hundreds = m.group()[0] in "百千"
        if m.group() == "一" or not (opens_with_hundreds or units.may_be_counted(text, m.end())):
            continue
        if _CHINESE_SKIP_BEFORE.search(text, max(0, m.start() - 4), m.start()):
            continue
        if opens_with_hundreds:
            found += _hundreds(text, m.start(), units)
            continue
        number = chinese_number(m.group())
        if number is None or (number < 2 and "点" not in m.group()):
            continue
        if _counts(text, m.start(), m.end(), units):
            found.append(units.complete(text, m.start(), m.end(), number))
    for m in _BOUND_BEFORE_HUNDREDS.finditer(text):
        found += _hundreds(text, m.end(), units)
    unit = "年" if "年" in units else ""
    for m in _YEARS_RUNNING.finditer(text):
        number = chinese_number(m["n"])
        if number is not None:
            start, end = m.span("n")
            found.append(Quantity(start, m.end(), start, end, number, unit, "年", "eq", "number"))
    return found


def find_unchanged(text: str) -> list[Quantity]:
    """「基本持平」, 「同比不变」: a change of zero without a unit."""
    return [
        Quantity(m.start(), m.end(), m.start(), m.end(), Decimal(0), "", "", "eq", "same")
        for m in near(_SAME_WORD, 4, _SAME, text)
    ]


def _number(words: str) -> Decimal | None:
    if words[0].isdigit():
        return Decimal(words)
    return chinese_number("一百" if words == "百" else words)  # 「百分之百」


def _percent(text: str, start: int, end: int, number: tuple[int, int], value: Decimal) -> Quantity:
    """A quantity in % whose unit is in the words text[start:end]; `number` is the span of the numeral in them."""
    qualifier, said = qualifiers.before(text[max(0, start - 8) : start])
    qualifier, stop = qualifiers.behind(text, end, qualifier)
    return Quantity(start - len(said), stop, *number, value, "%", text[number[1] : end], qualifier, "number")


def _counts(text: str, start: int, end: int, units: Units) -> bool:
    """Whether the numeral text[start:end] counts something: 「三家」 does, 「“三线」, 「两项制度」 and 「三个全面」 do not."""
    unit_start = multiplier_end(text, end)
    unit = units.classifier_at(text, unit_start)
    if unit is None or text[start - 1 : start] == "“":
        return False
    if _KINDS.match(text, unit_start) or _NO_COUNT.match(text[unit_start : unit_start + 4]):
        return False
    return unit not in _NO_UNIT_OF_WORDS or (unit == "年" and text.endswith("连续", 0, start))


def _hundreds(text: str, start: int, units: Units) -> list[Quantity]:
    """「千余人」「超百万」「近百家」: a bare hundred, thousand … with a word that makes it a bound."""
    m = _HUNDREDS.match(text, start)
    if m is None or (start and text[start - 1].isdigit()):
        return []
    _, said = qualifiers.before(text[max(0, start - 4) : start])
    if not m["more"] and not said:
        return []
    if units.at(text, m.end()) is None and not text.startswith((",", "。", ";", ")"), m.end()):
        return []
    # to the reader of units the word is the multiplier of a one that is not printed
    return [replace(units.complete(text, start, start, Decimal(1)), number_end=m.end("num"))]
