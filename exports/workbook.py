"""The workbook: a sheet a theme with the answers for each region, year and indicator, and a first sheet that says what they are.

Numbers are numbers; text is written as text, made safe as in the CSV files. A theme with more rows than a sheet holds goes on in a
second one. Rows are streamed: memory does not grow with them.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from exports.tidy import Table

UNDATED = datetime(2000, 1, 1)  # no clock enters a publication: the same content gives the same bytes
ROWS_A_SHEET = 1_048_576 - 1  # Excel's limit, less the head
FETCHED = 5000
# column of the table, head, width in characters
SHOWN = (
    ("province_zh", "省份\nProvince", 12),
    ("region_zh", "地区\nRegion", 14),
    ("region_code", "区划代码\nCode", 10),
    ("year", "年份\nYear", 7),
    ("indicator_zh", "指标\nIndicator", 34),
    ("indicator_en", "指标(英文)\nIndicator (English)", 34),
    ("unit_zh", "单位\nUnit", 11),
    ("actual_value", "实际值\nActual", 12),
    ("target_value", "目标值\nTarget", 12),
    ("yoy_change_stated", "同比变化(原文)\nChange stated", 13),
    ("yoy_change_stated_unit_code", "同比变化单位\nUnit of change", 12),
    ("yoy_change_computed", "同比变化(计算)\nChange computed", 13),
    ("rank", "排名\nRank", 7),
    ("is_masked", "原文隐去\nHidden", 9),
    ("n_sources", "来源数\nSources", 8),
    ("picked_rule_zh", "取值规则\nPicked by", 20),
    ("document_title", "文档\nDocument", 34),
    ("sentence", "原文句子\nSentence", 80),
    ("actual_observation_id", "实际值观测编号\nObservation", 22),
)
ABOUT = (
    ("生态环境公报与工作报告指标", "Indicators from environmental reports"),
    ("每个工作表是一个领域：每个地区、年份、指标一行。", "A sheet a theme; a row a region, year and indicator."),
    ("空白表示报告中没有该数值，不是零。", "An empty cell means that no report gives the figure. It is not zero."),
    ("“原文隐去”表示报告以星号等隐去了数值。", "Hidden: the report masks the figure."),
    ("“来源数”大于1时，取值规则说明选了哪一份报告。", "Where several reports give a figure, “picked by” says which one is shown."),
    ("全部数值（含目标、变化、专项断面）见同一发布中的 observations.csv。", "Every single figure stands in observations.csv of the same publication."),
    ("以 = + - @ 开头的文字前加了撇号，以免被当作公式。", "Text that begins like a formula has an apostrophe in front."),
)  # fmt: skip


def write(con: duckdb.DuckDBPyConnection, table: Table, path: Path, rows_a_sheet: int = ROWS_A_SHEET) -> None:
    """Write the workbook of the table of indicator years."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(str(path), options) as book:
        book.set_properties({"title": ABOUT[0][0], "created": UNDATED})
        formats = {
            "head": book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8F0EA", "bottom": 1}
            ),
            "number": book.add_format({"num_format": "#,##0.########"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
        }
        themes = con.execute(f"""
            select theme, any_value(theme_zh), any_value(theme_en), count(*)
            from ({table.sql}) group by theme order by count(*) desc, theme
        """).fetchall()
        _about(book.add_worksheet("说明 About"), themes, formats)
        for theme, theme_zh, _, _ in themes:
            _sheets(book, con, table, theme, str(theme_zh or theme or "其他"), formats, rows_a_sheet)


def _about(sheet: Worksheet, themes: list[tuple[Any, ...]], formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 64)
    sheet.set_column(1, 2, 70)
    for row, texts in enumerate(ABOUT):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, formats["title"] if row == 0 else None)
    start = len(ABOUT) + 1
    for column, head in enumerate(("领域 Theme", "Theme in English", "行数 Rows")):
        sheet.write_string(start, column, head, formats["head"])
    for row, (theme, theme_zh, theme_en, count) in enumerate(themes, start + 1):
        sheet.write_string(row, 0, str(theme_zh or theme or "其他"))
        sheet.write_string(row, 1, str(theme_en or ""))
        sheet.write_number(row, 2, count)


def _sheets(
    book: Workbook,
    con: duckdb.DuckDBPyConnection,
    table: Table,
    theme: str | None,
    title: str,
    formats: dict[str, Any],
    limit: int,
) -> None:
    names = ", ".join(name for name, _, _ in SHOWN)
    result = con.execute(
        f"select {names} from ({table.escaped_sql()}) where theme is not distinct from ? "
        "order by region_code, indicator_zh, year",
        [theme],
    )
    number, written, sheet = 0, limit, None
    while rows := result.fetchmany(FETCHED):
        for row in rows:
            if written == limit:
                number += 1
                _close(sheet, written)
                sheet = _begin(book, title if number == 1 else f"{title} {number}", formats)
                written = 0
            written += 1
            assert sheet is not None
            for column, value in enumerate(row):
                _write(sheet, written, column, value, formats)
    _close(sheet, written)


def _begin(book: Workbook, title: str, formats: dict[str, Any]) -> Worksheet:
    sheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 4)
    sheet.set_row(0, 32)
    for column, (_, head, width) in enumerate(SHOWN):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, formats["head"])
    return sheet


def _close(sheet: Worksheet | None, written: int) -> None:
    if sheet is not None:
        sheet.autofilter(0, 0, written, len(SHOWN) - 1)


def _write(sheet: Worksheet, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        if value:
            sheet.write_string(row, column, "是")
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    elif column == YEAR:
        sheet.write_number(row, column, value)
    else:
        sheet.write_number(row, column, value, formats["number"])


YEAR = next(number for number, (name, _, _) in enumerate(SHOWN) if name == "year")
