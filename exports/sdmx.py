"""The answers for each region, year and indicator as SDMX 3.0: a structure message (SDMX-ML) and its data (SDMX-CSV 2.0).

The cube is FREQ × REF_AREA × INDICATOR × SCENARIO × MEASURE × TIME_PERIOD. Codes alone leave the house: text of documents stays out.
pysdmx writes the structure; the data is one `copy` of DuckDB, whose cost does not grow with Python's.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from lxml import etree
from pysdmx.io import write_sdmx
from pysdmx.io.format import Format
from pysdmx.model import (
    Agency,
    AgencyScheme,
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    DataType,
    ItemReference,
    Organisation,
    Role,
)
from pysdmx.model.message import Header

from exports.tidy import shortest_sql

AGENCY, VERSION, FLOW, CONCEPTS = "GREENLEDGER", "1.0.0", "ENV_REPORTS", "CS_ENV_REPORTS"
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # no clock enters a publication: the same content gives the same bytes
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
STRUCTURE = "{http://www.sdmx.org/resources/sdmxml/schemas/v3_0/structure}"
COMMON = "{http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common}"
# id, role, English name, Chinese name, code list or type
COMPONENTS = (
    ("FREQ", Role.DIMENSION, "Frequency", "频率", "CL_FREQ"),
    ("REF_AREA", Role.DIMENSION, "Region", "地区", "CL_REGION"),
    ("INDICATOR", Role.DIMENSION, "Indicator", "指标", "CL_INDICATOR"),
    ("SCENARIO", Role.DIMENSION, "Actual or target", "情景", "CL_SCENARIO"),
    ("MEASURE", Role.DIMENSION, "What the figure measures", "度量", "CL_MEASURE"),
    ("TIME_PERIOD", Role.DIMENSION, "Year", "年份", DataType.PERIOD),
    ("OBS_VALUE", Role.MEASURE, "Value", "数值", DataType.DECIMAL),
    ("UNIT_MEASURE", Role.ATTRIBUTE, "Unit", "单位", "CL_UNIT"),
    ("OBS_STATUS", Role.ATTRIBUTE, "Observation status", "观测状态", "CL_OBS_STATUS"),
    ("QUALIFIER", Role.ATTRIBUTE, "How exact the number is", "限定", "CL_QUALIFIER"),
    ("PERIOD_TYPE", Role.ATTRIBUTE, "Kind of period", "时段类型", "CL_PERIOD_TYPE"),
    ("PERIOD_END", Role.ATTRIBUTE, "Last day that the figure covers", "截止日", DataType.DATE),
    ("OBSERVATION_ID", Role.ATTRIBUTE, "Observation in the ledger", "观测编号", DataType.STRING),
    ("DOCUMENT_ID", Role.ATTRIBUTE, "Document that prints the figure", "文档编号", DataType.STRING),
)
MANDATORY = {"UNIT_MEASURE", "OBS_STATUS"}
DATA_SQL = """
    select
        'dataflow' as "STRUCTURE", '{flow}' as "STRUCTURE_ID", 'I' as "ACTION",
        'A' as "FREQ", answer.region_code as "REF_AREA", answer.indicator_code as "INDICATOR",
        fact.scenario as "SCENARIO", fact.measure as "MEASURE", answer.year as "TIME_PERIOD",
        {value} as "OBS_VALUE", unit_ids.id as "UNIT_MEASURE", fact.obs_status as "OBS_STATUS",
        fact.qualifier as "QUALIFIER", fact.period_type as "PERIOD_TYPE",
        fact.period_end as "PERIOD_END", fact.observation_id as "OBSERVATION_ID", fact.document_id as "DOCUMENT_ID"
    from (
        unpivot (
            select
                region_code, year, indicator_code, actual_observation_id, target_observation_id,
                yoy_change_observation_id, rank_observation_id
            from fct_indicator_year
        )
        on actual_observation_id, target_observation_id, yoy_change_observation_id, rank_observation_id
        into name role value observation_id
    ) as answer
    join fct_observation as fact using (observation_id)
    left join unit_ids using (unit_code)
    order by "REF_AREA", "INDICATOR", "SCENARIO", "MEASURE", "TIME_PERIOD"
"""


def write(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write structure.xml and data.csv into the folder. `con` has the publication attached and may hold temporary tables."""
    units = unit_ids(con)
    con.execute("create or replace temp table unit_ids (unit_code varchar, id varchar)")
    con.executemany("insert into unit_ids values (?, ?)", list(units.items()))
    path = str(folder / "data.csv").replace("'", "''")
    data = DATA_SQL.format(flow=f"{AGENCY}:{FLOW}({VERSION})", value=shortest_sql("fact.value"))
    con.execute(f"copy ({data}) to '{path}' (format csv, header, delimiter ',')")
    (folder / "structure.xml").write_bytes(_structure(con, units))


def unit_ids(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Ids that SDMX allows for the units: UG_M3 for ug/m3, PERCENT for %. Raises ValueError where two units would get one id."""
    rows = con.execute("select unit_code, name_en from dim_unit order by unit_code").fetchall()
    ids = {code: _identifier(code, name) for code, name in rows}
    if len(set(ids.values())) < len(ids):
        raise ValueError(f"Two units have the same SDMX id: {sorted(ids.items(), key=lambda item: item[1])}")
    return ids


def _identifier(unit_code: str, name_en: str) -> str:
    words = unit_code if re.search("[A-Za-z]", unit_code) else name_en
    return re.sub(r"[^A-Z0-9]+", "_", words.upper()).strip("_")


def _structure(con: duckdb.DuckDBPyConnection, units: dict[str, str]) -> bytes:
    """The structure message with names in both languages."""
    lists, names_zh = _codelists(con, units)
    concepts = ConceptScheme(
        id=CONCEPTS, name="Concepts of environmental reports", agency=AGENCY, version=VERSION,
        items=[Concept(id=name, name=english) for name, _, english, _, _ in COMPONENTS],
    )  # fmt: skip
    structure = DataStructureDefinition(
        id="DSD_ENV_REPORTS", name="Indicators from environmental reports", agency=AGENCY, version=VERSION,
        components=Components([_component(*component, lists) for component in COMPONENTS]),
    )  # fmt: skip
    flow = Dataflow(
        id=FLOW, name="Indicators from environmental reports", agency=AGENCY, version=VERSION, structure=structure
    )
    agencies = AgencyScheme(agency="SDMX", items=[Agency(id=AGENCY, name="greenledger")])
    header = Header(id="greenledger", prepared=UNDATED, sender=Organisation(id=AGENCY))
    text = write_sdmx(
        [agencies, *lists.values(), concepts, structure, flow], Format.STRUCTURE_SDMX_ML_3_0, header=header
    )
    names_zh |= {(CONCEPTS, name): chinese for name, _, _, chinese, _ in COMPONENTS}
    return _bilingual(str(text).encode(), names_zh)


def _component(
    name: str, role: Role, english: str, chinese: str, kind: str | DataType, lists: dict[str, Codelist]
) -> Component:
    return Component(
        id=name,
        required=role is Role.DIMENSION or name in MANDATORY,
        role=role,
        concept=ItemReference("Concept", AGENCY, CONCEPTS, VERSION, name),
        local_dtype=kind if isinstance(kind, DataType) else None,
        local_codes=None if isinstance(kind, DataType) else lists[kind],
        attachment_level="O" if role is Role.ATTRIBUTE else None,
    )


def _codelists(
    con: duckdb.DuckDBPyConnection, units: dict[str, str]
) -> tuple[dict[str, Codelist], dict[tuple[str, str], str]]:
    """The code lists by id, and the Chinese names of their codes."""
    queries = {
        "CL_FREQ": "select 'A', 'Annual', '年度'",
        "CL_REGION": "select region_code, name_zh, name_zh from dim_region where region_code in (select region_code from fct_indicator_year)",
        "CL_INDICATOR": "select indicator_code, name_en, name_zh from dim_indicator",
        "CL_UNIT": "select id, name_en, name_zh from dim_unit join unit_ids using (unit_code)",
    } | {
        f"CL_{name.upper()}": f"select code, name_en, name_zh from dim_code where code_list = '{name}'"
        for name in ("scenario", "measure", "obs_status", "qualifier", "period_type")
    }
    lists: dict[str, Codelist] = {}
    names_zh: dict[tuple[str, str], str] = {}
    for name, query in queries.items():
        rows = con.execute(f"{query} order by 1").fetchall()
        title = name.removeprefix("CL_").replace("_", " ").capitalize()
        lists[name] = Codelist(
            id=name, name=title, agency=AGENCY, version=VERSION, is_partial=name == "CL_REGION",
            items=[Code(id=code, name=english) for code, english, _ in rows],
        )  # fmt: skip
        names_zh |= {(name, code): chinese for code, _, chinese in rows}
    return lists, names_zh


def _bilingual(message: bytes, names_zh: dict[tuple[str, str], str]) -> bytes:
    """Add the Chinese names, for which pysdmx has no place; where both are the same words, they are Chinese ones.

    An attribute's relation to the measure goes: with one measure it says nothing, and some readers (sdmx1) do not know it.
    """
    root = etree.fromstring(message)
    for relation in list(root.iter(f"{STRUCTURE}MeasureRelationship")):
        relation.getparent().remove(relation)
    for name in root.iter(f"{COMMON}Name"):
        item = name.getparent()
        scheme = item.getparent()
        chinese = names_zh.get((scheme.get("id", ""), item.get("id", "")))
        if chinese is None:
            continue
        if name.text == chinese:
            name.set(XML_LANG, "zh")
        elif name.get(XML_LANG) == "en":
            second = etree.Element(f"{COMMON}Name", {XML_LANG: "zh"})
            second.text, second.tail = chinese, name.tail
            name.addnext(second)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
