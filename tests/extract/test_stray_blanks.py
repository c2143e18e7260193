"""Blanks inside numbers and words: taken away where a text shows the damage, left where they may mean something."""

from __future__ import annotations

import pytest

from extract.stray_blanks import spans
from extract.view import View
from tests.extract.readings import COUNTY, facts

TORN = "全区优良天数2 58 天，优良率7 2.9%，同比上升0. 6个 百分点；达标率1 00%。检查企业1,7 36家 次，罚款8 .5万元。"


def test_a_torn_text_reads_as_it_was_meant() -> None:
    read = [(c.value_text, str(c.value)) for c in facts(TORN, COUNTY)]
    assert [value for _, value in read][:4] == ["258", "72.9", "0.6", "100"]
    assert ("1,7 36", "1736") in read  # the stored text is quoted as it stands


def test_spans_stay_those_of_the_stored_text() -> None:
    view = View(TORN)
    at = view.text.index("258")
    start, end = view.span(at, at + 3)
    assert TORN[start:end] == "2 58"


@pytest.mark.parametrize(
    "text",
    [
        "全区优良天数2 58 天，优良率72.9%。",  # once may be a slip of another kind
        "名次 县区 指数\n1 甲县 3.18 24 30\n2 乙县 3.26 25 31\n3 丙县 3.30 26 32\n",  # no prose
        "2023年 2024年 优良天数 258 天，优良率 72.9 %，达标 100 天，检查 36 家。",  # blanks around numbers, none inside
    ],
)
def test_blanks_that_stay(text: str) -> None:
    assert spans(text) == []
