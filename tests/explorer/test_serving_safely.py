"""What leaves the server beside pages: headers, data of charts, and answers only to those who may ask."""

import csv
import html as markup
import io
import re
from http.client import HTTPConnection
from urllib.request import urlopen

import duckdb
import pytest
from typer.testing import CliRunner

from explorer import serve
from explorer.headers import POLICY
from orchestration.cli import app
from tests.explorer.conftest import Get, Site
from tests.explorer.publications import publish, rows
from tests.explorer.test_pages import PAGES


def asked_as(site: Site, host: str) -> int:
    connection = HTTPConnection(site.address.removeprefix("http://"), timeout=30)
    connection.putrequest("GET", "/search", skip_host=True)
    connection.putheader("Host", host)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize(
    ("host", "status"), [("127.0.0.1:1", 200), ("localhost", 200), ("evil.example", 400), ("", 400)]
)
def test_only_names_of_this_machine_are_answered(site: Site, host: str, status: int) -> None:
    """Else a page elsewhere whose name is pointed here could read along."""
    assert asked_as(site, host) == status


def test_the_policy_stands_on_pages_errors_and_files(site: Site) -> None:
    script = re.findall(r'src="(/static/[^"]+)"', site.get("/")[1])[0]
    for path in ("/", "/en", "/nope", "/?year=x", "/?csv=map", "/publication", script):
        connection = HTTPConnection(site.address.removeprefix("http://"), timeout=30)
        connection.request("GET", path)
        assert connection.getresponse().headers["Content-Security-Policy"] == POLICY, path
        connection.close()
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY


def test_it_listens_on_this_machine_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(serve, "serve", lambda database, port, ready, host: told.append(host))
    CliRunner().invoke(app, ["explore"])
    CliRunner().invoke(app, ["explore", "--host", "0.0.0.0"])
    assert told == ["127.0.0.1", "0.0.0.0"]


def test_the_data_of_every_chart_can_be_had(get: Get) -> None:
    found = set()
    for page in PAGES:
        for href in re.findall(r'href="([^"]*csv=[^"]*)"', get(page)[1]):
            status, text = get(markup.unescape(href))
            assert status == 200, href
            head, *lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
            assert text.startswith("\ufeff")
            assert all(re.fullmatch("[a-z_]+", name) for name in head)
            assert all(len(line) == len(head) for line in lines)
            found.add(href.split("csv=")[1])
    assert found >= {"map", "trend", "targets", "values", "compare", "coverage", "rejections", "contradictions"}


def test_texts_in_csv_are_no_formulas_and_negative_numbers_stay_numbers(site: Site) -> None:
    content = rows()
    content["dim_region"][3]["name_zh"] = "=HYPERLINK('x')"
    content["fct_indicator_year"][0] |= {"target_value": -2.5}
    publish(site.home, content)
    with urlopen(f"{site.address}/region/330681?csv=values", timeout=30) as answer:
        assert answer.headers["Content-Type"].startswith("text/csv")
        assert "attachment" in answer.headers["Content-Disposition"]
        (first, *_) = csv.DictReader(io.StringIO(answer.read().decode("utf-8-sig"), newline=""))
    assert first["region"] == "'=HYPERLINK('x')"
    assert {row["target_value"] for row in [first]} <= {"-2.5", ""}
    assert "-2.5" in site.get("/region/330681?csv=values")[1]
    assert "'-2.5" not in site.get("/region/330681?csv=values")[1]


def test_lists_come_in_pages(site: Site) -> None:
    content = rows()
    content["dim_document"] = [
        {**content["dim_document"][0], "document_id": f"d{n:03}", "title": f"第{n:03}号"} for n in range(120)
    ]
    content["dim_region"] += [
        {**content["dim_region"][3], "region_code": f"34{n:04}", "place_code": f"34{n:04}"} for n in range(120)
    ]
    content["fct_indicator_year"] += [
        {**content["fct_indicator_year"][0], "region_code": f"34{n:04}"} for n in range(120)
    ]
    publish(site.home, content)
    for path, total, pattern in (("/documents", 120, r"/document/(d\d+)"), ("/regions", 121, r"/region/(\d{6})\"")):
        seen: list[str] = []
        for page in (1, 2, 3):
            html = site.get(f"{path}?page={page}")[1]
            assert f"第 {page} 页，共 3 页" in html
            seen += dict.fromkeys(re.findall(pattern, html.partition("<tbody>")[2]))
        assert len(set(seen) - {"330681"}) >= 120
        assert "第 3 页" in site.get(f"{path}?page=9")[1]
        assert f"{total}" in html
    assert "第007号" in site.get("/documents?words=007")[1]
    assert "第008号" not in site.get("/documents?words=007")[1]


def test_a_county_keeps_its_place_on_the_map_over_a_change_of_its_code(site: Site) -> None:
    """诸暨 was a county with another code: its values of then belong to the place of now."""
    content = rows()
    content["dim_region"].append(
        {**content["dim_region"][3], "region_code": "330625", "is_current": False, "place_code": "330681"}
    )
    content["fct_indicator_year"].append(
        {"region_code": "330625", "year": 1988, "indicator_code": "pm25", "unit_code": "ug/m3", "is_masked": False}
        | {"actual_value": 41, "actual_observation_id": "o-pm25", "n_sources": 1}
    )
    publish(site.home, content)
    on_map = list(
        csv.DictReader(io.StringIO(site.get("/?indicator=pm25&year=1988&area=330600&csv=map")[1][1:], newline=""))
    )
    assert {row["region_code"]: row["actual"] for row in on_map if row["actual"]} == {"330681": "41"}
    for code in ("330681", "330625"):
        assert "41" in site.get(f"/region/{code}?indicator=pm25&csv=trend")[1]
    assert "此代码已不再使用" in site.get("/region/330625")[1]


def test_areas_without_data_are_told_from_zero_hidden_and_those_with_data_below(site: Site) -> None:
    content = rows()
    content["fct_indicator_year"][1] |= {"indicator_code": "pm25", "region_code": "330602", "is_masked": True}
    content["fct_indicator_year"][0] |= {"actual_value": 0, "actual_observation_id": "o-pm25"}
    publish(site.home, content)

    def areas(address: str) -> dict[str, str]:
        drawing = markup.unescape(re.findall(r'data-chart="([^"]*)"', site.get(address)[1])[0])
        return dict(re.findall(r'"(\d{6})":\{([^}]*)\}', drawing))

    counties = areas("/?indicator=pm25&year=2024&area=330600")
    assert '"shade":' in counties["330681"]
    assert '"text":"0 微克/立方米"' in counties["330681"]
    assert '"kind":"masked"' in counties["330602"]
    assert '"shade"' not in counties["330683"]
    assert '"kind"' not in counties["330683"]
    assert '"kind":"below"' in areas("/?indicator=pm25&year=2024")["330000"]


def test_validation_history_is_shown_where_the_publication_has_it(site: Site) -> None:
    content = rows()
    content["fct_validation_result"] = [
        {"publication": number, "check_name": "coverage", "table_name": "fct_observation", "outcome": "warn"}
        | {"status": status, "checked_count": 5, "failed_count": failed, "message": f"覆盖{number}"}
        for number, status, failed in ((3, "passed", 0), (4, "warned", 2))
    ]
    publish(site.home, content)
    html = site.get("/quality")[1]
    assert html.index("第 4 次发布") < html.index("覆盖4") < html.index("第 3 次发布")
    assert "1 项有提醒" in html
    path = site.database.resolve()
    site.get("/quality")
    publish(site.home, content)
    with duckdb.connect(str(site.database.resolve())) as con:
        con.execute("drop table marts.fct_validation_result")
    assert site.database.resolve() != path
    status, html = site.get("/quality")
    assert status == 200
    assert "次发布" not in html
