"""What a spreadsheet would run is escaped; numbers stay numbers; Python and SQL agree."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.cells import escaped, escaped_sql
from tests.exports.ledger import ATTACKS, HARMLESS

SIGNS = "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize("text", ATTACKS)
def test_what_would_run_gets_an_apostrophe(text: str) -> None:
    assert escaped(text) == f"'{text}"


@pytest.mark.parametrize("text", [*HARMLESS, "", "0", "-0.5%", "+12"])
def test_what_would_not_stays(text: str) -> None:
    assert escaped(text) == text


@given(st.text(alphabet=st.sampled_from(SIGNS + "1.%' a浓\n")) | st.text())
def test_sql_says_the_same(text: str) -> None:
    row = duckdb.execute(f"select {escaped_sql('x')} from (select $1::varchar as x)", [text]).fetchone()
    assert row == (escaped(text),)


@given(st.sampled_from(SIGNS), st.text())
def test_nothing_but_a_number_begins_with_a_sign(sign: str, rest: str) -> None:
    shown = escaped(sign + rest)
    assert shown[0] == "'" or float(shown.rstrip("%")) == float(shown.rstrip("%"))


def test_no_text_stays_no_text() -> None:
    assert duckdb.sql(f"select {escaped_sql('x')} from (select null::varchar as x)").fetchone() == (None,)
