"""The Chinese words for codes and values. Those of statuses and reasons are read from seeds/, where they stand already."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlencode

from explorer.published import Row
from orchestration.home import SEEDS

SCENARIOS = {"actual": "实际", "target": "目标", "requirement": "要求"}
MEASURES = {
    "level": "水平",
    "change_pct": "变化率",
    "change_pp": "变化百分点",
    "change_abs": "变化量",
    "target_gap": "与目标的差距",
    "rank": "位次",
}
PERIODS = {
    "annual": "全年",
    "year_to_date": "年初至今",
    "half": "半年",
    "quarter": "季度",
    "month": "月",
    "multi_year": "多年",
    "point": "时点",
    "other": "其他时段",
    "unknown": "时段不明",
}
QUALIFIERS = {"eq": "", "ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "约"}
FLAGS = {
    "contradicts_sum": "与合计不符",
    "contradicts_ratio": "与比率不符",
    "contradicts_days": "与天数不符",
    "contradicts_gap": "与差距不符",
    "contradicts_last_year": "与上年不符",
    "outside_plausible_range": "超出常见范围",
    "series_break": "时序中断",
    "unit_not_printed": "原文未写单位",
    "unknown_region": "地区未收录",
    "accepted_by_person": "人工采纳",
    "corrected_by_person": "人工更正",
}
FAMILIES = {"sum": "分项合计", "ratio": "比率", "days": "天数", "gap": "与目标的差距", "last_year": "与上年比较"}
VERDICTS = {"contradiction": "矛盾", "consistent": "一致"}
DOCUMENT_STATES = {"read": "已读取", "failed": "无法读取", "withdrawn": "已撤回"}
PICKED_RULES = {
    "override": "人工指定",
    "full_year_own_report": "本地报告，全年",
    "full_year_other_report": "他处报告，全年",
    "year_to_date_own_report": "本地报告，年初至今",
    "year_to_date_other_report": "他处报告，年初至今",
    "point_own_report": "本地报告，时点",
    "point_other_report": "他处报告，时点",
}
THEMES = {
    "air": "大气",
    "water": "水",
    "soil": "土壤",
    "noise": "噪声",
    "radiation": "辐射",
    "solid_waste": "固体废物",
    "ecology": "生态",
    "rural": "农业农村",
    "climate": "气候",
    "emission": "排放",
    "monitoring": "监测",
    "enforcement": "执法",
    "inspection_rectification": "督察整改",
    "permit_eia": "许可与环评",
    "petition": "信访",
    "emergency": "应急",
    "funding": "资金",
    "governance": "治理",
    "publicity": "宣传",
}
UNITS = {"%": "%", "1": "", "pp": "个百分点", "{rank}": "位"}  # others by their name in dim_unit
_SIGNED = {"change_pct", "change_pp", "change_abs", "target_gap"}


def number(value: Decimal | int | None, signed: bool = False) -> str:
    """With thousands separators and without the zeros that storage adds; empty for nothing."""
    if value is None:
        return ""
    text = f"{value:+,f}" if signed and value else f"{value:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")


def quantity(value: Decimal | None, unit_code: str | None, unit_zh: str | None, signed: bool = False) -> str:
    if value is None:
        return ""
    unit = UNITS.get(unit_code or "", unit_zh or unit_code or "")
    gap = "" if not unit or unit == "%" else " "
    return f"{number(value, signed)}{gap}{unit}"


def computed(
    value: Decimal | None, unit_code: str | None, unit_zh: str | None, difference: bool = False, signed: bool = False
) -> str:
    """A result of arithmetic, rounded: its last digits are those of a division and say nothing. Shares differ by points."""
    if value is None:
        return ""
    if unit_code == "%" and difference:
        unit_code = "pp"
    return quantity(round(value, 3 if abs(value) >= Decimal("0.01") else 5), unit_code, unit_zh, signed)


def amount(row: Row) -> str:
    """The value of a figure as a reader says it: ≤ 23 微克/立方米, 第 3 位, +1.2%."""
    if row["is_masked"]:
        return "原文隐去"
    if row["value"] is None:
        return "无数值"
    qualifier = QUALIFIERS.get(row["qualifier"], row["qualifier"])
    lead = f"{qualifier} " if qualifier else ""
    if row["measure"] == "rank":
        return f"{lead}第 {number(row['value'])} 位"
    return lead + quantity(row["value"], row["unit_code"], row["unit_zh"], row["measure"] in _SIGNED)


def said(words: dict[str, str], code: Any) -> str:
    """The words for a code; a code without words is shown itself, as newer publications may know more of them."""
    return "" if code is None else words.get(str(code), str(code))


def region(row: Row) -> str:
    return str(row["region_zh"] or row["region_code"] or "地区隐去或不明")


def document(row: Row) -> str:
    return str(row["title"] or row["file_name"] or row["document_id"])


def about(figure: Row) -> str:
    """What is known of a marked figure, in one line for its hover text."""
    if figure["kind"] == "rejected":
        reason = said(reject_reasons(), figure["reject_reason"])
        named = figure["indicator_zh"] or figure["indicator_text"] or ""
        return " · ".join(part for part in (f"未采纳：{reason}", named) if part)
    parts = (
        figure["indicator_zh"] or figure["indicator_code"],
        said(SCENARIOS, figure["scenario"]),
        said(MEASURES, figure["measure"]),
        amount(figure),
    )
    return " · ".join(parts)


def link(path: str, **parameters: Any) -> str:
    """A path with the parameters that are set."""
    query = urlencode({name: value for name, value in parameters.items() if value not in (None, "")})
    return f"{path}?{query}" if query else path


@cache
def reject_reasons() -> dict[str, str]:
    return _names("reject_reasons.csv", "reason_code")


@cache
def statuses() -> dict[str, str]:
    return _names("obs_status.csv", "status_code")


def _names(file: str, code: str) -> dict[str, str]:
    with (SEEDS / file).open(encoding="utf-8", newline="") as lines:
        return {row[code]: row["name_zh"] for row in csv.DictReader(lines)}
