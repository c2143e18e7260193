"""What the pages show: figures with their marked quotes, hidden ones as hidden, texts as text, and what was searched for."""

import hashlib
import re
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from explorer import boundaries, wording
from tests.explorer.conftest import Get, Site
from tests.explorer.publications import DOCUMENT, PROJECT, SENTENCE, TEXT, declared, rows

PAGES = ["/", "/search", "/documents", f"/document/{DOCUMENT}", "/observation/o-filed", "/observation/c-meeting"]
PAGES += ["/checks", "/checks?verdict=all", "/regions", "/region/330681", "/region/330600", "/quality"]
PAGES += [
    "/indicators",
    "/indicator/pm25",
    "/compare",
    "/compare?region=330681&region=330602",
    "/?area=330000&show=target",
]


MAPS = [(boundaries.COUNTRY, 1), ("330000", 2)]
OUR_SCRIPTS = {"echarts-6.1.0.min.js", "charts.js", "page.js"}


def scripts(html: str) -> set[str]:
    """What the page runs: the names of the files of ours that it loads, and anything else as it is written."""
    written = re.findall(r"<script.*?</script>", html, re.S)
    return {re.sub(r'<script src="/static/(?:\w+/)+([^"]+)" defer></script>', r"\1", each) for each in written}


@pytest.mark.parametrize("path", PAGES)
def test_page_stands_in_chinese_and_loads_nothing_from_outside(get: Get, path: str) -> None:
    status, html = get(path)
    assert status == 200
    assert '<html lang="zh-CN"' in html
    assert set(re.findall(r'(?:src|href)="((?!/|#)[^"]*)"', html)) == {
        "data:,",
        "",
    }  # "": the notice of a new publication
    assert "None" not in html


@pytest.mark.parametrize("path", PAGES)
def test_page_stands_in_english_with_the_same_data(get: Get, path: str) -> None:
    """The frame, the labels and the words for codes are English; names of regions and texts of documents stay what they are."""
    status, html = get(f"/en{path}".replace("/en/?", "/en?"))
    assert status == 200
    assert '<html lang="en"' in html
    assert "None" not in html
    content = (
        TEXT + "中文" + " ".join(str(value) for table in rows().values() for row in table for value in row.values())
    )
    content += " ".join(area.name for code, level in MAPS for area in boundaries.drawn(code, level).areas)
    shown = re.findall(r"[\u4e00-\u9fff]+", re.sub(r"<[^>]*>", " ", html))
    assert {words for words in shown if words not in content} == set()
    links = re.findall(r'href="(/[^"]*)"', html)
    assert links
    assert {link for link in links if not link.startswith(("/en", "/static"))} == {path.replace("&", "&amp;")}


def test_files_of_the_pages_are_served_and_may_be_kept(get: Get, site: Site) -> None:
    html = get("/")[1]
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', html)
    assert {file.rsplit("/", 1)[1] for file in files} == {"style.css", "echarts-6.1.0.min.js", "charts.js", "page.js"}
    for file in files:
        with urlopen(site.address + file, timeout=30) as answer:
            assert "immutable" in answer.headers["Cache-Control"]


def test_charting_library_is_the_published_one() -> None:
    """A vendored file is not edited: what it does is what its licence and its version say."""
    found = hashlib.sha256((PROJECT / "explorer/static/vendor/echarts-6.1.0.min.js").read_bytes()).hexdigest()
    assert found == "b66b25aeb4df84e33199dc21694014d336d222cbd9deb0e5a7c14bd6aa0d0fd0"


@pytest.mark.parametrize(
    "path",
    [
        *("/nope", "/document/nope", "/observation/nope", "/region/nope", "/indicator/nope", "/static/../app.py"),
        *("/?area=nope", "/?area=330681", "/?indicator=nope", "/?csv=nope", "/boundaries/1/330681-3.json"),
    ],
)
def test_what_is_not_there_is_said_to_be_missing(get: Get, path: str) -> None:
    status, html = get(path)
    assert status == 404
    assert "未找到" in html


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/search?year=abc",
            "/search?scenario=x",
            "/search?sort=o.value;drop",
            "/search?page=-1",
            "/checks?verdict=x",
        ),
        *(
            "/?level=7",
            "/?year=x",
            "/?show=value",
            "/regions?level=9",
            "/documents?status=x",
            "/indicator/pm25?level=x",
        ),
    ],
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
    shown = re.search(r'<article class="text" lang="zh-CN">(.*?)</article>', html, re.S)
    assert shown
    text = re.sub(r"<[^>]+>", "", re.sub(r"</p>(?=.)", "\n", shown[1], flags=re.S))
    for sign, written in (("&lt;", "<"), ("&gt;", ">"), ("&#39;", "'")):
        text = text.replace(sign, written)
    assert text == TEXT
    figures = re.findall(
        r'<span id="f-([^"]+)"></span><a class="figure (\w+)" href="([^"]+)" data-about="([^"]+)">([^<]+)</a>', shown[1]
    )
    figures = [(*rest, about.splitlines(), quote) for *rest, about, quote in figures]
    place = ["诸暨市", "2024 · 全年"]
    assert figures == [
        ("o-inspected", "fact", "/observation/o-inspected", ["检查企业数：5 家", "实际 · 数值", *place], "5家"),
        ("o-filed", "fact", "/observation/o-filed", ["立案数：5 件", "实际 · 数值", *place], "5家"),
        ("o-fined", "masked", "/observation/o-fined", ["罚款金额：原文隐去", "实际 · 数值", *place], "*万元"),
        (
            "o-pm25",
            "target",
            "/observation/o-pm25",
            ["细颗粒物年均浓度：28 微克/立方米", "目标 · 数值", *place],
            "28微克/立方米",
        ),
        (
            "o-rank",
            "fact",
            "/observation/o-rank",
            ["细颗粒物年均浓度：第 3 位", "实际 · 位次", "越城区", "2024 · 全年"],
            "第3位",
        ),
        ("c-meeting", "rejected", "/observation/c-meeting", ["未采纳：没有指标", "相关词语：会议"], "9次"),
    ]


@pytest.mark.parametrize("path", ["/search", "/documents", f"/document/{DOCUMENT}", "/observation/o-filed", "/checks"])
def test_markup_in_documents_stays_text(get: Get, path: str) -> None:
    html = get(path)[1]
    assert scripts(html) <= OUR_SCRIPTS
    assert "<b>2024</b>" not in html
    assert "某县&lt;b&gt;2024&lt;/b&gt;年工作总结" in html


def test_markup_in_a_question_stays_text(get: Get) -> None:
    html = get("/search?words=" + quote('"><script>alert(1)</script>'))[1]
    assert scripts(html) <= OUR_SCRIPTS
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
    html = get(f"/search?{asked}")[1]
    assert set(re.findall(r'class="value[^"]*" href="/observation/([^"]+)"', html)) == found
    assert f"找到 {len(found)} 条观测" in html


def test_search_sorts_both_ways_and_keeps_the_question(get: Get) -> None:
    def order(address: str) -> list[str]:
        return re.findall(r'class="value[^"]*" href="/observation/([^"]+)"', get(address)[1])

    ascending = order("/search?sort=value&order=asc&words=PM2.5")
    assert ascending == ["o-rank", "o-pm25"]
    assert order("/search?sort=value&order=desc&words=PM2.5") == ascending[::-1]
    assert "/search?words=PM2.5&amp;sort=value" in get("/search?sort=value&order=asc&words=PM2.5")[1]


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
