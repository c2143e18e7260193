"""Texts without full stops are read in bounded pieces, and texts as people write them are not touched."""

import re

import pytest

from extract import long_lines
from extract.view import View

BROKEN_EXPORTS = {
    "semicolons": "全年检查企业20家；",
    "commas": "全年检查企业2,000家，立案3件，",
    "blanks": "检查企业20家 立案3件 ",
    "no sign at all": "检查企业二十家",
    "figures only": "35%",
    "ranges": "1-2-",
}


@pytest.mark.parametrize("piece", BROKEN_EXPORTS.values(), ids=BROKEN_EXPORTS.keys())
def test_a_text_without_a_full_stop_is_cut_into_bounded_pieces(piece: str) -> None:
    source = piece * (20_000 // len(piece))
    view = View(source)
    pieces = view.text.split("\n")
    assert len(pieces) > 15
    assert max(map(len, pieces)) <= long_lines.MAX_SENTENCE
    assert "".join(pieces) == View(piece).text * (20_000 // len(piece))
    assert [view.text[i] for i in (0, 777, 15_000)] == [
        View(source[view.at(i)]).text for i in (0, 777, 15_000)
    ]  # every character still knows where it stands in the stored text


def test_cuts_part_no_figure() -> None:
    view = View("全年检查企业2,874家次，罚款1,537.7万元，" * 1000)
    figures = re.findall(r"\d[\d,.]*\S{2}", view.text)
    assert set(figures) == {"2,874家次", "1,537.7万元"}


def test_a_number_longer_than_any_sentence_is_left_whole() -> None:
    assert View("7" * 50_000).text == "7" * 50_000


def test_a_long_paragraph_of_short_sentences_is_cut_behind_full_stops() -> None:
    view = View("检查企业20家。" * 10_000)
    lines = view.text.split("\n")
    assert all(line.endswith("。") for line in lines)
    assert max(map(len, lines)) < long_lines.MAX_LINE + 20


@pytest.mark.parametrize("text", ["全市空气优良天数329天。\n" * 500, "检查企业20家，" * 100 + "。", "短"])
def test_texts_as_people_write_them_are_not_touched(text: str) -> None:
    assert long_lines.cuts(text) == []
