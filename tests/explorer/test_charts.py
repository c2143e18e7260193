"""What charts hand out: classes and steps with round bounds, and cells that no spreadsheet takes for a formula."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import charts
from explorer.charts import Chart, bins, breaks, cell, class_of


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-明细", "'-明细"),
        ("@sum", "'@sum"),
        ("\tx", "'\tx"),
        ("\r=1", "'\r=1"),
        ("PM2.5", "PM2.5"),
        (Decimal("-2.50000000"), "-2.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("100.00"), "100"),
        (-3, "-3"),
        (-0.5, "-0.5"),
        (date(2024, 1, 1), "2024-01-01"),
        (None, ""),
        (True, "True"),
    ],
)
def test_cells_are_numbers_or_harmless_text(value: Any, written: str) -> None:
    assert cell(value) == written


@given(st.lists(st.tuples(st.text(), st.decimals(allow_nan=False, allow_infinity=False, places=4)), max_size=8))
def test_csv_reads_back(pairs: list[tuple[str, Decimal]]) -> None:
    rows = [{"name": name, "value": value} for name, value in pairs]
    text = Chart("c", "t", {"name": "名", "value": "值"}, rows, {}).csv()
    assert text.startswith("\ufeffname,value\r\n")
    read = list(csv.DictReader(io.StringIO(text[1:], newline="")))
    assert [row["name"].removeprefix("'") if not name.startswith("'") else row["name"] for row, (name, _) in zip(read, pairs, strict=True)] == [
        name for name, _ in pairs
    ]  # fmt: skip
    assert [Decimal(row["value"]) for row in read] == [value for _, value in pairs]


FINITE = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False).filter(lambda x: x == 0 or abs(x) > 1e-6)


@given(st.lists(FINITE, max_size=40))
def test_classes_are_few_and_none_is_beyond_the_values(values: list[float]) -> None:
    bounds = breaks(values)
    assert len(bounds) < 5
    assert bounds == sorted(set(bounds))
    assert all(min(values) < bound <= max(values) for bound in bounds)
    assert {class_of(value, bounds) for value in values} <= set(range(len(bounds) + 1))


@given(st.lists(FINITE, min_size=1, max_size=60))
def test_a_histogram_counts_every_value_once(values: list[float]) -> None:
    steps = bins(values)
    assert sum(count for _, _, count in steps) == len(values)
    assert len(steps) <= 24
    assert steps[0][0] <= min(values) + 1e-9 * abs(min(values))
    assert steps[-1][1] >= max(values) - 1e-9 * abs(max(values))
    assert [high for _, high, _ in steps[:-1]] == pytest.approx([low for low, _, _ in steps[1:]])


def test_bounds_are_round() -> None:
    assert breaks([12.7, 18, 33, 41, 60.14]) == [20, 40, 60]
    assert breaks([0, 1, 2, 3, 4]) == [1, 2, 3, 4]
    assert breaks([7]) == []
    assert breaks([]) == []


def test_few_values_far_above_the_rest_do_not_leave_one_class_for_all_others() -> None:
    values = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10_000]
    bounds = breaks(values)
    assert max(sum(class_of(value, bounds) == each for value in values) for each in range(5)) <= 4


def test_drawing_is_json_without_markup_of_its_own() -> None:
    assert (
        Chart("c", "t", {}, [], {"value": Decimal("2.5"), "name": "</script>"}).json()
        == '{"value":2.5,"name":"</script>"}'
    )
    with pytest.raises(TypeError):
        charts.Chart("c", "t", {}, [], {"value": object()}).json()
