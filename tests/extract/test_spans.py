"""What holds for any text: spans point at their quotes, nothing raises, and the same text reads the same."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from extract.documents import Document
from extract.extraction import extract
from extract.view import View
from tests.extract.readings import COUNTY, document

FRAGMENTS = (
    "全市 我县 远安县 湘阴县 **县 XX市 优良天数 优良率 PM2.5 PM10 臭氧 年均浓度 空气质量综合指数 断面水质 Ⅱ类 劣Ⅴ类 立案 罚款 "
    "受理信访投诉 排污许可证 受污染耕地安全利用率 同比 下降 上升 持平 较上年 分别为 均为 其中 达到 完成 目标 任务 力争 控制在 以内 "
    "以上 不低于 排名第 全省14个市州中 倒数第三 1—11月 截至12月16日 去年同期 2024年 “十四五” 由 降至 的 ； ， 。 、 （ ） ： 和 与 "
    "一、 二、2024年工作计划 （一） 1. 12 3.4 1,137 ３２９ 九十 一百二十 两 三成 十余 百分之三十 -3.2 28～31 202371 0.000000001 "
    "99999999999999999999999 微克/立方米 μg/m³ mg/L % ％ 个百分点 天 起 家 家次 万元 亿元 万亩 吨 件 位 类 人次 公顷 "
    "* ** XX xx% ×× □□ 1** X.X 12345热线 12369 三线一单 2+26 環境質量 處罰金額 優良 é 😀 𠮷"
).split()
GLUE = ["", "", "", "", " ", "\n", "\r\n", "\r", "\t", "  ", "\u200b", "\ufeff", "\u00a0", "\u3000", "\x00", "\u202e"]

SPLICES = st.lists(st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(GLUE)), max_size=60).map(
    lambda parts: "".join(a + b for a, b in parts)
)
TABLES = st.lists(
    st.lists(
        st.sampled_from(
            ["", "远安县", "PM2.5(μg/m3)", "同比%", "排名", "12", "-3.4", "90.1%", "持平", "Ⅱ", "—", "1,137"]
        ),
        min_size=2,
        max_size=6,
    ),
    max_size=8,
).flatmap(lambda rows: st.sampled_from(["\t", "  "]).map(lambda gap: "\n".join(gap.join(row) for row in rows)))
ANY = st.text(max_size=200)
TEXTS = st.one_of(SPLICES, SPLICES, TABLES, st.tuples(SPLICES, TABLES, ANY).map("\n".join), ANY)

MODEST = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MODEST
@given(TEXTS)
@example("检查企业36 ")
@example("优良率\u00a090%")
def test_every_quote_is_where_its_span_says(text: str) -> None:
    for c in extract(document(text)).candidates:
        assert c.quote == text[c.char_start : c.char_end]
        assert 0 <= c.char_start < c.char_end <= len(text)
        assert c.value_text
        assert c.value_text in c.quote
        assert c.quote == c.quote.strip()


@MODEST
@given(TEXTS)
def test_the_sentence_holds_the_figure(text: str) -> None:
    for c in extract(document(text)).candidates:
        assert 0 <= c.sentence_start <= c.char_start < c.char_end <= c.sentence_end <= len(text)


@MODEST
@given(TEXTS)
def test_the_name_is_where_its_span_says(text: str) -> None:
    for c in extract(document(text)).candidates:
        assert (c.indicator_start is None) == (c.indicator_end is None)
        if c.indicator_start is not None:
            assert c.indicator_text == text[c.indicator_start : c.indicator_end]


@MODEST
@given(TEXTS)
@example("\n0\t0\n0\t0")
@example("低于\n1\t2\n3\t4")
def test_spans_are_alike_or_apart(text: str) -> None:
    spans = sorted({(c.char_start, c.char_end) for c in extract(document(text)).candidates})
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@MODEST
@given(TEXTS)
def test_no_reading_is_told_twice(text: str) -> None:
    found = extract(document(text)).candidates
    assert len({c.candidate_id for c in found}) == len(found)
    readings = [
        (c.char_start, c.char_end, c.indicator_code, c.measure, c.region_code, c.region_text, c.scope, c.doubt)
        for c in found
    ]
    assert len(set(readings)) == len(readings)
    assert [c.ordinal for c in found] == list(range(len(found)))


@MODEST
@given(TEXTS, st.sampled_from([COUNTY, "", "报告.txt", "**县2023年.txt", "\u200b.html"]))
def test_the_same_text_reads_the_same(text: str, name: str) -> None:
    assert extract(document(text, name)) == extract(document(text, name))


@MODEST
@given(TEXTS)
def test_what_the_warehouse_is_given_fits_it(text: str) -> None:
    for c in extract(document(text)).candidates:
        assert c.qualifier in {"eq", "ge", "gt", "le", "lt", "approx"}
        assert c.scenario in {"actual", "target", "requirement"}
        assert c.measure in {"level", "change_pct", "change_pp", "change_abs", "target_gap", "rank"}
        assert (c.indicator_code is not None) or c.doubt is not None
        assert (c.period_start is None) == (c.period_end is None)
        if c.period_start is not None and c.period_end is not None:
            assert c.period_start <= c.period_end
        if c.is_masked:
            assert c.value is None
        elif c.value is not None:
            exponent = c.value.as_tuple().exponent
            assert abs(c.value) < 10**20
            assert isinstance(exponent, int)
            assert exponent >= -8


@MODEST
@given(TEXTS)
def test_a_view_is_a_walk_through_its_source(text: str) -> None:
    view = View(text)
    places = [view.at(i) for i in range(len(view.text))]
    assert all(a < b for a, b in pairwise(places))
    assert all(0 <= p < len(text) for p in places)
    assert view.at(len(view.text)) == len(text)


@MODEST
@given(SPLICES, st.sampled_from(["\u200b", "\ufeff", "\u2060"]))
def test_invisible_characters_change_no_reading(text: str, invisible: str) -> None:
    plain = "".join(c for c in text if c not in "\r\n\u200b\ufeff\u202e\t")  # breaks and tables have a layout to change
    spread = invisible.join(plain)

    def told(d: Document) -> list[object]:
        return [(c.value, c.unit_spelling, c.indicator_code, c.measure, c.scenario) for c in extract(d).candidates]

    assert told(document(spread)) == told(document(plain))
