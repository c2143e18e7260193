"""Tables flattened to lines: their grid, the words over and beside each number, and what is read from them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extract import grids, tables
from tests.extract.readings import CITY, COUNTY, candidates, facts, lines, read

PLAIN = "表1 空气质量\n县区\t优良天数(天)\t同比(%)\n远安县\t340\t-1.2\n五峰县\t345\t持平\n"


def cells(text: str) -> list[tuple[str, str, str, str]]:
    """(printed, unit, head, words of the row) of every number."""
    return [
        (n.cell.text, n.unit, n.head, n.row_words) for grid in grids.flattened(text) for n in tables.number_cells(grid)
    ]


def test_numbers_with_their_heads() -> None:
    assert cells(PLAIN) == [
        ("340", "天", "优良天数(天)", "远安县"),
        ("-1.2", "%", "优良天数›同比(%)", "远安县"),
        ("345", "天", "优良天数(天)", "五峰县"),
        ("持平", "", "优良天数›同比(%)", "五峰县"),
    ]


def test_one_cell_a_line() -> None:
    """A table that lost its rows in a conversion: the heads say how many cells a row has."""
    stacked = "月份\nSO2\nPM2.5\n优良天数（天）\n7月\n6\n10\n31\n8月\n5\n11\n30\n注：数据未经审核。\n"
    assert [(text, head, row) for text, _, head, row in cells(stacked.replace("（", "(").replace("）", ")"))] == [
        ("6", "SO2", "7月"),
        ("10", "PM2.5", "7月"),
        ("31", "优良天数(天)", "7月"),
        ("5", "SO2", "8月"),
        ("11", "PM2.5", "8月"),
        ("30", "优良天数(天)", "8月"),
    ]
    ragged = "月份\nSO2\nPM2.5\n7月\n6\n10\n8月\n5\n9月\n6\n"
    assert grids.flattened(ragged) == []


def test_a_column_of_ranks_ranks_what_the_caption_sorts() -> None:
    table = "各县按综合指数由好到差排序：\n名次\t县区\t综合指数\tPM2.5\n1\t远安县\t3.18\t24\n2\t五峰县\t3.26\t25\n"
    ranks = [(c.indicator_code, c.value, c.region_code) for c in facts(table, CITY) if c.measure == "rank"]
    assert ranks == [("air_composite_index", 1, "420525"), ("air_composite_index", 2, "420529")]
    numbered = table.replace("名次", "序号")
    assert [c for c in candidates(numbered, CITY) if c.measure == "rank"] == []


def test_the_span_of_a_number() -> None:
    (grid,) = grids.flattened(PLAIN)
    found = tables.number_cells(grid)
    assert [PLAIN[n.number_start : n.number_end] for n in found] == ["340", "-1.2", "345", "持平"]
    assert [n.value for n in found] == [340, Decimal("-1.2"), 345, 0]
    assert (grid.caption, PLAIN[grid.start : grid.end]) == ("表1 空气质量", PLAIN[8:].rstrip("\n"))


@pytest.mark.parametrize(
    "text",
    [
        "优良率90.1%，立案22起。\n检查企业36家。\n",
        "甲\t乙\n丙\t丁\n",  # no numbers
        "远安县\t340\n",  # one line
        "优良率  90.1%  同比上升；\n立案  22起  同比下降；\n",  # sentences
    ],
)
def test_lines_that_are_no_table(text: str) -> None:
    assert grids.flattened(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # spaces instead of tabs, a name padded with spaces
        ("县区  天数  浓度\n远安县  340  21\n高  县  345  22\n", [("340", "", "天数", "远安县"), ("21", "", "浓度", "远安县"), ("345", "", "天数", "高县"), ("22", "", "浓度", "高县")]),
        # running numbers and empty cells are no figures
        ("序号\t县区\t天数\n1\t远安县\t340\n2\t五峰县\t—\n3\t长阳县\t330\n", [("340", "", "天数", "远安县"), ("330", "", "天数", "长阳县")]),
        # the unit over the table
        ("单位：微克/立方米\n县区\tPM10\tSO2\n远安县\t49\t7\n五峰县\t45\t6\n".replace("：", ":"), [("49", "微克/立方米", "PM10", "远安县"), ("7", "微克/立方米", "SO2", "远安县"), ("45", "微克/立方米", "PM10", "五峰县"), ("6", "微克/立方米", "SO2", "五峰县")]),
        # the sign of per cent in the cell
        ("县区\t优良率\t浓度\n远安县\t90.1%\t21\n五峰县\t91%\t22\n", [("90.1%", "%", "优良率", "远安县"), ("21", "", "浓度", "远安县"), ("91%", "%", "优良率", "五峰县"), ("22", "", "浓度", "五峰县")]),
        # a unit of its own for one pollutant
        ("污染物\t浓度(μg/m3,CO为mg/m3)\t标准\nSO2\t7\t60\nCO\t1.0\t4\n", [("7", "μg/m3", "浓度(μg/m3,CO为mg/m3)", "SO2"), ("60", "", "标准", "SO2"), ("1.0", "mg/m3", "浓度(μg/m3,CO为mg/m3)", "CO"), ("4", "", "标准", "CO")]),
        # years as heads
        ("指标\t2023\t2022\n优良天数(天)\t329\t321\n立案(起)\t22\t31\n", [("329", "天", "2023", "优良天数(天)"), ("321", "天", "2022", "优良天数(天)"), ("22", "起", "2023", "立案(起)"), ("31", "起", "2022", "立案(起)")]),
    ],
    ids=["spaces", "running numbers", "unit above", "per cent", "special unit", "years"],
)  # fmt: skip
def test_grids(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert cells(text) == expected


def test_a_head_over_two_columns() -> None:
    text = "县区\tPM2.5\tPM10\n\t浓度\t同比\t浓度\t同比\n远安县\t21\t-1.2\t45\t2.0\n五峰县\t22\t-1.0\t46\t1.0\n"
    assert [head for _, _, head, row in cells(text) if row == "远安县"] == [
        "PM2.5›浓度", "PM2.5›同比", "PM10›浓度", "PM10›同比",
    ]  # fmt: skip


def test_a_column_of_ranks() -> None:
    (grid,) = grids.flattened("县区\t综合指数\t排名\n远安县\t2.81\t1\n五峰县\t2.95\t2\n")
    assert [(n.cell.text, n.is_rank) for n in tables.number_cells(grid)] == [
        ("2.81", False), ("1", True), ("2.95", False), ("2", True),
    ]  # fmt: skip


def test_classes_in_cells() -> None:
    (grid,) = grids.flattened("断面\t类别\t氨氮\n王庄\tⅡ\t0.4\n李庄\t劣Ⅴ类\t2.4\n")
    assert [(n.value, n.is_class) for n in tables.number_cells(grid)] == [
        (2, True), (Decimal("0.4"), False), (6, True), (Decimal("2.4"), False),
    ]  # fmt: skip


READINGS = {
    "places in rows": (
        CITY,
        "空气质量\n县区\tPM2.5浓度（微克/立方米）\t同比（%）\n远安县\t21\t-5.2\n五峰县\t22\t3.4\n",
        [
            "air_pm25_annual_mean 21 微克/立方米 region:420525",
            "air_pm25_annual_mean -5.2=-5.2 % change_pct region:420525",
            "air_pm25_annual_mean 22 微克/立方米 region:420529",
            "air_pm25_annual_mean 3.4 % change_pct region:420529",
        ],
    ),
    "a hidden county and a county town": (
        CITY,
        "概况\n县区\t优良率（%）\n**县\t96.2\n五峰县县城\t97.4\n",
        ["air_good_days_ratio 96.2 % region:None", "air_good_days_ratio 97.4 % region:420529"],
    ),
    "years in columns": (
        COUNTY,
        "工作情况\n指标\t2023年\t2022年\n优良天数（天）\t329\t321\n立案（起）\t22\t31\n",
        [
            "air_good_days_count 329 天 until:2023-12-31",
            "air_good_days_count 321 天 until:2022-12-31",
            "enforcement_cases_filed 22 起 until:2023-12-31",
            "enforcement_cases_filed 31 起 until:2022-12-31",
        ],
    ),
    "goals and results": (
        COUNTY,
        "工作情况\n指标\t年度目标\t完成情况\n优良率（%）\t88\t90.1\nPM2.5浓度（微克/立方米）\t30\t28\n",
        [
            "air_good_days_ratio 88 % target",
            "air_good_days_ratio 90.1 %",
            "air_pm25_annual_mean 30 微克/立方米 target",
            "air_pm25_annual_mean 28 微克/立方米",
        ],
    ),
    "waters in rows": (
        COUNTY,
        "水质情况\n断面\t水质类别\t氨氮浓度（毫克/升）\n王庄断面\tⅡ\t0.40\n李庄断面\tⅣ\t0.90\n",
        [
            "water_section_quality_class Ⅱ=2 Ⅱ类 scope:王庄断面",
            "water_nh3n_mean 0.40 毫克/升 scope:王庄断面",
            "water_section_quality_class Ⅳ=4 Ⅳ类 scope:李庄断面",
            "water_nh3n_mean 0.90 毫克/升 scope:李庄断面",
        ],
    ),
    "limits": (
        COUNTY,
        "空气质量\n污染物\t年均浓度（微克/立方米）\t标准限值（微克/立方米）\nPM2.5\t28\t35\nPM10\t49\t70\n",
        [
            "air_pm25_annual_mean 28 微克/立方米",
            "air_pm25_annual_mean 35 微克/立方米 requirement",
            "air_pm10_annual_mean 49 微克/立方米",
            "air_pm10_annual_mean 70 微克/立方米 requirement",
        ],
    ),
}


@pytest.mark.parametrize(("file_name", "text", "expected"), READINGS.values(), ids=READINGS)
def test_what_is_read_from_a_table(file_name: str, text: str, expected: list[str]) -> None:
    assert read(text, expected, file_name) == lines(expected)


def test_prose_around_a_table_is_read_as_prose() -> None:
    text = f"全市立案22起。\n{PLAIN}全市检查企业36家。\n"
    rules = [(c.quote, c.link_rule) for c in facts(text, CITY)]
    assert rules[0] == ("22起", "before")
    assert rules[-1] == ("36家", "before")
    assert {rule for _, rule in rules[1:-1]} == {"table"}


def test_the_sentence_of_a_cell_is_its_row() -> None:
    text = PLAIN
    (c,) = [c for c in facts(text, CITY) if c.quote == "345"]
    assert text[c.sentence_start : c.sentence_end] == "五峰县\t345\t持平"


def test_unknown_columns_are_kept_with_their_reason() -> None:
    found = candidates("概况\n县区\t人口（万人）\t优良率（%）\n远安县\t17\t96.2\n五峰县\t18\t97.4\n", CITY)
    assert [(c.quote, c.doubt) for c in found] == [
        ("17", "no_indicator"), ("96.2", None), ("18", "no_indicator"), ("97.4", None),
    ]  # fmt: skip
