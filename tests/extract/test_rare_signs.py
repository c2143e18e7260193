"""The passes that look only where a sign stands must find what their patterns would find at every character."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import masks, qualifiers, ranks, spelled_numbers, water_classes
from extract.rare_signs import near

WORDS = (
    "达到或优于 达到或高于 优于或达到 不低于 优于 地表水 劣 Ⅲ III V 三 类 类水 类标准 及以上 成 三成 五成 半 近 超过 不足 百分之 千分之 分之 3.5 十二 "
    "倒数 后 第 一 12 位 名 强 首位 榜首 之首 第一方阵 前 前列 两 基本 总体 持平 保持 不变 没有变化 无变化 同比 相同 年 期 一致 "
    "* ×× 1 . X xx x.x □ __ ?? ○○ 家 , 。 、 万 百 超 逾 上 达 余 千万 连续"
).split()
TEXTS = st.lists(st.sampled_from([*WORDS, " "]), max_size=24).map("".join)


@pytest.mark.parametrize(
    ("sign", "reach", "pattern"),
    [
        (spelled_numbers._PER, 1, spelled_numbers._PERCENT_WORD),
        (spelled_numbers._TENTH, 4, spelled_numbers._TENTHS),
        (ranks._ORDINAL, 2, ranks._RANK),
        (water_classes._CLASS_WORD, 13, water_classes._CLASS),
        (spelled_numbers._SAME_WORD, 4, spelled_numbers._SAME),
    ],
    ids=["percent", "tenths", "rank", "class", "same"],
)
@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_signs_lose_no_match(sign: re.Pattern[str], reach: int, pattern: re.Pattern[str], text: str) -> None:
    found = [m.span() for m in near(sign, reach, pattern, text)]
    assert found == [m.span() for m in pattern.finditer(text)]


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_signs_lose_no_mask(text: str) -> None:
    assert [m.span() for m in masks._masks_in(text)] == [m.span() for m in masks._MASK.finditer(text)]


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_a_bounded_hundred_is_found(text: str) -> None:
    bounded = [m.start("num") for m in spelled_numbers._HUNDREDS.finditer(text) if m["pre"]]
    assert [m.end() for m in spelled_numbers._BOUND_BEFORE_HUNDREDS.finditer(text)] == bounded


@given(text=TEXTS)
def test_a_prefix_is_tried_where_one_can_end(text: str) -> None:
    found, tried = qualifiers._BEFORE.search(text), qualifiers._search_before(text)
    assert (found.group() if found else "") == (tried.group() if tried else "")
