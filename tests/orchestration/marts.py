"""Marts by hand that every rule of the gate holds for: the declared tables with a handful of rows, and what readers had before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from tests.explorer.publications import declared

TEXT = "2022年，全县PM2.5年均浓度22微克/立方米，检查企业5家，立案5家。"
QUOTE = "22微克/立方米"
AT = TEXT.index(QUOTE)
FACT: dict[str, Any] = {
    "document_id": "d1",
    "char_start": AT,
    "char_end": AT + len(QUOTE),
    "quote": QUOTE,
    "sentence": TEXT,
    "indicator_code": "air_pm25_annual_mean",
    "region_code": "140300",
    "year": 2022,
    "period_type": "annual",
    "scenario": "actual",
    "measure": "level",
    "value": 22,
    "unit_code": "ug/m3",
    "qualifier": "eq",
    "value_text": "22",
    "is_masked": False,
    "obs_status": "A",
    "quality_flags": [],
}
SHARE = {"indicator_code": "air_good_days_ratio"}
FACTS = [
    {"observation_id": "o1"},
    {"observation_id": "o2", "measure": "change_pct", "value": -4.3, "unit_code": "%"},
    {"observation_id": "o3", "measure": "change_pp", "value": 1.2, "unit_code": "pp", **SHARE},
    {"observation_id": "o4", "measure": "target_gap", "value": 1.5, "unit_code": "pp", **SHARE},
    {"observation_id": "o5", "measure": "rank", "value": 3, "unit_code": "{rank}"},
    {"observation_id": "o6", "measure": "change_abs", "value": 2, "unit_code": "{rank}"},
    {"observation_id": "o7", "value": None, "is_masked": True, "obs_status": "Q"},
    # beyond the range, but a person vouches for it
    {"observation_id": "o8", "value": 2200, "quality_flags": ["accepted_by_person"]},
    {"observation_id": "o9", "region_code": "330681", "document_id": "d2"},
]
REJECTED = {
    "candidate_id": "c1", "document_id": "d1", "char_start": 30, "char_end": 32, "quote": "5家", "sentence": TEXT,
    "indicator_text": "检查企业", "reject_reason": "no_indicator", "measure": "level", "is_masked": False,
}  # fmt: skip


def tables() -> dict[str, list[dict[str, Any]]]:
    document = {"media_type": "text/plain", "status": "read", "char_count": len(TEXT), "content_sha256": "ab"}
    return {
        "fct_observation": [{**FACT, **fact} for fact in FACTS],
        "rejected_candidate": [REJECTED],
        "dim_document": [
            {**document, "document_id": "d1", "file_name": "2022.txt", "observation_count": 8, "rejected_count": 1}
            | {"candidate_count": 9},
            {**document, "document_id": "d2", "file_name": "far.txt", "observation_count": 1, "rejected_count": 0}
            | {"candidate_count": 1},
        ],
        "dim_indicator": [
            {"indicator_code": "air_pm25_annual_mean", "name_zh": "细颗粒物年均浓度", "plausible_min": 8, "plausible_max": 90},
            {"indicator_code": "air_good_days_ratio", "name_zh": "优良天数比例", "plausible_min": 40, "plausible_max": 100},
        ],
        "dim_region": [
            {"region_code": "140300", "name_zh": "阳泉市", "level": 2},
            {"region_code": "330681", "name_zh": "诸暨市", "level": 3},
        ],
        "dim_unit": [{"unit_code": "ug/m3", "name_zh": "微克/立方米"}],
        "fct_indicator_year": [
            {"region_code": "140300", "year": 2022, "indicator_code": "air_pm25_annual_mean", "unit_code": "ug/m3"}
            | {"actual_value": 22, "actual_observation_id": "o1", "is_masked": False}
        ],
        "fct_consistency": [],
        "fct_quality_flag": [{"observation_id": "o8", "flag_code": "accepted_by_person", "is_doubt": False}],
        "build_info": [{"document_count": 2, "observation_count": 9, "rejected_count": 1}],
    }  # fmt: skip


def write(path: Path, content: dict[str, list[dict[str, Any]]] | None = None) -> Path:
    with duckdb.connect(str(path)) as con:
        con.execute("create schema marts")
        for table, columns in declared().items():
            if columns:
                con.execute(
                    f"create table marts.{table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})"
                )
        for table, rows in (content or tables()).items():
            for row in rows:
                insert(con, table, row)
    return path


def insert(con: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    places = ", ".join(f"${name}" for name in row)
    con.execute(f"insert into marts.{table} ({', '.join(row)}) values ({places})", row)
