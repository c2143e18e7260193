"""The words for codes, Chinese and English. Those of statuses and reasons are read from seeds/, where they stand already."""

from __future__ import annotations

import csv
from functools import cache

from orchestration.home import SEEDS

Pairs = dict[str, tuple[str, str]]

SCENARIOS: Pairs = {"actual": ("实际", "actual"), "target": ("目标", "target"), "requirement": ("要求", "requirement")}
MEASURES: Pairs = {
    "level": ("水平", "level"),
    "change_pct": ("变化率", "change in %"),
    "change_pp": ("变化百分点", "change in points"),
    "change_abs": ("变化量", "change"),
    "target_gap": ("与目标的差距", "gap to target"),
    "rank": ("位次", "rank"),
}
SIGNED = {"change_pct", "change_pp", "change_abs", "target_gap"}
PERIODS: Pairs = {
    "annual": ("全年", "full year"),
    "year_to_date": ("年初至今", "year to date"),
    "half": ("半年", "half-year"),
    "quarter": ("季度", "quarter"),
    "month": ("月", "month"),
    "multi_year": ("多年", "several years"),
    "point": ("时点", "point in time"),
    "other": ("其他时段", "other period"),
    "unknown": ("时段不明", "period unknown"),
}
QUALIFIERS: Pairs = {
    "eq": ("", ""),
    "ge": ("≥", "≥"),
    "gt": (">", ">"),
    "le": ("≤", "≤"),
    "lt": ("<", "<"),
    "approx": ("约", "about"),
}
FLAGS: Pairs = {
    "contradicts_sum": ("与合计不符", "contradicts a sum"),
    "contradicts_ratio": ("与比率不符", "contradicts a ratio"),
    "contradicts_days": ("与天数不符", "contradicts the days"),
    "contradicts_gap": ("与差距不符", "contradicts the gap"),
    "contradicts_last_year": ("与上年不符", "contradicts the year before"),
    "outside_plausible_range": ("超出常见范围", "outside the usual range"),
    "series_break": ("时序中断", "break in the series"),
    "unit_not_printed": ("原文未写单位", "no unit printed"),
    "unknown_region": ("地区未收录", "region not listed"),
    "accepted_by_person": ("人工采纳", "accepted by a person"),
    "corrected_by_person": ("人工更正", "corrected by a person"),
}
FAMILIES: Pairs = {
    "sum": ("分项合计", "parts and sum"),
    "ratio": ("比率", "ratio"),
    "days": ("天数", "days"),
    "gap": ("与目标的差距", "gap to target"),
    "last_year": ("与上年比较", "year before"),
}
VERDICTS: Pairs = {"contradiction": ("矛盾", "contradiction"), "consistent": ("一致", "consistent")}
DOCUMENT_STATES: Pairs = {
    "read": ("已读取", "read"),
    "failed": ("无法读取", "unreadable"),
    "withdrawn": ("已撤回", "withdrawn"),
}
PICKED_RULES: Pairs = {
    "override": ("人工指定", "set by a person"),
    "full_year_own_report": ("本地报告，全年", "own report, full year"),
    "full_year_other_report": ("他处报告，全年", "other report, full year"),
    "year_to_date_own_report": ("本地报告，年初至今", "own report, year to date"),
    "year_to_date_other_report": ("他处报告，年初至今", "other report, year to date"),
    "point_own_report": ("本地报告，时点", "own report, point in time"),
    "point_other_report": ("他处报告，时点", "other report, point in time"),
}
TARGET_SOURCES: Pairs = {
    "earlier_plan": ("此前的计划", "an earlier plan"),
    "report_of_the_year": ("当年的报告", "the report of the year"),
}
DIRECTIONS: Pairs = {
    "higher_better": ("越高越好", "higher is better"),
    "lower_better": ("越低越好", "lower is better"),
    "neutral": ("无好坏之分", "neither is better"),
}
AGGREGATIONS: Pairs = {
    "sum": ("可相加", "adds up"),
    "mean": ("取平均", "is averaged"),
    "none": ("不可汇总", "does not combine"),
}
THEMES: Pairs = {
    "air": ("大气", "Air"),
    "water": ("水", "Water"),
    "soil": ("土壤", "Soil"),
    "noise": ("噪声", "Noise"),
    "radiation": ("辐射", "Radiation"),
    "solid_waste": ("固体废物", "Solid waste"),
    "ecology": ("生态", "Ecology"),
    "rural": ("农业农村", "Rural"),
    "climate": ("气候", "Climate"),
    "emission": ("排放", "Emissions"),
    "monitoring": ("监测", "Monitoring"),
    "enforcement": ("执法", "Enforcement"),
    "inspection_rectification": ("督察整改", "Inspection and rectification"),
    "permit_eia": ("许可与环评", "Permits and EIA"),
    "petition": ("信访", "Petitions"),
    "emergency": ("应急", "Emergencies"),
    "funding": ("资金", "Funding"),
    "governance": ("治理", "Governance"),
    "publicity": ("宣传", "Publicity"),
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


@cache
def reject_reasons() -> Pairs:
    return {code: (zh, code.replace("_", " ")) for code, zh, _ in _seed("reject_reasons.csv", "reason_code")}


@cache
def statuses() -> Pairs:
    return {code: (zh, en) for code, zh, en in _seed("obs_status.csv", "status_code")}


def _seed(file: str, code: str) -> list[tuple[str, str, str]]:
    with (SEEDS / file).open(encoding="utf-8", newline="") as lines:
        return [(row[code], row["name_zh"], row.get("name_en") or row["name_zh"]) for row in csv.DictReader(lines)]
