"""SDMX: written with one library, valid by its schema, read back with another."""

import csv
from pathlib import Path

import duckdb
import pytest
import sdmx
from pysdmx.io import read_sdmx
from pysdmx.model import DataType

from exports import sdmx as export
from exports import tidy
from tests.exports import ledger


@pytest.fixture(scope="module")
def structure(exported: Path) -> sdmx.message.StructureMessage:
    return sdmx.read_sdmx(exported / "sdmx" / "structure.xml")


def test_the_structure_keeps_its_schema(exported: Path) -> None:
    assert read_sdmx(exported / "sdmx" / "structure.xml", validate=True).structures


def test_another_library_reads_structure_and_data(exported: Path, structure: sdmx.message.StructureMessage) -> None:
    flow = structure.dataflow[export.FLOW]
    assert [
        each.id for each in flow.structure.dimensions
    ] == "FREQ REF_AREA INDICATOR SCENARIO MEASURE TIME_PERIOD".split()
    data = sdmx.read_sdmx(exported / "sdmx" / "data.csv", structure=flow).data[0]
    found = {
        ".".join(str(part.value) for part in each.key.values.values()): (
            each.value, each.attached_attribute["UNIT_MEASURE"].value, each.attached_attribute["OBS_STATUS"].value,
            each.attached_attribute["QUALIFIER"].value, each.attached_attribute["OBSERVATION_ID"].value,
        )
        for each in data.obs
    }  # fmt: skip
    assert found == {
        "A.330681.air_pm25_annual_mean.actual.level.2022": ("-28.5", "UG_M3", "A", "eq", "o00"),
        "A.330681.air_pm25_annual_mean.actual.rank.2022": ("3", "RANK", "A", "eq", "rank"),
        "A.330681.air_pm25_annual_mean.target.level.2023": ("23", "UG_M3", "A", "le", "target"),
        "A.330681.enforcement_penalty_amount.actual.level.2022": ("", "CNY", "Q", "eq", "hidden"),
    }


def test_every_code_of_the_data_is_in_its_list(exported: Path, structure: sdmx.message.StructureMessage) -> None:
    lists = {name: kind for name, _, _, _, kind in export.COMPONENTS if not isinstance(kind, DataType)}
    with (exported / "sdmx" / "data.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for name, code_list in lists.items():
                assert row[name] in structure.codelist[code_list], (name, row[name])


def test_names_in_both_languages(structure: sdmx.message.StructureMessage) -> None:
    names = structure.codelist["CL_INDICATOR"]["air_pm25_annual_mean"].name.localizations
    assert names == {"en": "PM2.5 mean", "zh": "细颗粒物年均浓度"}
    assert structure.codelist["CL_REGION"]["330681"].name.localizations == {"zh": "诸暨市"}
    assert structure.concept_scheme[export.CONCEPTS]["OBS_VALUE"].name.localizations == {"en": "Value", "zh": "数值"}


def test_units_with_one_id_are_refused(tmp_path: Path) -> None:
    content = ledger.rows()
    content["dim_unit"].append({**content["dim_unit"][0], "unit_code": "ug.m3"})
    database = ledger.write(tmp_path / "twice.duckdb", content)
    with tidy.open_published(database) as con, pytest.raises(ValueError, match="UG_M3"):
        export.write(con, tmp_path)


def test_no_text_of_a_document_is_in_it(exported: Path) -> None:
    both = (exported / "sdmx" / "data.csv").read_text() + (exported / "sdmx" / "structure.xml").read_text()
    assert not [text for text in ledger.ATTACKS if text in both]


def test_the_units_of_the_project_have_ids_of_their_own() -> None:
    with duckdb.connect() as con:
        con.execute(f"create table dim_unit as from read_csv('{ledger.PROJECT}/seeds/units.csv', all_varchar = true)")
        ids = export.unit_ids(con)
    assert len(ids) > 50
    assert (ids["ug/m3"], ids["%"], ids["{#}/L"], ids["1"]) == ("UG_M3", "PERCENT", "L", "PURE_NUMBER")
