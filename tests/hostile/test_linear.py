"""No text takes more than linear time: twice the text, about twice the processor time.

A quadratic rule takes four times as long at twice the length and sixteen times at four times; the bound lies between, with room
for a busy machine. Shapes that take next to no time are not judged by their ratio.
"""

import time
from collections.abc import Callable

import pytest

from extract import extraction
from extract.documents import Document
from tests.hostile.shapes import REPEATED, grown, wide_table

LENGTH, LONGEST = 6_000, 96_000  # characters
NOTICEABLE = 0.12  # seconds of processor time; below it a ratio says nothing
MOST = 9.0  # times the processor time for four times the text; a quadratic rule takes 16


def seconds(text: str) -> float:
    document = Document("0" * 20, "总结.txt", "text/plain", "utf-8", "0" * 64, text)
    start = time.process_time()
    extraction.extract(document)
    return time.process_time() - start


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    seconds("临海市生态环境局2023年工作总结\n检查企业20家次，檢查。")


@pytest.mark.parametrize("name", REPEATED)
def test_text_of_four_times_the_length_takes_about_four_times_as_long(name: str) -> None:
    assert_linear(lambda length: grown(name, length))


@pytest.mark.parametrize("is_wide", [True, False], ids=["wide", "long"])
def test_tables(is_wide: bool) -> None:
    def table(length: int) -> str:
        return wide_table(3, length // 12) if is_wide else wide_table(length // 150, 50)

    assert_linear(table)


def assert_linear(text_of: Callable[[int], str]) -> None:
    length = LENGTH
    short = seconds(text_of(length))
    while short < NOTICEABLE and length < LONGEST:
        length *= 2
        short = seconds(text_of(length))
    assert seconds(text_of(4 * length)) < MOST * max(short, NOTICEABLE / 2)
