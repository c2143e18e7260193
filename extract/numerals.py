"""Numerals: 「1,137」「三十一」「2.39万」「三百六十六」 to exact numbers."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
}
_DIGITS |= {"柒": 7, "捌": 8, "玖": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
MULTIPLIERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
CHINESE_DIGITS = "".join(_DIGITS) + "".join(_SMALL)


@lru_cache(maxsize=1024)  # few numerals make most of what is counted in words
def chinese_number(text: str) -> Decimal | None:
    """「三十一」 → 31, 「一百二」 → 120, 「二〇二三」 → 2023, 「三点五」 → 3.5; None where it is no well-formed number."""
    whole, point, fraction = text.partition("点")
    if point:
        head = chinese_number(whole)
        if head is None or not fraction or any(c not in _DIGITS for c in fraction):
            return None
        return head + Decimal("0." + "".join(str(_DIGITS[c]) for c in fraction))
    if not whole:
        return None
    if all(c in _DIGITS for c in whole):
        if len(whole) == 2 and not set(whole) & set("零〇"):
            return None  # 三四 is a guess, not 34
        return Decimal("".join(str(_DIGITS[c]) for c in whole))
    total = section = digit = 0
    last_scale = 10**12
    for i, c in enumerate(whole):
        if c in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[c]
        elif c in _SMALL:
            scale = _SMALL[c]
            if not digit and not (c in "十拾" and i == 0) and not (c in "十拾" and whole[i - 1] in "零〇"):
                return None
            if scale >= last_scale:
                return None
            section += (digit or 1) * scale
            last_scale, digit = scale, 0
        elif c in "万亿":
            section += digit
            total = (total + section) * MULTIPLIERS[c] if c == "亿" else total + section * MULTIPLIERS[c]
            section = digit = 0
            last_scale = 10**12
        else:
            return None
    if digit and last_scale >= 100 and last_scale < 10**12 and whole[-2] in _SMALL:
        digit *= last_scale // 10  # 一百二 is 120
    return Decimal(total + section + digit)


def scaled(number: Decimal, multiplier: str) -> Decimal:
    """The number times its multiplier characters: 2.39, 「万」 → 23900."""
    for c in multiplier:
        number *= MULTIPLIERS.get(c, 1)
    return number
