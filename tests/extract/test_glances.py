"""A glance at a word or a character spares most tries of a long expression: it must never hide a match of that expression."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract import digits, lists, names_with_digits, qualifiers, roles, scenarios, spelled_numbers
from extract.coordination import GLUE

GLANCES = [
    (scenarios._TARGET_BEFORE, scenarios._SPEAKS_OF_A_GOAL),
    (scenarios._REQUIRED_BEFORE, scenarios._SPEAKS_OF_A_GOAL),
    (scenarios._GOAL_LIST, scenarios._SPEAKS_OF_A_GOAL),
    (scenarios._AMBITION, scenarios._SPEAKS_OF_A_GOAL),
    (scenarios._AMBITION_CARRIED, scenarios._SPEAKS_OF_A_GOAL),
    (roles._GAP, roles._SPEAKS_OF_AN_AIM),
    (roles._FALLS_SHORT, roles._SPEAKS_OF_AN_AIM),
    (roles._OF_THE_GOAL_BEFORE, roles._SPEAKS_OF_AN_AIM),
    (roles._OF_A_GOAL, roles._SPEAKS_OF_AN_AIM),
    (roles._CHANGE, roles._OPENS_CHANGE),
    (roles._BASE_VALUE, re.compile("的")),
    (roles._AVERAGE, re.compile("均")),
]
few = settings(max_examples=120, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize(("expression", "glance"), GLANCES, ids=lambda pattern: pattern.pattern[:20])
@few
@given(data=st.data())
def test_whatever_the_expression_matches_holds_the_word(
    expression: re.Pattern[str], glance: re.Pattern[str], data: st.DataObject
) -> None:
    text = data.draw(st.from_regex(expression))
    match = expression.search(text)
    assert match is not None
    assert glance.search(match.group())


@few
@given(st.from_regex(names_with_digits._BEFORE_IS_NAME))
def test_words_that_make_a_name_of_digits_end_in_one_of_the_characters(words: str) -> None:
    assert names_with_digits._ends_in_name(words)


@few
@given(st.one_of(st.from_regex(names_with_digits._DATE), st.from_regex(names_with_digits._PHONE)))
def test_digits_that_go_on_as_a_date_or_a_telephone_number_are_tried(text: str) -> None:
    match = names_with_digits._DATE.search(text) or names_with_digits._PHONE.search(text)
    assert match is not None
    run = digits._RUN.match(text, match.start())
    assert run is not None
    assert names_with_digits._may_be_written_on(text, run.start(), run.end())


@few
@given(st.one_of(st.from_regex(GLUE, fullmatch=True), st.from_regex(lists._TURNED_GLUE, fullmatch=True)))
def test_what_joins_two_figures_is_short(glue: str) -> None:
    assert len(glue) <= lists._LONGEST_GLUE


@few
@given(st.from_regex(qualifiers._BEHIND, fullmatch=True))
def test_a_qualifier_behind_a_number_is_seen(words: str) -> None:
    _, end = qualifiers.behind(words, 0, "eq")
    assert end == len(words)


@pytest.mark.parametrize("text", ["一", "一项", "新一轮", "统一"])
def test_one_alone_is_no_number(text: str) -> None:
    assert spelled_numbers._CHINESE.search(text) is None


@pytest.mark.parametrize("text", ["一百二十", "一点五", "一万二", "一一", "十一"])
def test_one_within_a_number_is_read(text: str) -> None:
    match = spelled_numbers._CHINESE.search(text)
    assert match is not None
    assert match.group() == text
