"""Numerals in Chinese characters, and the multipliers behind numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.numerals import chinese_number, scaled

DIGITS = "零一二三四五六七八九"
BANKERS = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", "0"), ("七", "7"), ("两", "2"), ("十", "10"), ("十二", "12"), ("二十", "20"), ("三十一", "31"),
        ("一百", "100"), ("一百零五", "105"), ("一百二", "120"), ("一百二十", "120"), ("三百六十六", "366"),
        ("两千", "2000"), ("一千零一十", "1010"), ("一千零十", "1010"), ("一千二百三十四", "1234"), ("三千五", "3500"),
        ("一万", "10000"), ("两万三千", "23000"), ("十二万", "120000"), ("一亿", "100000000"),
        ("二〇二三", "2023"), ("一二三四五", "12345"),
        ("三点五", "3.5"), ("六十五点三", "65.3"), ("零点〇八", "0.08"), ("叁佰贰拾", "320"),
    ],
)  # fmt: skip
def test_well_formed(text: str, value: str) -> None:
    assert chinese_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", "点五", "三点", "三点十", "三四", "百", "一百千", "一百二千", "二三十", "一百百", "天", "十点点一", "五家"],
)
def test_no_numbers(text: str) -> None:
    assert chinese_number(text) is None


@pytest.mark.parametrize(
    ("number", "multiplier", "value"),
    [
        ("2.39", "万", "23900"),
        ("1.2", "亿", "120000000"),
        ("3", "千万", "30000000"),
        ("5", "百", "500"),
        ("7", "", "7"),
    ],
)
def test_scaled(number: str, multiplier: str, value: str) -> None:
    assert scaled(Decimal(number), multiplier) == Decimal(value)


def in_words(n: int) -> str:
    """The full reading of a whole number below a hundred million, with 零 for skipped places."""
    if n >= 10_000:
        rest = n % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return in_words(n // 10_000) + "万" + gap + (in_words(rest) if rest else "")
    words, pending = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // scale % 10
        if digit:
            words += ("零" if pending else "") + DIGITS[digit] + name
            pending = False
        elif words:
            pending = True
    return words or "零"


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 99_999_999))
def test_a_number_in_words_is_read_back(n: int) -> None:
    assert chinese_number(in_words(n)) == n


@settings(max_examples=60, deadline=None)
@given(st.integers(10, 9999))
def test_bankers_numerals(n: int) -> None:
    assert chinese_number(in_words(n).translate(BANKERS)) == n


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 9999), st.text("0123456789", min_size=1, max_size=5))
def test_decimals_in_words(whole: int, fraction: str) -> None:
    words = in_words(whole) + "点" + "".join(DIGITS[int(c)] for c in fraction)
    assert chinese_number(words) == Decimal(f"{whole}.{fraction}")


@settings(max_examples=60, deadline=None)
@given(st.text(DIGITS + "〇两十百千万亿点壹拾佰仟", max_size=12))
def test_any_string_of_numerals_is_a_number_or_none(text: str) -> None:
    number = chinese_number(text)
    assert number is None or number >= 0
