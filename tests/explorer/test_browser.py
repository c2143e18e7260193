"""The explorer in a real browser, on the publication of the samples: nothing fails, and a person gets from the map to the sentence."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from selenium.webdriver.common.keys import Keys

from tests.explorer.browser import Browser, needs_browser
from tests.explorer.conftest import Site
from tests.explorer.publications import DOCUMENT, publish, rows

pytestmark = needs_browser
HUANGYAN, PUYANG = "331003", "410900"


@pytest.fixture(scope="module")
def shown(samples: Path) -> Iterator[Site]:
    site = Site(samples, samples / "published" / "greenledger.duckdb")
    yield site
    site.stop()


@pytest.fixture(scope="module")
def browser(shown: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    browser = Browser(shown.address, tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def paths(samples: Path) -> list[str]:
    """Every page, with something of the samples on it."""
    with duckdb.connect(str(samples / "published" / "greenledger.duckdb"), read_only=True) as con:
        shown = "2024_huangyan.html", "2022_masked_district.txt", "2024-09_puyang_bulletin.txt"
        found = con.execute(
            f"select document_id from marts.dim_document where file_name in {shown} order by 1"
        ).fetchall()
        assert len(found) == len(shown)
        (fact,) = con.execute("select min(observation_id) from marts.fct_observation").fetchone() or ()
        (rejected,) = con.execute("select min(candidate_id) from marts.rejected_candidate").fetchone() or ()
    return [
        *("/", "/?level=2", "/?level=3", "/?area=330000", "/?area=331000&show=target", "/regions", "/compare"),
        *(f"/region/{HUANGYAN}", f"/compare?region={HUANGYAN}&region={PUYANG}", "/indicators", "/search", "/quality"),
        *("/indicator/air_pm25_annual_mean", "/checks?verdict=all", "/documents", "/nothing-here"),
        *(f"/observation/{fact}", f"/observation/{rejected}", *(f"/document/{document}" for (document,) in found)),
    ]


def test_every_page_opens_without_a_complaint_of_the_browser(browser: Browser, paths: list[str]) -> None:
    browser.complaints()
    for path in paths:
        browser.open(path)
        missing = path == "/nothing-here"
        assert [each for each in browser.complaints() if not (missing and "404" in each)] == [], path
        assert len(browser.one("main").text) > 10
        for drawing in browser.all("[data-chart]"):
            assert browser.run("return arguments[0].querySelector('canvas').width", drawing) > 100


def test_the_other_language_is_one_click_away_and_keeps_the_place(browser: Browser) -> None:
    browser.open(f"/region/{HUANGYAN}?indicator=air_good_days_ratio")
    browser.one(".switch").click()
    browser.until(lambda: "/en/region" in browser.driver.current_url)
    browser.drawn()
    assert browser.complaints() == []
    assert browser.one("html").get_attribute("lang") == "en"
    assert "Trend" in browser.one("main").text
    assert browser.one("select[name=indicator]").get_attribute("value") == "air_good_days_ratio"
    browser.one(".switch").click()
    browser.until(lambda: browser.driver.current_url.endswith(f"/region/{HUANGYAN}?indicator=air_good_days_ratio"))
    assert "/en/" not in browser.driver.current_url


def test_from_the_map_to_the_sentence(browser: Browser) -> None:
    browser.open("/?indicator=air_pm25_annual_mean&year=2024")
    for code, next_path in (("330000", "area=330000"), ("331000", "area=331000"), (HUANGYAN, f"/region/{HUANGYAN}")):
        browser.click_area(code)
        browser.until(lambda wanted=next_path: wanted in browser.driver.current_url)
        browser.drawn()
    assert "黄岩区" in browser.one("h1").text
    number = next(each for each in browser.all(".tile a.value") if each.text == "22")
    number.click()
    browser.until(lambda: "/observation/" in browser.driver.current_url)
    quoted = browser.one("blockquote mark").text
    assert "22" in quoted
    browser.one("a.button").click()
    browser.until(lambda: "/document/" in browser.driver.current_url)
    marked = browser.one(":target + .figure")
    assert marked.text == quoted
    top = browser.run("return arguments[0].getBoundingClientRect().top", marked)
    assert 0 < top < 900, "the figure is not on the screen"


def test_a_point_of_a_chart_leads_to_its_sentence(browser: Browser) -> None:
    browser.open(f"/region/{HUANGYAN}?indicator=air_pm25_annual_mean")
    href = browser.run(
        "return JSON.parse(document.querySelector('[data-name=trend] [data-chart]').dataset.chart).series[0].points[0].href"
    )
    browser.run("""
        const chart = echarts.getInstanceByDom(document.querySelector('[data-name=trend] .drawing'));
        const [x, y] = chart.convertToPixel({ seriesIndex: 0 }, [0, chart.getOption().series[0].data[0].value]);
        for (const type of ['mousemove', 'mousedown', 'mouseup', 'click'])
            chart.getZr().handler.dispatch(type, { zrX: x, zrY: y, type });
    """)
    browser.until(lambda: browser.driver.current_url.endswith(href))
    assert browser.one("blockquote mark").text


def test_what_was_read_is_said_on_focus_and_goes_with_escape(browser: Browser, samples: Path) -> None:
    with duckdb.connect(str(samples / "published" / "greenledger.duckdb"), read_only=True) as con:
        (document,) = con.execute(
            "select document_id from marts.dim_document where file_name = '2024_huangyan.html'"
        ).fetchone()  # type: ignore[misc]
    browser.open(f"/document/{document}")
    figure = next(each for each in browser.all("a.figure.fact") if each.text == "96.4%")
    browser.run("arguments[0].focus()", figure)
    card = browser.one("#card")
    assert card.is_displayed()
    assert "环境空气质量优良天数比例：96.4%" in card.text
    assert figure.get_attribute("aria-describedby") == "card"
    figure.send_keys(Keys.ESCAPE)
    assert not card.is_displayed()


def test_kinds_of_figures_can_be_taken_out_by_keyboard(browser: Browser, samples: Path) -> None:
    browser.open("/documents")
    browser.one("tbody a[href^='/document/']").click()
    browser.until(lambda: browser.all("#show-fact"))
    figure = browser.one("a.figure.fact")
    colour = figure.value_of_css_property("background-color")
    browser.one("#show-fact").send_keys(Keys.SPACE)
    assert figure.value_of_css_property("background-color") != colour


@pytest.mark.parametrize("path", ["/", f"/region/{HUANGYAN}", "/compare", "/search", "/quality", "/documents"])
def test_a_narrow_screen_needs_no_sideways_scrolling(browser: Browser, path: str) -> None:
    metrics = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        browser.open(path)
        assert browser.run("return document.documentElement.scrollWidth") <= 360
    finally:
        browser.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_tables_stand_in_for_charts_where_scripts_are_off(browser: Browser) -> None:
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.driver.get(browser.address + f"/region/{HUANGYAN}")
        assert "22" in browser.one("[data-name=trend] table").get_attribute("textContent")
        assert [each for each in browser.all(".controls button") if each.is_displayed()]
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


HOSTILE = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">某县2024年工作总结\n"
    "全年检查企业5家，立案5家，罚款*万元。\n"
    "PM2.5平均浓度28微克/立方米，居全市第3位。召开会议9次。\n"
    '<a href="javascript:document.title=\'owned\'">链接</a>\t5"><svg onload="document.title=\'owned\'">\n'
)


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Site]:
    """A publication whose texts, names and addresses are all meant to run."""
    evil = "'\"><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    content = rows()
    content["dim_document"][0] |= {"title": evil, "issuer": evil, "source_url": "javascript:document.title='owned'"}
    content["dim_indicator"][3] |= {"name_zh": evil}
    content["dim_region"][3] |= {"name_zh": evil}
    shift = HOSTILE.index("全年检查")
    for table in ("fct_observation", "rejected_candidate"):
        before = len("<script>alert('x')</script>某县2024年工作总结\n")
        for row in content[table]:
            row["char_start"] += shift - before
            row["char_end"] += shift - before
            row["indicator_text" if table == "rejected_candidate" else "scope"] = evil
    site = Site(tmp_path, publish(tmp_path, content, HOSTILE))
    yield site
    site.stop()


def test_nothing_in_a_publication_runs(hostile: Site, tmp_path: Path) -> None:
    browser = Browser(hostile.address, tmp_path / "profile")
    try:
        for path in ("/", "/?area=330600", "/regions", "/region/330681", "/compare?region=330681", "/indicators", "/indicator/pm25",
                     "/documents", f"/document/{DOCUMENT}", "/observation/o-pm25", "/observation/c-meeting", "/search", "/checks", "/quality"):  # fmt: skip
            browser.open(path)
            for figure in browser.all("a.figure"):  # their cards are made by a script
                browser.run("arguments[0].focus()", figure)
            assert browser.driver.title.endswith("绿色账本"), path
            assert (
                browser.run(
                    "return document.querySelectorAll('main script, main img, main svg, [onerror], [onload]').length"
                )
                == 0
            )
            assert browser.run("return [...document.links].filter(a => !a.href.startsWith('http')).length") == 0
            assert browser.complaints() == []
        browser.open(f"/document/{DOCUMENT}")
        text = browser.one("article.text").text
        assert "<script>document.title='owned'</script>" in text
        assert "javascript:document.title='owned'" in text
        assert "javascript:document.title='owned'" in browser.one("aside").get_attribute("textContent")
        assert [each.text for each in browser.all("a.figure")] == [
            "5家",
            "5家",
            "*万元",
            "28微克/立方米",
            "第3位",
            "9次",
        ]
    finally:
        browser.close()


def test_an_open_page_learns_of_a_new_publication(site: Site, tmp_path: Path) -> None:
    browser = Browser(site.address, tmp_path / "profile")
    try:
        browser.open("/documents")
        assert not browser.one(".fresh").is_displayed()
        content = rows()
        content["dim_document"][0]["title"] = "第二版"
        content["build_info"][0]["content_fingerprint"] = "2" * 64
        publish(site.home, content)
        browser.run(
            "document.dispatchEvent(new Event('visibilitychange'))"
        )  # as when the reader comes back to the page
        browser.until(lambda: browser.one(".fresh").is_displayed())
        assert "第二版" not in browser.one("main").text
        browser.one(".fresh a").click()
        browser.until(lambda: "第二版" in browser.one("main").text)
        assert not browser.one(".fresh").is_displayed()
        assert browser.complaints() == []
    finally:
        browser.close()


def test_publications_of_the_pipeline_replace_each_other_under_an_open_page(samples: Path, tmp_path: Path) -> None:
    """A region that is read while its document is withdrawn: the next click answers from what stands then."""
    home = tmp_path / "home"
    shutil.copytree(samples / "published", home / "published", symlinks=True)
    database = home / "published" / "greenledger.duckdb"
    site = Site(home, database)
    browser = Browser(site.address, tmp_path / "profile")
    try:
        browser.open(f"/region/{HUANGYAN}")
        number = browser.one(".tile a.value").get_attribute("href")
        release = home / "published" / "releases" / "000009"
        shutil.copytree(database.resolve().parent, release)
        path = release / "greenledger.duckdb"
        path.chmod(0o600)
        with duckdb.connect(str(path)) as con:
            con.execute("delete from marts.fct_observation where observation_id = ?", [str(number).rsplit("/", 1)[1]])
            con.execute("update marts.build_info set content_fingerprint = 'new'")
        (home / "published" / ".next").symlink_to(Path("releases") / release.name)
        (home / "published" / ".next").replace(home / "published" / "current")
        browser.one(".tile a.value").click()
        browser.until(lambda: browser.driver.current_url == number)
        assert "新的发布" in browser.one("main").text  # told that it is gone, and why
        browser.open("/quality")
        assert browser.run("return document.documentElement.dataset.publication") == "new"
    finally:
        browser.close()
        site.stop()
