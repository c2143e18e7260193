"""Numbers with their units, bounds and signs; and what has digits but is no quantity."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extract import vocabulary
from extract.quantities import Quantity
from extract.scanning import Scanner
from extract.view import View

SCANNER = Scanner(vocabulary.load())


def scan(text: str) -> list[Quantity]:
    return SCANNER.scan(View(text).text)


def told(text: str) -> list[str]:
    """Every quantity as `value unit qualifier`."""
    return [
        f"{'*' if q.value is None else f'{q.value.normalize():f}'} {q.unit or '-'} {q.qualifier}" for q in scan(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # numbers
        ("共329天", ["329 天 eq"]),
        ("共３２９天", ["329 天 eq"]),
        ("共12,280人次", ["12280 人次 eq"]),
        ("共1,234,567.8元", ["1234567.8 元 eq"]),
        ("约0.35吨", ["0.35 吨 approx"]),
        ("浓度-3.2%", ["-3.2 % eq"]),
        ("浓度+3.2%", ["3.2 % eq"]),
        ("投资2.39亿元", ["239000000 元 eq"]),
        ("投资3千万元", ["30000000 元 eq"]),
        ("发电50万千瓦时", ["500000 千瓦时 eq"]),
        ("共一百二十家", ["120 家 eq"]),
        ("共两家", ["2 家 eq"]),
        ("共三点五万亩", ["35000 亩 eq"]),
        ("达百分之九十点五", ["90.5 % eq"]),
        ("降幅近三成,", ["30 % lt"]),
        ("降幅两成半,", ["25 % eq"]),
        # bounds
        ("超过300天", ["300 天 gt"]),
        ("不少于300天", ["300 天 ge"]),
        ("≥300天", ["300 天 ge"]),
        ("300天及以上", ["300 天 ge"]),
        ("不超过35微克/立方米", ["35 微克/立方米 le"]),
        ("控制在35微克/立方米以内", ["35 微克/立方米 le"]),
        ("不足60家", ["60 家 lt"]),
        ("60余家", ["60 家 gt"]),
        ("60多家", ["60 家 gt"]),
        ("十余家", ["10 家 gt"]),
        ("1.5万余元", ["15000 元 gt"]),
        ("约60家", ["60 家 approx"]),
        ("60家左右", ["60 家 approx"]),
        ("千余人", ["1000 人 gt"]),
        ("超百万元", ["1000000 元 gt"]),
        # ranges
        ("91.5-93.2%", ["91.5 % ge", "93.2 % le"]),
        ("28～31微克/立方米", ["28 微克/立方米 ge", "31 微克/立方米 le"]),
        ("28微克/立方米至31微克/立方米", ["28 微克/立方米 ge", "31 微克/立方米 le"]),
        # units
        ("每立方米26微克", ["26 微克/立方米 eq"]),
        ("31µg/m³", ["31 μg/m3 eq"]),
        ("1.2mg/L", ["1.2 mg/L eq"]),
        ("31 ug/m3", ["31 ug/m3 eq"]),
        ("28、49、143微克/立方米", ["28 微克/立方米 eq", "49 微克/立方米 eq", "143 微克/立方米 eq"]),
        ("提高1.6个百分点", ["1.6 个百分点 eq"]),
        ("综合指数3.46,", ["3.46 - eq"]),
        ("PM1073微克/立方米", ["73 微克/立方米 eq"]),
        # masks
        ("共**家", ["* 家 eq"]),
        ("达xx%", ["* % eq"]),
        ("下降X.X%", ["* % eq"]),
        ("罚款1××万元", ["* 元 eq"]),
        ("罚款□□万元以上", ["* 元 ge"]),
    ],
)
def test_quantities(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2023年5月18日", "2023-05-18 09:30", "5月18日至6月5日", "1-11月", "2021至2023年", "2023年度", "20:30",
        "0931-8812345", "13812345678", "环发[2022]18号", "GB3095-2012", "第3次", "第六十条", "1.加强调度", "(2)压实责任",
        "PM2.5、PM10、O3-8h、CO2、NO2", "12369热线", "24小时", "一是", "三线一单", "十四五", "“1”", "三大战役", "四个意识",
        "统一部署", "一方面", "×公司", "XX镇", "5G基站", "K23+500处",
    ],
)  # fmt: skip
def test_digits_that_are_no_quantities(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("在14个市州中排名第6位,", 6),
        ("居全省第2,", 2),
        ("综合指数排名倒数第三,", 3),
        ("优良率居全省首位", 1),
        ("排名进入全省前十,", 10),
    ],
)
def test_ranks(text: str, value: int) -> None:
    (q,) = [q for q in scan(text) if q.kind == "rank"]
    assert (q.value, q.unit) == (value, "位")


@pytest.mark.parametrize("text", ["第三批次", "第2轮督察", "第三方监测", "第1项任务", "第三产业"])
def test_ordinals_that_rank_nothing(text: str) -> None:
    assert [q for q in scan(text) if q.kind == "rank"] == []


@pytest.mark.parametrize(
    ("text", "unit", "value", "qualifier"),
    [
        ("达到Ⅱ类", "Ⅱ类", 2, "eq"),
        ("达到II类水质", "Ⅱ类", 2, "eq"),
        ("为劣Ⅴ类", "劣Ⅴ类", 6, "eq"),
        ("达到或优于Ⅲ类", "Ⅲ类", 3, "le"),
        ("Ⅲ类及以上", "Ⅲ类", 3, "le"),
        ("达三类水", "Ⅲ类", 3, "eq"),
    ],
)
def test_water_classes(text: str, unit: str, value: int, qualifier: str) -> None:
    (q,) = [q for q in scan(text) if q.kind == "class"]
    assert (q.unit, q.value, q.qualifier) == (unit, value, qualifier)


def test_a_range_of_classes_names_no_class() -> None:
    assert [q for q in scan("Ⅰ-Ⅲ类水质比例") if q.kind == "class"] == []


@pytest.mark.parametrize("text", ["与上年持平", "基本持平", "同比不变", "保持不变"])
def test_unchanged(text: str) -> None:
    assert [(q.kind, q.value) for q in scan(text)] == [("same", 0)]


def test_a_shared_unit_is_marked_as_such() -> None:
    assert [q.unit_is_shared for q in scan("38、9微克/立方米")] == [True, False]


def test_masks_have_no_value() -> None:
    (q,) = scan("立案××起")
    assert (q.value, q.is_masked, q.unit) == (None, True, "起")


def test_spans_hold_the_qualifier_and_the_unit() -> None:
    text = "优良率不低于90.5%以上,"
    (q,) = scan(text)
    assert text[q.start : q.end] == "不低于90.5%以上"
    assert text[q.number_start : q.number_end] == "90.5"
    assert q.unit_text == "%"


def formatted(number: Decimal, *, separated: bool, wide: bool) -> str:
    text = f"{number:,f}" if separated else f"{number:f}"
    return text.translate({c: c + 0xFEE0 for c in b"0123456789.,"}) if wide else text


@settings(max_examples=60, deadline=None)
@given(
    number=st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False),
    separated=st.booleans(),
    wide=st.booleans(),
    unit=st.sampled_from([("吨", 1), ("万元", 10_000), ("亿元", 10**8), ("%", 1)]),
)
@example(number=Decimal("2012.05"), separated=False, wide=False, unit=("万元", 10_000))  # no December 2012
def test_a_formatted_number_is_read_back(number: Decimal, separated: bool, wide: bool, unit: tuple[str, int]) -> None:
    quantities = scan(f"合计为{formatted(number, separated=separated, wide=wide)}{unit[0]},")
    assert [q.value for q in quantities] == [number * unit[1]]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["共", "28", "、", "49微克/立方米", "第6位", "Ⅲ类", "持平", "**家", "三成", "-", ",", "2023年"]
        ),
        max_size=14,
    )
)
def test_quantities_stand_in_order_and_apart(parts: list[str]) -> None:
    text = "".join(parts)
    found = SCANNER.scan(text)
    assert all(0 <= q.start <= q.number_start < q.number_end <= q.end <= len(text) for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
