"""The noun phrase of a figure that the vocabulary does not know."""

from __future__ import annotations

import pytest

from extract.phrases import noun_phrase
from tests.extract.readings import candidates


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("实现旅游收入38亿元", "38亿元", "旅游收入"),
        ("粮食产量达到12万吨", "12万吨", "粮食产量"),
        ("投产,38个蔬菜大棚", "38个", "蔬菜大棚"),
        ("天气晴好,蔬菜大棚38个", "38个", "蔬菜大棚"),
        ("共38个", "38个", ""),
        ("38个", "38个", ""),
        ("蔬菜,38个。大棚", "38个", ""),
    ],
)
def test_words_beside_a_figure(text: str, number: str, expected: str) -> None:
    start = text.index(number)
    assert noun_phrase(text, start, start + len(number), 0, len(text)) == expected


def test_words_outside_the_sentence_are_not_taken() -> None:
    text = "粮食产量达到12万吨"
    assert noun_phrase(text, 6, 10, 6, 10) == ""


def test_no_more_than_three_words() -> None:
    text = "全面推进农村人居环境整治提升示范项目38个"
    phrase = noun_phrase(text, text.index("38"), len(text), 0, len(text))
    assert text[: text.index("38")].endswith(phrase)
    assert 2 <= len(phrase) <= 10


def test_a_curator_sees_what_an_unknown_figure_is_of() -> None:
    (c,) = candidates("全县实现旅游收入38亿元。")
    assert (c.indicator_code, c.doubt, c.indicator_text, c.indicator_start) == (None, "no_indicator", "旅游收入", None)
