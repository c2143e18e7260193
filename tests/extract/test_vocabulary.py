"""The vocabulary: the seeds agree with each other, and which names are found in a text."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from extract import vocabulary
from extract.vocabulary import NO_INDICATOR, SEEDS, Vocabulary

VOCABULARY = vocabulary.load()


def names(text: str) -> set[tuple[str, str]]:
    return {(text[t.start : t.end], t.alias.indicator.code) for t in VOCABULARY.terms(text)}


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("全市优良天数329天", "优良天数", "air_good_days_count"),
        ("全市优良天数比例为90%", "优良天数比例", "air_good_days_ratio"),
        ("全市优良天数比例为90%", "优良天数", "air_good_days_count"),
        ("氮氧化物减排量", "氮氧化物", "emission_nox_reduction"),
        ("涉案PM2.5浓度", "PM2.5浓度", "air_pm25_annual_mean"),
    ],
)
def test_names_are_found_also_inside_each_other(text: str, name: str, code: str) -> None:
    assert (name, code) in names(text)


@pytest.mark.parametrize("text", ["XCOD值", "CODEX", "TPA协定", "无关的一句话"])
def test_letters_of_a_longer_word_are_no_name(text: str) -> None:
    assert names(text) == set()


def test_terms_come_in_the_order_of_the_text() -> None:
    starts = [t.start for t in VOCABULARY.terms("优良率90%,PM2.5浓度28,立案22起,罚款3万元")]
    assert starts == sorted(starts)
    assert len(starts) >= 4


def seeds(tmp_path: Path, *aliases: str) -> Vocabulary:
    """A vocabulary with these rows as its only aliases."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    for name in vocabulary.READ_BY_EXTRACTOR:
        shutil.copy(SEEDS / name, folder / name)
    header = "alias,indicator_code,units,context,exclude,position"
    (folder / "indicator_aliases.csv").write_text("\n".join([header, *aliases]) + "\n", encoding="utf-8")
    return Vocabulary(folder)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("关停5家散乱企业", "关停5家散乱企业"),
        ("关停企业", "关停企业"),
        ("关停,另有企业", None),  # a mark between the parts
        ("关停和规范企业", None),  # a coordination between them
        ("关停一二三四五六七八九十一二三四五六七八企业", None),  # too far apart
        ("企业关停", None),
    ],
)
def test_aliases_with_a_gap(tmp_path: Path, text: str, found: str | None) -> None:
    terms = seeds(tmp_path, "关停…企业,air_scattered_workshop_closed_count,,,,").terms(text)
    assert [text[t.start : t.end] for t in terms] == ([found] if found else [])


def test_the_columns_of_an_alias(tmp_path: Path) -> None:
    (alias,) = seeds(tmp_path, "办结,petition_closed_ratio,%|{case},~信访,~督察,before").aliases
    assert alias.indicator.code == "petition_closed_ratio"
    assert alias.units == {"%", "{case}"}
    assert alias.context is not None
    assert alias.context.search("环境信访")
    assert alias.exclude is not None
    assert alias.exclude.search("环保督察")
    assert (alias.context_is_near, alias.exclude_is_wide, alias.position) == (True, True, "before")


def test_an_alias_without_a_code_names_no_indicator_of_ours(tmp_path: Path) -> None:
    (alias,) = seeds(tmp_path, "生猪出栏,,,,,").aliases
    assert alias.indicator is NO_INDICATOR


def test_an_alias_of_an_unknown_indicator_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no_such_code is no code"):
        seeds(tmp_path, "某指标,no_such_code,,,,")


@pytest.mark.parametrize("row", ["剔除重复…,air_good_days_count,,,,", "优良天数,air_good_days_count,,(空气,,"])
def test_an_alias_that_cannot_be_used_is_named(tmp_path: Path, row: str) -> None:
    with pytest.raises(ValueError, match=rf"indicator_aliases.csv: alias 「{row.partition(',')[0]}」: "):
        seeds(tmp_path, row)


def test_aliases_ask_only_for_units_that_can_be_printed() -> None:
    codes = {code for unit in VOCABULARY.units.values() for code in unit.codes}
    assert {u for a in VOCABULARY.aliases for u in a.units} - codes == set()


def test_every_indicator_has_a_unit_and_a_name_that_is_found() -> None:
    assert [i.code for i in VOCABULARY.indicators.values() if not i.dimension] == []
    named = {a.indicator.code for a in VOCABULARY.aliases}
    nameless = {"inspection_campaign_project_completed_count"}  # told beside the projects, in no words of its own
    assert set(VOCABULARY.indicators) - named <= nameless


def test_the_fingerprint_follows_the_vocabulary(tmp_path: Path) -> None:
    one = seeds(tmp_path, "优良天数,air_good_days_count,,,,").seeds
    before = vocabulary.fingerprint(one)
    other = tmp_path / "other"
    shutil.copytree(one, other)
    assert vocabulary.fingerprint(other) == before
    with (other / "indicator_aliases.csv").open("a", encoding="utf-8") as file:
        file.write("蓝天,air_good_days_count,,,,\n")
    vocabulary.fingerprint.cache_clear()
    assert vocabulary.fingerprint(other) != before
