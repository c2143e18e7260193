"""Places in a text: which names hold, what a pronoun means, and what is no region of a figure."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.regions import RegionIndex

INDEX = RegionIndex.load(Path(__file__).resolve().parents[2] / "seeds")
YIWU, JINHUA, YICHANG, DINGXI, HANZHONG, XIANGYIN, CHONGQING, PUDONG = (
    "330782", "330700", "420500", "621100", "610700", "430624", "500000", "310115",
)  # fmt: skip


def read(text: str, home: str | None) -> list[tuple[str, str | None, str]]:
    return [(m.text, m.region_code, m.kind) for m in INDEX.find_regions(text, home)]


@pytest.mark.parametrize(
    ("text", "home", "expected"),
    [
        # names, short names, chains of parent and child
        ("远安县优良天数330天、长阳县351天", YICHANG, [("远安县", "420525", "region"), ("长阳县", "420528", "region")]),
        ("秭归、五峰两县优良率", YICHANG, [("秭归", "420527", "region"), ("五峰", "420529", "region")]),
        ("金华市义乌市PM2.5浓度31", "330000", [("金华市义乌市", YIWU, "region")]),
        ("福州市鼓楼区浓度20", "350000", [("福州市鼓楼区", "350102", "region")]),
        ("南京市鼓楼区浓度20", "320000", [("南京市鼓楼区", "320106", "region")]),
        ("鼓楼区浓度20", "320100", [("鼓楼区", "320106", "region")]),
        ("岷  县\t21.7", DINGXI, [("岷  县", "621126", "region")]),
        # homonyms without kin say nothing
        ("鼓楼区浓度20", None, []),
        # a name that is also an end of words holds at the head of an item
        ("依次为:南县38,沅江市40", "430900", [("南县", "430921", "region"), ("沅江市", "430981", "region")]),
        ("河南县域经济", "430900", []),
        ("大庆、大兴安岭优良率", "230000", [("大庆", "230600", "region"), ("大兴安岭", "232700", "region")]),
        # pronouns take the level that they name
        ("全市PM2.5浓度31", YIWU, [("全市", YIWU, "home")]),
        ("全市PM2.5浓度31", XIANGYIN, [("全市", "430600", "home")]),
        ("我县收到问题", XIANGYIN, [("我县", XIANGYIN, "home")]),
        ("全区浓度", PUDONG, [("全区", PUDONG, "home")]),
        ("全省平均优良率", JINHUA, [("全省", "330000", "home")]),
        ("辖区内加油站", YIWU, [("辖区内", YIWU, "home")]),
        ("全市域推进,全区域覆盖", YIWU, []),
        # urban scopes
        ("十堰市主城区PM2.5", "420000", [("十堰市", "420300", "region"), ("主城区", "420300", "scope")]),
        ("中心城区优良天数", HANZHONG, [("中心城区", HANZHONG, "scope")]),
        ("蓬溪县城空气质量", "510900", [("蓬溪县", "510921", "region"), ("县城", "510921", "scope")]),
        ("市区和县城水源地", HANZHONG, [("市区", HANZHONG, "scope"), ("县城", HANZHONG, "scope")]),
        # rankings
        ("居金华市第2位", YIWU, [("金华市", JINHUA, "group")]),
        ("在金华市9个县(市、区)中位列第三", YIWU, [("金华市", JINHUA, "group")]),
        ("列全省第9位", JINHUA, [("全省", "330000", "group")]),
        ("在全省14个市州中排名第6", XIANGYIN, [("全省", "430000", "group")]),
        ("低于全省平均水平", HANZHONG, [("全省", "610000", "group")]),
        ("全州8个县市平均优良率", "422800", [("全州", "422800", "home")]),
        ("武宁县居第1位", "360400", [("武宁县", "360423", "region")]),
        # names that only look like the region of a figure
        ("义乌市级督办问题2件", YIWU, [("义乌市", YIWU, "name")]),
        ("较毕节市下达的27微克", "520581", [("毕节市", "520500", "name")]),
        ("丹江淅川出豫断面Ⅱ类", "411300", [("淅川", "411326", "name")]),
        ("浏阳市某某机械有限公司等6家", "430181", [("浏阳市", "430181", "name")]),
        ("《四川省水污染防治条例》", "510781", [("四川省", "510000", "name")]),
        ("嘉陵江重庆段水质", CHONGQING, [("重庆", CHONGQING, "name")]),
        ("沙洋、远安等4个县入选", "420000", [("沙洋", "420822", "name"), ("远安", "420525", "name")]),
        # words
        ("长江、黄河、南海、境内江河", "370000", []),
        ("绿水青山就是金山银山", "420700", []),
        ("节约资源,加强合作,平安建设,新建泵站,完成县级任务,健康县城", None, []),
        ("技术创新和产业化", "652900", []),
        ("新增城市绿地", "440100", []),
        # masks
        ("XX区PM10浓度", None, [("XX区", None, "masked")]),
        ("建设美丽**", None, [("**", None, "masked")]),
        ("××县", "330000", [("××县", None, "masked")]),
    ],
)
def test_find_regions(text: str, home: str | None, expected: list[tuple[str, str | None, str]]) -> None:
    assert read(text, home) == expected


def test_stranger_is_no_region_of_a_figure() -> None:
    assert read("学习兰考县经验", "410411") == [("兰考县", "410225", "name")]


_WORDS = st.lists(
    st.sampled_from(
        [
            "全市",
            "我县",
            "绍兴市",
            "诸暨",
            "和县城",
            "县",
            "市",
            "、",
            "XX区",
            "**",
            "大理",
            "居",
            "第1位",
            "等3个",
            "岷  县",
            "\n",
            "9",
            "《",
            "断面",
        ]
    ),
    max_size=25,
).map("".join)


@given(st.one_of(st.text(max_size=60), _WORDS), st.sampled_from([None, YIWU, YICHANG, CHONGQING, "no such code"]))
def test_any_text(text: str, home: str | None) -> None:
    """Spans hold, kinds and codes are known, masked places have no code, and nothing raises."""
    for mention in INDEX.find_regions(text, home):
        assert text[mention.start : mention.end] == mention.text
        assert mention.kind in {"region", "home", "scope", "group", "masked", "name"}
        assert mention.region_code in {None, home} or mention.region_code in INDEX.gazetteer.regions
        assert mention.kind != "masked" or mention.region_code is None
