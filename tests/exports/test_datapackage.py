"""The CSV files: valid to Frictionless, complete, labelled, safe in a spreadsheet."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from frictionless import Package, validate

from tests.exports.ledger import ATTACKS, HARMLESS


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_package_is_valid(exported: Path) -> None:
    report = validate(str(exported / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    assert report.stats["tasks"] == 7


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("observations.csv", ",-28.5,", ",much,"),  # a type
        ("observations.csv", "o01,", "o00,"),  # a key
        ("observations.csv", ",330681,", ",999999,"),  # a link
        ("units.csv", "ug/m3,", "mg/m3,"),  # the other end of a link; and the hash of the file
    ],
)
def test_a_damaged_package_is_not(exported: Path, tmp_path: Path, file: str, old: str, new: str) -> None:
    for path in exported.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (exported / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        del resource["bytes"], resource["hash"]  # otherwise they alone would tell
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert not validate(str(tmp_path / "datapackage.json")).valid


def test_every_figure_comes_back(exported: Path, database: Path) -> None:
    package = Package(str(exported / "datapackage.json"))
    found = {row["observation_id"]: row for row in package.get_resource("observations").read_rows()}
    with duckdb.connect(str(database), read_only=True) as con:
        facts = con.execute(
            "select observation_id, value, year, is_masked, period_end from marts.fct_observation"
        ).fetchall()
    assert len(found) == len(facts)
    for name, value, year, is_masked, period_end in facts:
        row = found[name]
        assert (row["value"], row["year"], row["is_masked"], row["period_end"]) == (value, year, is_masked, period_end)
        assert value is None or isinstance(row["value"], Decimal)


def test_text_is_escaped_and_nothing_else_is_changed(exported: Path) -> None:
    rows = read(exported / "observations.csv")
    sentences = [row["sentence"] for row in rows if row["observation_id"][1:].isdigit()]
    assert sorted(sentences) == sorted([*(f"'{text}" for text in ATTACKS), *HARMLESS])
    for path in exported.glob("*.csv"):
        for row in read(path):
            for name, cell in row.items():
                assert cell[:1] not in tuple("=@\t\r\n＝＋－＠"), (path.name, name, cell)
                assert cell[:1] not in ("+", "-") or float(cell.rstrip("%")), (path.name, name, cell)


def test_numbers_are_printed_as_numbers(exported: Path) -> None:
    values = {row["value"] for row in read(exported / "observations.csv")}
    assert values == {"-28.5", "23", "3", "7", ""}


def test_labels_in_both_languages(exported: Path) -> None:
    row = next(row for row in read(exported / "observations.csv") if row["observation_id"] == "target")
    assert (row["scenario"], row["scenario_zh"], row["scenario_en"]) == ("target", "目标", "Target")
    assert (row["qualifier_zh"], row["qualifier_en"]) == ("不高于", "At most")
    assert (row["theme_zh"], row["indicator_en"], row["unit_zh"]) == ("大气", "PM2.5 mean", "微克/立方米")


def test_every_column_says_what_it_is(exported: Path) -> None:
    package = Package(str(exported / "datapackage.json"))
    bare = [
        (resource.name, field.name)
        for resource in package.resources
        for field in resource.schema.fields
        if not field.description
    ]
    assert bare == []
    untitled = [
        f.name
        for name in ("observations", "indicator_years")
        for f in package.get_resource(name).schema.fields
        if not f.title
    ]
    assert untitled == []
