"""The view of a text: what it normalises, what it leaves out, and that every character knows where it came from."""

from __future__ import annotations

import pytest

from extract.view import View

PLAIN = "全市优良天数为三百二十九天,比上一年度增加了八天,"  # 25 characters, 50 columns


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("３２９天，９０．１％；ＰＭ２．５（微克）", "329天,90.1%;PM2.5(微克)"),
        ("μg/m³与µg/m3、O₃、10⁴", "μg/m3与μg/m3、O3、104"),
        ("a\u00a0b\u3000c\u2009d", "a b c d"),
        ("1–11月、1—11月、−3.2、－3.2", "1-11月、1-11月、-3.2、-3.2"),
        ("28〜31、28∼31、28～31", "28~31、28~31、28~31"),
        ("6•5与6‧5", "6·5与6·5"),
        ("环发〔2022〕18号", "环发[2022]18号"),
        ("90.1﹪与﹣3.2", "90.1%与-3.2"),
        ("優良天數比例，處罰金額", "优良天数比例,处罚金额"),
        ("优良天数", "优良天数"),
        ("32\u200b9\ufeff天\u2060", "329天"),
        ("甲\r\n乙\r丙\n丁", "甲\n乙\n丙\n丁"),
        ("全市优良天数\n,优良率", "全市优良天数,优良率"),
        ("全市细颗粒物年平均浓度为28\n微克/立方米", "全市细颗粒物年平均浓度为28微克/立方米"),
        ("全市细颗粒物年平均浓度为28 \n 微克/立方米", "全市细颗粒物年平均浓度为28微克/立方米"),
        ("表 甲\t28\n微克\t31", "表 甲\t28\n微克\t31"),
        ("优良率90.1%\n立案22起", "优良率90.1%\n立案22起"),
        ("", ""),
    ],
)
def test_what_is_read(source: str, text: str) -> None:
    assert View(source).text == text


def test_a_hard_wrapped_text_runs_on() -> None:
    text = "\n".join([PLAIN] * 8)
    assert View(text).text == PLAIN * 8


def test_a_new_item_of_a_hard_wrapped_text_does_not() -> None:
    closed = PLAIN[:-1] + "。"
    assert View("\n".join([PLAIN] * 7 + [closed, "二、水环境质量", "全年"])).text.endswith(
        closed + "\n二、水环境质量\n全年"
    )


def test_paragraphs_of_unequal_length_stay_apart() -> None:
    lines = [PLAIN * n for n in (1, 3, 1, 2, 5, 1, 4, 2)]
    assert View("\n".join(lines)).text == "\n".join(lines)


def test_a_number_cut_by_a_hard_wrap_is_whole_again() -> None:
    first = PLAIN[:-3] + "28"
    assert (
        "为28微克"
        in View("\n".join([PLAIN] * 6 + ["细颗粒物年均浓度与上年基本相当全市年均浓度为2", "8微克/立方米"])).text
    )
    assert first + "5" in View("\n".join([PLAIN] * 6 + [first, "5天"])).text


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("优良天\u200b数３２\u200b９天", "329天"),
        ("甲\r\n优良率９０％", "90%"),
        ("全市细颗粒物年平均浓度为28\n微克/立方米,优", "28微克/立方米"),
        ("優良天數329天", "优良天数"),
    ],
)
def test_spans_point_into_the_source(source: str, part: str) -> None:
    view = View(source)
    at = view.text.index(part)
    start, end = view.span(at, at + len(part))
    assert View(source[start:end]).text.replace("\n", "") == part
    assert [View(source[view.at(i)]).text for i in range(at, at + len(part))] == list(part)


def test_the_end_of_a_span_leaves_dropped_characters_outside() -> None:
    source = "优良率90%\u200b\u200b。"
    view = View(source)
    assert source[slice(*view.span(0, 6))] == "优良率90%"
    assert view.span(3, 3) == (3, 3)
    assert view.at(len(view.text)) == len(source)
