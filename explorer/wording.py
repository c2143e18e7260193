"""The words for codes, Chinese and English, read from seeds/, where they stand once; and the few that only pages need."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache

from orchestration.home import SEEDS

Pairs = dict[str, tuple[str, str]]


def _seed(file: str, code: str) -> Iterator[tuple[dict[str, str], str, tuple[str, str]]]:
    """The rows of a seed with their codes and names; where English names are missing the code says it."""
    with (SEEDS / file).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield row, row[code], (row["name_zh"], row.get("name_en") or row[code].replace("_", " "))


def _names(file: str, code: str) -> Pairs:
    return {each: pair for _, each, pair in _seed(file, code)}


@cache
def _lists() -> dict[str, Pairs]:
    found: dict[str, Pairs] = {}
    for row, code, pair in _seed("codes.csv", "code"):
        found.setdefault(row["code_list"], {})[code] = pair
    return found


SCENARIOS = _lists()["scenario"]
PERIODS = _lists()["period_type"]
FAMILIES = _lists()["family"]
VERDICTS = _lists()["verdict"]
DOCUMENT_STATES = _lists()["document_status"]
PICKED_RULES = _lists()["picked_rule"]
TARGET_SOURCES = _lists()["target_source"]
DIRECTIONS = _lists()["direction"]
THEMES = _lists()["theme"]
MEASURES = _names("measures.csv", "measure")
FLAGS = _names("quality_flags.csv", "flag_code")
STATUSES = _names("obs_status.csv", "status_code")
REJECT_REASONS = _names("reject_reasons.csv", "reason_code")

SIGNED = {"change_pct", "change_pp", "change_abs", "target_gap"}
# Before a number a sign says it; the names of seed codes are for tables of codes.
QUALIFIERS: Pairs = {
    "eq": ("", ""),
    "ge": ("≥", "≥"),
    "gt": (">", ">"),
    "le": ("≤", "≤"),
    "lt": ("<", "<"),
    "approx": ("约", "about"),
}
AGGREGATIONS: Pairs = {
    "sum": ("可相加", "adds up"),
    "mean": ("取平均", "is averaged"),
    "none": ("不可汇总", "does not combine"),
}
LEVELS: Pairs = {
    "0": ("全国", "Country"),
    "1": ("省级", "Provinces"),
    "2": ("地级", "Prefectures"),
    "3": ("县级", "Counties"),
}
SHOWN: Pairs = {"actual": ("实际值", "Actual"), "target": ("目标值", "Target")}
CHANGES: Pairs = {"added": ("新增", "added"), "removed": ("移除", "removed"), "changed": ("改动", "changed")}
CAUSES: Pairs = {
    "new_document": ("新文档", "new document"),
    "withdrawn_document": ("文档撤回", "document withdrawn"),
    "other_reading": ("读法改变", "read otherwise"),
}
GRADES: Pairs = {
    "I": ("一级", "grade I"),
    "II": ("二级", "grade II"),
    "AQG": ("准则值", "guideline"),
    **{f"class {n}": (f"{n}类", f"class {n}") for n in ("I", "II", "III", "IV", "V")},
}
# Signs that stand better behind a number than the name of the unit; others go by their name in dim_unit.
UNITS: Pairs = {
    "%": ("%", "%"),
    "1": ("", ""),
    "pp": ("个百分点", "pp"),
    "{rank}": ("位", ""),
    "ug/m3": ("微克/立方米", "µg/m³"),
    "mg/m3": ("毫克/立方米", "mg/m³"),
    "mg/L": ("毫克/升", "mg/L"),
    "mg/kg": ("毫克/千克", "mg/kg"),
    "CNY": ("元", "CNY"),
    "USD": ("美元", "USD"),
    "d": ("天", "days"),
    "mo": ("个月", "months"),
    "h": ("小时", "h"),
    "a": ("年", "years"),
    "km": ("公里", "km"),
    "km2": ("平方公里", "km²"),
    "m2": ("平方米", "m²"),
    "m3": ("立方米", "m³"),
    "har": ("公顷", "ha"),
    "kg": ("千克", "kg"),
    "t": ("吨", "t"),
    "t/d": ("吨/日", "t/d"),
    "m3/d": ("立方米/日", "m³/d"),
    "kW.h": ("千瓦时", "kWh"),
    "MW": ("兆瓦", "MW"),
    "dB[SPL]": ("分贝", "dB(A)"),
    "{class}": ("类", ""),
    "{head}": ("头", "head"),
    "{species}": ("种", "species"),
    "{category}": ("类", "categories"),
}
