"""The workbook, read with another library than the one that wrote it."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from exports import tidy, workbook
from exports import write as exports
from tests.exports.ledger import FORMULA


@pytest.fixture(scope="module")
def book(exported: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(exported / exports.WORKBOOK)


def cells(sheet: Worksheet) -> list[dict[str, object]]:
    names = [name for name, _, _ in workbook.SHOWN]
    return [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_a_sheet_a_theme(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["说明 About", "大气", "执法"]
    assert [book["说明 About"].cell(row, 3).value for row in (10, 11)] == [2, 1]


def test_numbers_are_numbers_and_nothing_is_a_formula(book: openpyxl.Workbook) -> None:
    first, second = cells(book["大气"])
    assert (first["actual_value"], first["year"], first["rank"]) == (-28.5, 2022, 3)
    assert (second["actual_value"], second["target_value"]) == (None, 23)
    assert first["sentence"] == f"'{FORMULA}"
    for sheet in book:
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n", "inlineStr"}
            assert not [cell.hyperlink for cell in row if cell.hyperlink]


def test_a_hidden_figure_is_no_zero(book: openpyxl.Workbook) -> None:
    (row,) = cells(book["执法"])
    assert (row["actual_value"], row["is_masked"]) == (None, "是")


def test_a_theme_too_long_for_a_sheet_goes_on_in_the_next(database: Path, tmp_path: Path) -> None:
    with tidy.open_published(database) as con:
        table = next(table for table in tidy.tables(con) if table.name == "indicator_years")
        workbook.write(con, table, tmp_path / "small.xlsx", rows_a_sheet=1)
    book = openpyxl.load_workbook(tmp_path / "small.xlsx")
    assert book.sheetnames == ["说明 About", "大气", "大气 2", "执法"]
    assert [cells(book[name])[0]["year"] for name in ("大气", "大气 2")] == [2022, 2023]
    assert book["大气 2"].auto_filter.ref == "A1:S2"
