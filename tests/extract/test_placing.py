"""Where a figure belongs: its region, the rule that decided, and its narrower scope."""

from __future__ import annotations

import pytest

from tests.extract.readings import CITY, COUNTY, NAMELESS, facts

YUAN_AN, WUFENG, YICHANG = "420525", "420529", "420500"


@pytest.mark.parametrize(
    ("text", "quote", "regions", "rule"),
    [
        ("优良率90.1%。", "90.1%", [YICHANG], "document"),
        ("全市优良率90.1%。", "90.1%", [YICHANG], "clause"),
        ("远安县优良率96.2%。", "96.2%", [YUAN_AN], "clause"),
        ("远安县优良率96.2%，PM2.5浓度21微克/立方米。", "21微克/立方米", [YUAN_AN], "sentence"),
        ("远安县优良率96.2%。全市立案22起。", "22起", [YICHANG], "clause"),
        ("远安县优良率96.2%，五峰县立案22起。", "22起", [WUFENG], "clause"),
        ("远安、五峰两县优良率均为96.2%。", "96.2%", [YUAN_AN, WUFENG], "list"),
        ("远安县、五峰县优良率分别为96.2%、97.4%。", "97.4%", [WUFENG], "list"),
        ("PM2.5浓度依次为：远安县38、五峰县40微克/立方米。", "38", [YUAN_AN], "clause"),
        ("优良率最高的是五峰县，为97.4%。", "97.4%", [WUFENG], "sentence"),
        ("远安县、五峰县改厕6万户。", "6万户", [YICHANG], "document"),
        ("优良率90.1%，其中远安县96.2%；立案22起。", "22起", [YICHANG], "document"),
        ("远安县优良率96.2%；立案22起。", "22起", [YICHANG], "document"),
        ("远安县优良率96.2%；PM2.5浓度21微克/立方米。", "21微克/立方米", [YUAN_AN], "sentence"),
        ("远安县：优良率96.2%；立案22起。", "22起", [YUAN_AN], "sentence"),
        ("PM2.5平均浓度：远安县29、五峰县24，单位均为μg/m3。", "24", [WUFENG], "clause"),
        ("后三位是远安县、五峰县、秭归县，综合指数分别为3.9、3.5、3.3。", "3.5", [WUFENG], "list"),
        ("计划完成清洁取暖改造11万户，其中远安县2万户，已完成10万户。", "10万户", [YICHANG], "document"),
        ("除远安县外，优良率90.1%。", "90.1%", [YICHANG], "document"),
        ("优良率90.1%，居全省第5位。", "第5位", [YICHANG], "document"),
    ],
)
def test_region(text: str, quote: str, regions: list[str], rule: str) -> None:
    found = [c for c in facts(text, CITY) if c.quote.endswith(quote)]
    assert ([c.region_code for c in found], {c.region_rule for c in found}) == (regions, {rule})


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("中心城区PM2.5浓度41微克/立方米。", "中心城区"),
        ("中心城区空气质量较好。PM2.5浓度41微克/立方米。", "中心城区"),
        ("中心城区空气质量较好。\nPM2.5浓度41微克/立方米。", None),
        ("中心城区空气质量较好，全市PM2.5浓度41微克/立方米。", None),
        ("王庄断面氨氮浓度0.42毫克/升。", "王庄断面"),
        ("王庄断面达标；氨氮浓度0.42毫克/升。", None),
        ("王庄断面水质达标率100%。", None),  # a share is of them all
    ],
)
def test_scope(text: str, scope: str | None) -> None:
    assert [c.scope for c in facts(text, CITY)][-1] == scope


def test_a_county_town_is_that_of_the_county_named_before() -> None:
    (c,) = facts("远安县治污有力，县城污水处理率98.1%。", CITY)
    assert (c.region_code, c.scope) == (YUAN_AN, "县城")


@pytest.mark.parametrize(
    ("file_name", "region"),
    [
        (COUNTY, "430624"),
        ("衡阳市生态环境局衡南分局2023年工作总结.txt", "430422"),
        ("某某中学2023年环境教育总结.txt", None),
        (NAMELESS, None),
    ],
)
def test_the_issuer_decides_where_nothing_else_does(file_name: str, region: str | None) -> None:
    assert [(c.region_code, c.region_rule) for c in facts("优良率90.1%。", file_name)] == [
        (region, "document" if region else "none")
    ]


def test_the_title_decides_for_a_file_without_a_telling_name() -> None:
    (c,) = facts("湘阴县生态环境局2023年工作总结\n优良率90.1%。", "报告.txt")
    assert c.region_code == "430624"
