"""Small publications written by hand: the declared marts with a handful of rows, put in place as the pipeline does."""

import shutil
from pathlib import Path
from typing import Any

import duckdb
import yaml

PROJECT = Path(__file__).resolve().parents[2]
DOCUMENT = "d0c1"
TEXT = (
    "<script>alert('x')</script>某县2024年工作总结\n"
    "全年检查企业5家，立案5家，罚款*万元。\n"
    "PM2.5平均浓度28微克/立方米，居全市第3位。召开会议9次。\n"
)
SENTENCE = "全年检查企业5家，立案5家，罚款*万元。"
AIR = "PM2.5平均浓度28微克/立方米，居全市第3位。"
Rows = dict[str, list[dict[str, Any]]]


def declared() -> dict[str, dict[str, str]]:
    """Tables and columns with their types, as models/marts declares them."""
    tables = {}
    for path in sorted((PROJECT / "models" / "marts").glob("*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            columns = {each["name"]: each["data_type"] for each in model["columns"] if "data_type" in each}
            tables[model["name"]] = columns
    return tables


def span(words: str, nth: int = 0) -> tuple[int, int]:
    """Where the words stand in the text for the nth time, counted from 0."""
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(words, at + 1)
    return at, at + len(words)


def figure(figure_id: str, quote: str, nth: int = 0, **facts: Any) -> dict[str, Any]:
    start, end = span(quote, nth)
    sentence = next(each for each in (SENTENCE, AIR, "召开会议9次。") if span(each)[0] <= start < span(each)[1])
    common = {"document_id": DOCUMENT, "char_start": start, "char_end": end, "quote": quote, "sentence": sentence}
    return {**common, "value_text": quote, "unit_text": "", "measure": "level", "is_masked": False, **facts} | (
        {"candidate_id": figure_id}
        if "reject_reason" in facts
        else {
            "observation_id": figure_id,
            "region_code": "330681",
            "year": 2024,
            "period_type": "annual",
            "scenario": "actual",
            "qualifier": "eq",
            "obs_status": "A",
            "quality_flags": [],
        }
        | facts
    )


def rows() -> Rows:
    indicators = {"inspected": "检查企业数", "filed": "立案数", "fined": "罚款金额", "pm25": "细颗粒物年均浓度"}
    units = {"{enterprise}": "家", "{case}": "件", "CNY": "元", "ug/m3": "微克/立方米", "{rank}": "位次"}
    observations = [
        figure("o-inspected", "5家", 0, indicator_code="inspected", value=5, unit_code="{enterprise}"),
        figure("o-filed", "5家", 1, indicator_code="filed", value=5, unit_code="{case}", obs_status="U"),
        figure("o-fined", "*万元", indicator_code="fined", unit_code="CNY", is_masked=True, obs_status="Q"),
        figure("o-pm25", "28微克/立方米", indicator_code="pm25", value=28, unit_code="ug/m3", scenario="target"),
        figure(
            "o-rank", "第3位", indicator_code="pm25", value=3, unit_code="{rank}", measure="rank", region_code="330602"
        ),
    ]
    rejected = [figure("c-meeting", "9次", value=9, indicator_text="会议", reject_reason="no_indicator")]
    regions = [
        ("100000", "中华人民共和国", 0, None, None),
        ("330000", "浙江省", 1, None, "100000"),
        ("330600", "绍兴市", 2, "330600", "330000"),
        ("330681", "诸暨市", 3, "330600", "330600"),
        ("330602", "越城区", 3, "330600", "330600"),
    ]
    return {
        "fct_observation": observations,
        "rejected_candidate": rejected,
        "dim_document": [
            {
                "document_id": DOCUMENT,
                "file_name": "a.txt",
                "title": "某县<b>2024</b>年工作总结",
                "region_code": "330681",
            }
            | {"char_count": len(TEXT), "media_type": "text/plain", "status": "read", "observation_count": 5}
        ],
        "dim_indicator": [
            {
                "indicator_code": code,
                "name_zh": name,
                "name_en": code,
                "theme": "enforcement",
                "unit_code": unit,
                "tier": 1,
            }
            | {"direction": "lower_better", "aggregation": "sum"}
            for (code, name), unit in zip(indicators.items(), units, strict=False)
        ],
        "dim_unit": [{"unit_code": code, "name_zh": name, "name_en": code} for code, name in units.items()],
        "dim_region": [
            {"region_code": code, "name_zh": name, "level": level, "prefecture_code": prefecture, "type": "市"}
            | {"parent_code": parent, "place_code": code, "is_functional": False, "is_current": True}
            | ({"province_code": "330000", "province_zh": "浙江省"} if level else {})
            for code, name, level, prefecture, parent in regions
        ],
        "fct_consistency": [
            {
                "check_id": "k1",
                "family": "sum",
                "rule_code": "cases",
                "document_id": DOCUMENT,
                "indicator_code": "filed",
            }
            | {"region_code": "330681", "year": 2024, "stated_observation_id": "o-filed", "unit_code": "{case}"}
            | {"observation_ids": ["o-filed", "o-inspected"], "expected": "6.33333333", "stated": 5}
            | {"difference": "-1.33333333", "tolerance": 0, "verdict": "contradiction"},
        ],
        "fct_indicator_year": [
            {"region_code": "330681", "year": 2024, "indicator_code": "pm25", "unit_code": "ug/m3", "is_masked": False}
            | {"target_value": 28, "target_observation_id": "o-pm25", "rank": 3, "rank_observation_id": "o-rank"}
            | {"yoy_change_stated": -2, "yoy_change_stated_unit_code": "ug/m3", "n_sources": 1},
            {"region_code": "330681", "year": 2024, "indicator_code": "fined", "unit_code": "CNY", "is_masked": True},
        ],
        "fct_target_attainment": [
            {"region_code": "330681", "year": 2024, "indicator_code": "pm25", "unit_code": "ug/m3", "target_value": 28}
            | {"direction": "lower_better", "target_source": "earlier_plan", "target_observation_id": "o-pm25"}
        ],
        "build_info": [
            {"project_version": "0.1", "extractor_version": "e1", "content_fingerprint": "f" * 64}
            | {"observation_count": len(observations), "rejected_count": 1, "document_count": 1, "region_count": 2}
            | {"indicator_count": 4, "contradiction_count": 1}
        ],
    }


def publish(home: Path, content: Rows, text: str = TEXT) -> Path:
    """Write the next release, put it in place by one rename and remove all others; returns the path readers open."""
    published = home / "published"
    releases = published / "releases"
    before = sorted(releases.glob("*")) if releases.exists() else []
    release = releases / f"{int(before[-1].name) + 1 if before else 1:06d}"
    (release / "documents").mkdir(parents=True)
    with duckdb.connect(str(release / "greenledger.duckdb")) as con:
        con.execute("create schema marts")
        for table, columns in declared().items():
            if not columns:
                continue
            con.execute(f"create table marts.{table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
            for row in content.get(table, []):
                places = ", ".join(f"${name}" for name in row)
                con.execute(f"insert into marts.{table} ({', '.join(row)}) values ({places})", row)
        con.execute(
            "create temp table part as select $id as document_id, $text as text", {"id": DOCUMENT, "text": text}
        )
        con.execute(f"copy part to '{release / 'documents' / 'part.parquet'}' (format parquet)")
    beside = published / ".current"
    beside.symlink_to(Path("releases") / release.name)
    beside.replace(published / "current")
    for name in ("greenledger.duckdb", "documents"):
        if not (published / name).is_symlink():
            (published / name).symlink_to(Path("current") / name)
    for path in before:
        shutil.rmtree(path)
    return published / "greenledger.duckdb"
