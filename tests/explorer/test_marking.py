"""Cutting texts at figures, which may overlap or share a span."""

from explorer.marking import mark, segments


def figure(name: str, start: int, end: int) -> dict[str, object]:
    return {"id": name, "char_start": start, "char_end": end}


def test_segments_give_the_text_back_and_name_their_figures() -> None:
    text = "甲12乙345丙"
    found = segments(text, [figure("wide", 1, 7), figure("inner", 4, 7), figure("same", 4, 7)])
    assert "".join(each.text for each in found) == text
    assert [(each.text, [row["id"] for row in each.figures], [row["id"] for row in each.begins]) for each in found] == [
        ("甲", [], []),
        ("12乙", ["wide"], ["wide"]),
        ("345", ["wide", "inner", "same"], ["inner", "same"]),
        ("丙", [], []),
    ]


def test_figures_outside_the_text_are_left_out() -> None:
    assert [each.text for each in segments("短文", [figure("late", 1, 9), figure("empty", 1, 1)])] == ["短文"]
    assert segments("", []) == []


def test_a_quote_without_its_document_is_marked_where_it_first_stands() -> None:
    row = {"sentence": "5家与5家", "quote": "5家", "char_start": 100, "char_end": 102}
    assert mark(row, None).before == ""
    assert mark(row, "别的文本" * 60).before == ""
    assert mark({**row, "quote": "6家"}, None).before == "5家与5家"


def test_long_sentences_are_shortened_around_the_quote() -> None:
    row = {"sentence": "一二三四五6家七八九十", "quote": "6家", "char_start": 5, "char_end": 7}
    short = mark(row, "一二三四五6家七八九十").shortened(2)
    assert (short.before, short.quote, short.after) == ("…四五", "6家", "七八…")
