"""What the head of a document says: region of the issuer, title, dates, report and plan year, default period."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.heads import Head, read_head
from extract.issuers import org_region
from extract.regions import RegionIndex

INDEX = RegionIndex.load(Path(__file__).resolve().parents[2] / "seeds")


def head(text: str, file_name: str = "a.txt", **options: object) -> Head:
    metadata = options.pop("metadata", {})
    return read_head(text, file_name, metadata, INDEX, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("office", "code"),
    [
        ("岳阳市生态环境局湘阴分局", "430624"),
        ("黔南州生态环境局都匀分局", "522701"),
        ("宜春市高安生态环境局", "360983"),
        ("德阳市中江生态环境局", "510623"),
        ("宁波市生态环境局慈溪分局", "330282"),
        ("邯郸市生态环境局肥乡区分局", "130407"),
        ("临沧市生态环境局双江分局", "530925"),
        ("上海市浦东新区生态环境局", "310115"),
        ("山东省滕州市环境保护局", "370481"),
        ("岷县人民政府办公室", "621126"),
        ("北京市朝阳区生态环境局", "110105"),
        ("宁夏回族自治区人民政府", "640000"),
        ("咸宁市生态环境局通山县分局", "421224"),
        ("市生态环境局", None),
        ("衡阳市第一中学", None),
        ("长沙市某某化工有限公司", "430100"),  # the caller drops companies; the words alone name 长沙
    ],
)
def test_office(office: str, code: str | None) -> None:
    found = org_region(INDEX, office)
    assert (found[0] if found else None) == code


@pytest.mark.parametrize(
    ("text", "file_name", "code", "rule"),
    [
        ("2018年度工作总结\n岳阳市生态环境局湘阴分局\n(2018年12月20日)\n我县", "a.txt", "430624", "issuer"),
        ("政府工作报告\n各位代表:", "2020年遵义市政府工作报告.txt", "520300", "file"),
        ("2019年宁夏政府工作报告\n来源:某某日报\n我区", "a.txt", "640000", "title"),
        ("2019年内蒙古自治区政府工作报告\n", "a.txt", "150000", "title"),
        ("XX县环保局2019年度工作总结\n学习兰考县案例", "a.txt", None, "masked"),
        ("某县环境保护局2016年工作总结\n我县", "a.txt", None, "masked"),
        ("在市生态环境局2022年工作会议上的讲话\n为建设美丽**努力,我市、全市", "a.txt", None, "masked"),
        ("衡阳市第一中学2023年环境教育工作总结\n我校", "a.txt", None, "none"),
        ("长沙市某某化工有限公司2022年环境信息披露报告\n我公司", "a.txt", None, "none"),
        ("在2024年全省生态环境保护工作会议上的讲话\n同志们", "a.txt", None, "none"),
        (
            "关于2021年度目标完成情况的报告\n全市。\n潍坊市生态环境局局长 张某\n2022年3月29日",
            "a.txt",
            "370700",
            "issuer",
        ),
        ("政府工作报告\n——2022年1月10日在南阳市第七届人民代表大会第一次会议上\n全市", "a.txt", "411300", "issuer"),
        ("2023年工作总结\n今年以来,朝阳市生态环境局双塔分局履职,全区", "a.txt", "211302", "issuer"),
        (
            "在2023年全市工作会议上的讲话\n来安、全椒、凤阳三县,明光市,天长市。我市建设美丽滁州,全市我市",
            "a.txt",
            "341100",
            "text",
        ),
        ("在2023年全市工作会议上的讲话\n学习义乌、慈溪经验,我市", "a.txt", None, "none"),
    ],
)
def test_region(text: str, file_name: str, code: str | None, rule: str) -> None:
    found = head(text, file_name)
    assert (found.region_code, found.region_rule) == (code, rule)


def test_metadata_wins() -> None:
    found = head(
        "XX区2023年总结",
        metadata={"region_code": "410411", "published_on": "2024-01-05", "title": "湛河区总结(2023年)"},
    )
    assert (found.region_code, found.region_rule, found.published_on, found.title) == (
        "410411",
        "metadata",
        date(2024, 1, 5),
        "湛河区总结(2023年)",
    )


def span(first: str, last: str, kind: str) -> tuple[date, date, str]:
    return date.fromisoformat(first), date.fromisoformat(last), kind


@pytest.mark.parametrize(
    ("text", "report", "plan", "this", "default"),
    [
        (
            "关于2021年环保工作总结及\n2022年工作安排的汇报\n",
            2021,
            2022,
            2021,
            span("2021-01-01", "2021-12-31", "annual"),
        ),
        ("2018年度工作总结和2019年工作计划\n", 2018, 2019, 2018, span("2018-01-01", "2018-12-31", "annual")),
        (
            "2022年台州市政府工作报告\n一、2021年工作回顾\n",
            2021,
            2022,
            2022,
            span("2021-01-01", "2021-12-31", "annual"),
        ),
        ("在市生态环境局2022年工作会议上的讲话\n", 2021, 2022, 2022, span("2021-01-01", "2021-12-31", "annual")),
        ("2012年牡丹江市环境状况公报\n", 2012, 2013, 2012, span("2012-01-01", "2012-12-31", "annual")),
        ("二〇一八年度环境保护工作报告\n", 2018, 2019, 2018, span("2018-01-01", "2018-12-31", "annual")),
        ("舞阳县2021年上半年工作情况\n", 2021, 2021, 2021, span("2021-01-01", "2021-06-30", "half")),
        ("市环保局2018年半年工作总结\n", 2018, 2018, 2018, span("2018-01-01", "2018-06-30", "half")),
        ("泸州市2020年1-8月环境空气质量通报\n", 2020, 2020, 2020, span("2020-01-01", "2020-08-31", "year_to_date")),
        ("南充市环境空气质量月报(2021年3月)\n", 2021, 2021, 2021, span("2021-03-01", "2021-03-31", "month")),
        ("2025年第三季度环境质量季报\n", 2025, 2025, 2025, span("2025-07-01", "2025-09-30", "quarter")),
        ("2016年工作要点\n2016年要完成", 2015, 2016, 2015, span("2015-01-01", "2015-12-31", "annual")),
        (
            "碧水绕城来\n发布日期:2021年9月18日\n2021年1至8月,优良天数210天。",
            2021,
            2021,
            2021,
            span("2021-01-01", "2021-08-31", "year_to_date"),
        ),
        (
            "政府工作报告\n2022年1月10日在某会议上\n一、2021年工作回顾\n",
            2021,
            2022,
            2022,
            span("2021-01-01", "2021-12-31", "annual"),
        ),
        ("民国112年空气品质年报\n", 2023, 2024, 2023, span("2023-01-01", "2023-12-31", "annual")),
        ("工作总结\n县环保局\n2016年1月5日\n", 2015, 2016, 2015, span("2015-01-01", "2015-12-31", "annual")),
    ],
)
def test_years(text: str, report: int, plan: int, this: int, default: tuple[date, date, str]) -> None:
    found = head(text)
    assert (found.report_year, found.plan_year, found.this_year, found.default_period) == (report, plan, this, default)
    assert found.anchor.own == default[:2]


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("总结\n来源: 发布时间:2022-03-01 字体大小:\n", date(2022, 3, 1)),
        ("月报\n(来源:监测中心  时间:2021-05-10 08:30)\n", date(2021, 5, 10)),
        ("总结\n(2018年12月20日)\n", date(2018, 12, 20)),
        ("总结\n正文。\n都匀分局\n2021年12月29日\n", date(2021, 12, 29)),
        ("报告\n凤阳县环境保护局\n二〇一八年十二月三十日\n", date(2018, 12, 30)),
        ("2022年政府工作报告\n----2022年1月11日在大会上\n", date(2022, 1, 11)),
        ("总结\n没有日期。", None),
    ],
)
def test_published_on(text: str, published: date | None) -> None:
    assert head(text).published_on == published


def test_markup_title_without_site_name() -> None:
    found = head(
        "首页 > 环境质量\n池州市2021年环境空气质量状况\n正文",
        meta_title="池州市2021年环境空气质量状况_池州市生态环境局",
        meta_published_on=date(2022, 1, 19),
    )
    assert (found.title, found.region_code, found.published_on) == (
        "池州市2021年环境空气质量状况",
        "341700",
        date(2022, 1, 19),
    )


def test_issuer_is_the_office_not_the_press() -> None:
    assert head("2023年总结\n来源:宜春市高安生态环境局  浏览次数:3\n").issuer == "宜春市高安生态环境局"
    assert head("2023年总结\n正文。\n黔南州生态环境局都匀分局\n2023年12月31日").issuer == "黔南州生态环境局都匀分局"


_LINES = st.lists(
    st.sampled_from(
        [
            "2023年工作总结",
            "二〇二三年",
            "2023年2月30日",
            "XX市",
            "民国1年",
            "发布时间:2024-13-45",
            "宁波市生态环境局慈溪分局",
            "我市",
            "来源:",
            "0",
            "美丽滁州",
        ]
    ),
    max_size=12,
).map("\n".join)


@given(st.one_of(st.text(max_size=80), _LINES), st.text(max_size=20))
def test_any_text(text: str, file_name: str) -> None:
    """Nothing raises, and a known region is one of the seeds."""
    found = head(text, file_name)
    assert found.region_code is None or found.region_code in INDEX.gazetteer.regions
    assert found.title == "" or found.title in text.replace("\n", "")


def test_the_year_of_the_sidecar_wins_over_the_title() -> None:
    found = head(
        "湛河区2022年工作总结\n\n全年优良天数300天。\n", "湛河区2022年工作总结.txt", metadata={"report_year": "2021"}
    )
    assert (found.report_year, found.plan_year) == (2021, 2022)
