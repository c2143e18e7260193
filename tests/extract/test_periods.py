"""Period expressions: what they mean, what they do in a sentence, and which of them governs a figure."""

from __future__ import annotations

import itertools
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.periods import Anchor, base_of, find_periods, resolve

ANNUAL = Anchor(2023, date(2024, 2, 29), 2024)  # a report on 2023 with a plan for 2024
MONTHLY = Anchor(2024, date(2024, 11, 8), 2024, 2024, (date(2024, 10, 1), date(2024, 10, 31)))
TO_OCTOBER = Anchor(2022, date(2022, 11, 18), 2022, 2022, (date(2022, 1, 1), date(2022, 10, 31)))
SPEECH = Anchor(2024, date(2025, 2, 18), 2025, 2025, (date(2024, 1, 1), date(2024, 12, 31)))


@pytest.mark.parametrize(
    ("text", "start", "end", "kind"),
    [
        ("2023年", "2023-01-01", "2023-12-31", "annual"),
        ("2023年度", "2023-01-01", "2023-12-31", "annual"),
        ("二〇二三年", "2023-01-01", "2023-12-31", "annual"),
        ("民国112年", "2023-01-01", "2023-12-31", "annual"),
        ("1-12月", "2023-01-01", "2023-12-31", "annual"),
        ("1—11月", "2023-01-01", "2023-11-30", "year_to_date"),
        ("1至10月", "2023-01-01", "2023-10-31", "year_to_date"),
        ("1～6月份", "2023-01-01", "2023-06-30", "half"),
        ("2023年1至10月", "2023-01-01", "2023-10-31", "year_to_date"),
        ("2023.1-6", "2023-01-01", "2023-06-30", "half"),
        ("1月至9月", "2023-01-01", "2023-09-30", "year_to_date"),
        ("截至11月底", "2023-01-01", "2023-11-30", "year_to_date"),
        ("截止12月16日", "2023-01-01", "2023-12-16", "year_to_date"),
        ("截至2023年11月30日", "2023-01-01", "2023-11-30", "year_to_date"),
        ("截至目前", "2023-01-01", "2023-12-31", "annual"),
        ("上半年", "2023-01-01", "2023-06-30", "half"),
        ("下半年", "2023-07-01", "2023-12-31", "half"),
        ("前三季度", "2023-01-01", "2023-09-30", "year_to_date"),
        ("一季度", "2023-01-01", "2023-03-31", "quarter"),
        ("2023年第四季度", "2023-10-01", "2023-12-31", "quarter"),
        ("前10个月", "2023-01-01", "2023-10-31", "year_to_date"),
        ("2023年1月1日至11月21日", "2023-01-01", "2023-11-21", "year_to_date"),
        ("4月至10月", "2023-04-01", "2023-10-31", "other"),
        ("2月、3月", "2023-02-01", "2023-03-31", "other"),
        ("6月份", "2023-06-01", "2023-06-30", "month"),
        ("11月14日", "2023-11-14", "2023-11-14", "point"),
        ("1月上旬", "2023-01-01", "2023-01-10", "other"),
        ("今年", "2023-01-01", "2023-12-31", "annual"),
        ("今年以来", "2023-01-01", "2023-12-31", "annual"),
        ("去年", "2022-01-01", "2022-12-31", "annual"),
        ("前年", "2021-01-01", "2021-12-31", "annual"),
        ("明年", "2024-01-01", "2024-12-31", "annual"),
        ("全年", "2023-01-01", "2023-12-31", "annual"),
        ("过去一年", "2023-01-01", "2023-12-31", "annual"),
        ("“十四五”期间", "2021-01-01", "2025-12-31", "multi_year"),
        ("“十一五”期间", "2006-01-01", "2010-12-31", "multi_year"),
        ("近三年", "2021-01-01", "2023-12-31", "multi_year"),
        ("连续五年", "2019-01-01", "2023-12-31", "multi_year"),
        ("2020-2022年", "2020-01-01", "2022-12-31", "multi_year"),
        ("2021年至2023年", "2021-01-01", "2023-12-31", "multi_year"),
        ("2022—2023年秋冬季", "2022-10-01", "2023-03-31", "other"),
        ("去冬今春", "2022-11-01", "2023-03-31", "other"),
        ("2022年10月至2023年3月", "2022-10-01", "2023-03-31", "other"),
        ("11月至次年2月", "2023-11-01", "2024-02-29", "other"),
        ("近年来", None, None, "unknown"),
        ("往年", None, None, "unknown"),
    ],
)
def test_one_expression(text: str, start: str | None, end: str | None, kind: str) -> None:
    mention = find_periods(f"{text},优良天数为", ANNUAL)[0]
    assert (str(mention.period_start), str(mention.period_end)) == (str(start), str(end))
    assert mention.period_type == kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("同比下降6%", ["base"]),
        ("较2014年下降23.8%", ["base"]),
        ("比上年增加11天", ["base"]),
        ("与2022年度持平", ["base"]),
        ("同上年相比,下降2.9%", ["base"]),
        ("比去年同期少8个", ["base"]),
        ("较“十三五”末下降", ["base"]),
        ("环比上升12.6%", ["base"]),
        ("控制在2020年水平以内", ["base"]),
        ("(上年同期66.0%)", ["prior"]),
        ("2022年为41.3", ["prior"]),
        ("自2016年以来收到问题135个", ["cumulative"]),
        ("2013年以来累计争取资金", ["cumulative"]),
        ("到2025年,优良率达到90%", ["plan"]),
        ("2024年目标为33微克", ["plan"]),
        ("下一步,将完成30家", ["plan"]),
        ("2022年省生态环境保护督察反馈问题", ["name"]),
        ("编制《2021年环境统计年报》3份", ["name"]),
        ("完成“十四五”规划中期评估", ["name"]),
    ],
)
def test_roles(text: str, expected: list[str]) -> None:
    assert [m.role for m in find_periods(text, ANNUAL)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "联系电话:0931-2023118,邮编730000",
        "按照环发[2021]15号和GB3095-2012要求",
        "24小时值班,第8个月",
        "投资2023.5万元,共1999.8吨",
        "连续7个月超标",
        "以上年均值符合二级标准",
        "12369热线、2+26城市、6·5环境日",
        "历史同期最好水平",
        "一月一调度",
    ],
)
def test_no_period(text: str) -> None:
    assert find_periods(text, ANNUAL) == []


def period_of(text: str, anchor: Anchor, **options: object) -> tuple[str, str]:
    """The period of the figure marked <…> in a text, and the rule."""
    start = text.index("<")
    plain = text.replace("<", "").replace(">", "")
    end = text.index(">") - 1
    left = max(plain.rfind(c, 0, start) for c in ",;。\n") + 1
    right = next((i for i in range(end, len(plain)) if plain[i] in ",;。\n"), len(plain))
    begin = max(plain.rfind(c, 0, start) for c in "。\n") + 1
    stop = next((i for i in range(end, len(plain)) if plain[i] in "。\n"), len(plain))
    section = options.pop("section", "")
    headings = find_periods(str(section), anchor)
    found = resolve(
        start,
        end,
        (left, right),
        (begin, stop),
        find_periods(plain, anchor),
        anchor,
        section_mentions=headings,
        **options,
    )  # type: ignore[arg-type]
    return f"{found.period_start}/{found.period_end}", found.rule


YEAR_2023, YEAR_2022 = "2023-01-01/2023-12-31", "2022-01-01/2022-12-31"


@pytest.mark.parametrize(
    ("text", "anchor", "period", "rule"),
    [
        ("全市优良天数<312天>。", ANNUAL, YEAR_2023, "document"),
        ("1-11月,优良天数<298天>。", ANNUAL, "2023-01-01/2023-11-30", "sentence"),
        ("1-11月,优良天数298天,PM10浓度<50>。", ANNUAL, "2023-01-01/2023-11-30", "sentence"),
        ("1-11月优良天数298天。巡查工地<50次>。", ANNUAL, "2023-01-01/2023-11-30", "paragraph"),
        ("一是巡查。7月份单月臭氧超标11天。综合指数<5.02>。", ANNUAL, YEAR_2023, "document"),
        ("PM10年均值61,较2016年(<80>)下降23.8%", ANNUAL, "2016-01-01/2016-12-31", "bracket"),
        ("PM10年均值61,较2016年(80)下降<23.8%>", ANNUAL, YEAR_2023, "document"),
        ("指数由2011年的<5.1>毫克/升降至4.6毫克/升", ANNUAL, "2011-01-01/2011-12-31", "clause"),
        ("指数由2011年的5.1毫克/升降至<4.6毫克/升>", ANNUAL, YEAR_2023, "document"),
        ("断面由上年<Ⅴ类>改善为Ⅳ类", ANNUAL, YEAR_2022, "clause"),
        ("断面由上年Ⅴ类改善为<Ⅳ类>,氨氮", ANNUAL, YEAR_2023, "document"),
        ("10月优良率80.6%,去年同期为<84.0%>,同比下降3.4个百分点", MONTHLY, "2023-10-01/2023-10-31", "sentence"),
        ("10月优良率80.6%,去年同期为84.0%,同比下降<3.4个百分点>", MONTHLY, "2024-10-01/2024-10-31", "sentence"),
        ("1-10月,优良率69.2%(去年同期<66.0%>)", MONTHLY, "2023-01-01/2023-10-31", "sentence"),
        ("浓度33.1,同比下降8.1%(上年同期为<36.0>)", TO_OCTOBER, "2021-01-01/2021-10-31", "document"),
        ("今年已审批项目<25个>", TO_OCTOBER, "2022-01-01/2022-10-31", "clause"),
        ("明年力争PM2.5控制在<34>以内", TO_OCTOBER, "2023-01-01/2023-12-31", "clause"),
        ("治理率由年初的<48.0%>提高到55.5%", TO_OCTOBER, "2022-01-01/2022-01-01", "clause"),
        ("优良天数<298天>(1-11月),处罚3件", ANNUAL, "2023-01-01/2023-11-30", "bracket"),
        ("优良天数298天(1-11月),处罚<3件>", ANNUAL, YEAR_2023, "document"),
        ("第一阶段(2025-2027年),治理湖泊<7个>", ANNUAL, "2025-01-01/2027-12-31", "sentence"),
        ("自2016年以来,我县收到问题<135个>", ANNUAL, "2016-01-01/2023-12-31", "sentence"),
        ("2013年以来整治村60个,今年新增<12个>", ANNUAL, YEAR_2023, "clause"),
        ("2022年10月以来,断面连续<5个月>超标,其中2023年1月为Ⅳ类", ANNUAL, "2022-10-01/2023-02-28", "sentence"),
        ("其中2023年3月为Ⅴ类、4月、5月均为<Ⅳ类>,6-11月达标", ANNUAL, "2023-04-01/2023-05-31", "clause"),
        ("干流水质连续5年保持<Ⅱ类>,优良率88.0%", ANNUAL, "2019-01-01/2023-12-31", "clause"),
        ("干流水质连续5年保持Ⅱ类,优良率<88.0%>", ANNUAL, YEAR_2023, "document"),
        ("往年办结率<90.3%>", ANNUAL, "None/None", "clause"),
        ("去年1月份PM2.5均值高达<71>,污染天9天", SPEECH, "2024-01-01/2024-01-31", "clause"),
        ("今年要完成<30家>", SPEECH, "2025-01-01/2025-12-31", "clause"),
        ("去年完成<30家>", SPEECH, "2024-01-01/2024-12-31", "clause"),
        ("截至目前,完成<10项>", TO_OCTOBER, "2022-01-01/2022-10-31", "sentence"),
        ("“十一五”期间实施工程<38项>", Anchor(2010), "2006-01-01/2010-12-31", "clause"),
        ("1.2023年,全市优良天数<300天>", ANNUAL, YEAR_2023, "sentence"),
        ("2022年反馈问题2个,1月份出现<4天>污染", ANNUAL, "2023-01-01/2023-01-31", "clause"),
    ],
)
def test_resolve(text: str, anchor: Anchor, period: str, rule: str) -> None:
    assert period_of(text, anchor) == (period, rule)


@pytest.mark.parametrize(
    ("text", "anchor", "options", "period", "rule"),
    [
        (
            "PM2.5控制在<33>以下",
            ANNUAL,
            {"section": "二、2024年工作思路", "scenario": "target", "in_plan": True},
            "2024-01-01/2024-12-31",
            "plan",
        ),
        (
            "PM2.5控制在<33>以下",
            ANNUAL,
            {"section": "三、工作打算", "scenario": "target", "in_plan": True},
            "2024-01-01/2024-12-31",
            "plan",
        ),
        ("做好<3个>水源地保护", ANNUAL, {"section": "二、2024年工作思路", "in_plan": True}, YEAR_2023, "document"),
        ("优良天数<240天>", MONTHLY, {"section": "二、1-10月份空气质量状况"}, "2024-01-01/2024-10-31", "section"),
        (
            "距年度目标<70.0%>",
            MONTHLY,
            {"section": "二、1-10月份空气质量状况", "scenario": "target"},
            "2024-01-01/2024-12-31",
            "section",
        ),
        ("12月优良天数不少于<18天>", TO_OCTOBER, {"scenario": "target"}, "2022-12-01/2022-12-31", "clause"),
        ("受污染耕地安全利用率<95%>以上", SPEECH, {"scenario": "target"}, "2025-01-01/2025-12-31", "plan"),
        ("检查企业<30家>", TO_OCTOBER, {"section": "一、2022年工作情况"}, "2022-01-01/2022-10-31", "document"),
    ],
)
def test_resolve_with_headings(text: str, anchor: Anchor, options: dict[str, object], period: str, rule: str) -> None:
    assert period_of(text, anchor, **options) == (period, rule)


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("同比下降", "yoy"),
        ("较上年下降", "yoy"),
        ("与2022年相比", "yoy"),
        ("较2014年下降", "2014年"),
        ("环比上升", "环比"),
        ("比去年同期少", "yoy"),
    ],
)
def test_base_of_a_change(text: str, base: str) -> None:
    assert base_of(find_periods(text, ANNUAL)[0], ANNUAL) == base


def test_no_anchor_leaves_dates_open() -> None:
    assert resolve(0, 1, (0, 1), (0, 1), [], Anchor()).rule == "none"
    assert find_periods("今年完成3件,6月份2件", Anchor()) == []


_WORDS = st.lists(
    st.sampled_from(
        [
            *list("0123456789年月日至-—~.一二三十〇今去上本前后同期比较由从到截止底末,。;()（）“”《》\n"),
            "2023年",
            "1-6月",
            "同比",
            "十四五",
            "季度",
            "近三年",
            "13月",
            "2月30日",
            "民国",
        ]
    ),
    max_size=40,
).map("".join)


@given(st.one_of(st.text(max_size=60), _WORDS), st.sampled_from([ANNUAL, MONTHLY, SPEECH, Anchor()]))
def test_any_text(text: str, anchor: Anchor) -> None:
    """Spans hold, mentions come in order without overlap, dates are ordered, and nothing raises."""
    mentions = find_periods(text, anchor)
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text
        assert 0 <= mention.reach_start <= len(text)
        assert mention.reach_end <= len(text)
        if mention.period_start and mention.period_end:
            assert mention.period_start <= mention.period_end
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))
    for position in range(0, len(text), 7):
        resolve(position, position + 1, (0, len(text)), (0, len(text)), mentions, anchor)
    assert re.search(r"\s$", "".join(m.text[-1:] for m in mentions)) is None
