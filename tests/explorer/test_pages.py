"""What the pages show: figures with their marked quotes, hidden ones as hidden, texts as text, and what was searched for."""

import re
from urllib.parse import quote

import pytest

from explorer import wording
from tests.explorer.conftest import Get
from tests.explorer.publications import DOCUMENT, PROJECT, SENTENCE, TEXT, declared

PAGES = ["/", "/documents", f"/document/{DOCUMENT}", "/observation/o-filed", "/observation/c-meeting"]
PAGES += ["/checks", "/checks?verdict=all", "/regions", "/region/330681", "/region/330600"]


@pytest.mark.parametrize("path", PAGES)
def test_page_stands_in_chinese_and_loads_nothing_from_outside(get: Get, path: str) -> None:
    status, html = get(path)
    assert status == 200
    assert '<html lang="zh-CN">' in html
    assert set(re.findall(r'(?:src|href)="((?!/|#)[^"]*)"', html)) == {"data:,"}
    assert "None" not in html


def test_style_sheet_is_served(get: Get) -> None:
    assert get("/static/style.css")[0] == 200


@pytest.mark.parametrize("path", ["/nope", "/document/nope", "/observation/nope", "/region/nope", "/static/../app.py"])
def test_what_is_not_there_is_said_to_be_missing(get: Get, path: str) -> None:
    status, html = get(path)
    assert status == 404
    assert path.startswith("/static") or "未找到" in html


@pytest.mark.parametrize(
    "path", ["/?year=abc", "/?scenario=x", "/?sort=o.value;drop", "/?page=-1", "/checks?verdict=x"]
)
def test_what_cannot_be_asked_is_refused(get: Get, path: str) -> None:
    status, html = get(path)
    assert status == 400
    assert "无法理解" in html


def test_the_marked_words_are_those_at_the_span(get: Get) -> None:
    """The sentence prints 5家 twice; each observation marks its own."""
    assert "全年检查企业<mark>5家</mark>，立案5家" in get("/observation/o-inspected")[1]
    assert "全年检查企业5家，立案<mark>5家</mark>" in get("/observation/o-filed")[1]


def test_a_document_shows_its_text_with_every_figure_in_place(get: Get) -> None:
    html = get(f"/document/{DOCUMENT}")[1]
    shown = re.search(r'<div class="text">(.*?)</div>', html, re.S)
    assert shown
    text = re.sub(r"<[^>]+>", "", shown[1])
    for sign, written in (("&lt;", "<"), ("&gt;", ">"), ("&#39;", "'")):
        text = text.replace(sign, written)
    assert text == TEXT
    figures = re.findall(
        r'<span id="f-([^"]+)"></span><a class="figure (\w+)" href="([^"]+)" title="([^"]+)">([^<]+)</a>', shown[1]
    )
    assert figures == [
        ("o-inspected", "observation", "/observation/o-inspected", "检查企业数 · 实际 · 水平 · 5 家", "5家"),
        ("o-filed", "observation", "/observation/o-filed", "立案数 · 实际 · 水平 · 5 件", "5家"),
        ("o-fined", "masked", "/observation/o-fined", "罚款金额 · 实际 · 水平 · 原文隐去", "*万元"),
        (
            "o-pm25",
            "observation",
            "/observation/o-pm25",
            "细颗粒物年均浓度 · 目标 · 水平 · 28 微克/立方米",
            "28微克/立方米",
        ),
        ("o-rank", "observation", "/observation/o-rank", "细颗粒物年均浓度 · 实际 · 位次 · 第 3 位", "第3位"),
        ("c-meeting", "rejected", "/observation/c-meeting", "未采纳：没有指标 · 会议", "9次"),
    ]


@pytest.mark.parametrize("path", ["/", "/documents", f"/document/{DOCUMENT}", "/observation/o-filed", "/checks"])
def test_markup_in_documents_stays_text(get: Get, path: str) -> None:
    html = get(path)[1]
    assert "<script" not in html
    assert "<b>2024</b>" not in html
    assert "某县&lt;b&gt;2024&lt;/b&gt;年工作总结" in html


def test_markup_in_a_question_stays_text(get: Get) -> None:
    html = get("/?words=" + quote('"><script>alert(1)</script>'))[1]
    assert "<script" not in html
    assert "找到 0 条观测" in html


def test_a_hidden_figure_is_shown_as_hidden(get: Get) -> None:
    assert "罚款金额：原文隐去" in get("/observation/o-fined")[1]
    assert re.search(r'罚款金额.*?<td class="amount"><span class="tag masked">原文隐去', get("/region/330681")[1], re.S)


def test_a_rejected_figure_tells_why(get: Get) -> None:
    html = get("/observation/c-meeting")[1]
    assert "未采纳：没有指标" in html
    assert "召开会议<mark>9次</mark>。" in html


ALL = {"o-inspected", "o-filed", "o-fined", "o-pm25", "o-rank"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ALL),
        ("indicator=filed", {"o-filed"}),
        ("scenario=target", {"o-pm25"}),
        ("measure=rank", {"o-rank"}),
        ("year=2024", ALL),
        ("year=2023", set()),
        ("region=330602", {"o-rank"}),
        ("region=诸暨", ALL - {"o-rank"}),
        ("region=绍兴市", ALL),
        ("region=330000", ALL),
        ("region=杭州", set()),
        ("words=pm2.5 第3位", {"o-pm25", "o-rank"}),
        ("words=立案 罚款", {"o-inspected", "o-filed", "o-fined"}),
        ("words=' or 1=1 --", set()),
        ("words=罚款&indicator=fined", {"o-fined"}),
        ("page=99", ALL),
    ],
)
def test_search_finds_what_is_asked_for(get: Get, asked: str, found: set[str]) -> None:
    html = get(f"/?{asked}")[1]
    assert set(re.findall(r'class="value[^"]*" href="/observation/([^"]+)"', html)) == found
    assert f"找到 {len(found)} 条观测" in html


def test_search_sorts_both_ways_and_keeps_the_question(get: Get) -> None:
    def order(address: str) -> list[str]:
        return re.findall(r'class="value[^"]*" href="/observation/([^"]+)"', get(address)[1])

    ascending = order("/?sort=value&order=asc&words=PM2.5")
    assert ascending == ["o-rank", "o-pm25"]
    assert order("/?sort=value&order=desc&words=PM2.5") == ascending[::-1]
    assert "/?words=PM2.5&amp;sort=value" in get("/?sort=value&order=asc&words=PM2.5")[1]


def test_checks_show_what_was_used_and_what_it_gives(get: Get) -> None:
    html = get("/checks")[1]
    assert "6.333 件" in html
    assert "−1.333 件" in html
    assert set(re.findall(r'href="/observation/([^"]+)"', html)) == {"o-filed", "o-inspected"}
    assert "没有。" in get("/checks?verdict=consistent")[1]


def test_a_region_shows_its_years(get: Get) -> None:
    html = get("/region/330681")[1]
    for shown in ("28 微克/立方米", "−2 微克/立方米", "第 3 位", "绍兴市"):
        assert shown in html


def test_sentences_are_whole_on_the_page_of_a_figure(get: Get) -> None:
    html = get("/observation/o-fined")[1]
    assert SENTENCE.replace("*万元", "<mark>*万元</mark>") in html


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("scenario", wording.SCENARIOS),
        ("measure", wording.MEASURES),
        ("qualifier", wording.QUALIFIERS),
        ("period_type", wording.PERIODS),
        ("verdict", wording.VERDICTS),
        ("family", wording.FAMILIES),
        ("picked_rule", wording.PICKED_RULES),
        ("target_picked_rule", wording.PICKED_RULES),
    ],
)
def test_every_code_has_words(column: str, words: dict[str, str]) -> None:
    declarations = (PROJECT / "models" / "marts" / "_facts.yml").read_text(encoding="utf-8")
    accepted = re.findall(
        rf"- name: {column}\n(?:(?!- name:).)*?accepted_values: .*?values: \[([^\]]+)\]", declarations, re.S
    )
    codes = {code.strip() for each in accepted for code in each.split(",")}
    assert codes
    assert codes <= words.keys()


def test_handmade_publications_follow_the_declarations() -> None:
    """Guards the helper: without columns the tables would be left out and every page would fail for the wrong reason."""
    assert {"observation_id", "char_start", "sentence"} <= declared()["fct_observation"].keys()
