"""Which text a spreadsheet would run as a formula, and how it is kept from that.

A spreadsheet runs what begins with one of `= + - @`, a tab or a line end, also with the full-width signs of Chinese input. Such text gets
an apostrophe in front. Plain numbers (`-3.2`, `+5%`) are no formulas and stay as they are.
"""

from __future__ import annotations

import re

TRIGGERS = "=+\\-@\t\r\n＝＋－＠"
NUMBER = r"[+-]?\d+([.]\d+)?%?"
_DANGEROUS = re.compile(f"[{TRIGGERS}]")
_NUMBER = re.compile(NUMBER)


def escaped(text: str) -> str:
    """The text as a cell may hold it."""
    return f"'{text}" if _DANGEROUS.match(text) and not _NUMBER.fullmatch(text) else text


def escaped_sql(expression: str) -> str:
    """The same as an SQL expression over a text expression; null stays null."""
    return (
        f"case when regexp_matches({expression}, '^[{TRIGGERS}]') and not regexp_full_match({expression}, '{NUMBER}') "
        f"then '''' || {expression} else {expression} end"
    )
