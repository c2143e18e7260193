"""A small raw schema made by hand: documents of one line, and candidates that quote them."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from extract.candidates import Candidate, candidate_id
from extract.raw_schema import open_warehouse


@dataclass
class Doc:
    """A document whose candidates are found by their quotes, in the order of the text."""

    name: str
    text: str
    region_code: str | None = "330681"
    report_year: int = 2023
    published_on: date | None = None
    status: str = "read"
    candidates: list[Candidate] = field(default_factory=list)

    @property
    def document_id(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:20]

    def figure(
        self,
        quote: str,
        indicator: str | None,
        value: str | None,
        unit: str = "",
        *,
        year: int | None = None,
        measure: str = "level",
        **other: Any,
    ) -> str:
        """Add a candidate; returns its id. `unit` is the spelling, the printed number is the quote's digits."""
        start = self.text.index(quote)
        year = year or self.report_year
        ordinal = len(self.candidates)
        fields: dict[str, Any] = {
            "candidate_id": candidate_id(self.document_id, start, start + len(quote), indicator, measure, ordinal),
            "document_id": self.document_id,
            "ordinal": ordinal,
            "char_start": start,
            "char_end": start + len(quote),
            "quote": quote,
            "sentence_start": 0,
            "sentence_end": len(self.text),
            "section": "",
            "value_text": "".join(char for char in quote if char in "0123456789.*"),
            "unit_text": unit,
            "unit_spelling": unit,
            "value": None if value is None else Decimal(value),
            "qualifier": "eq",
            "is_masked": False,
            "indicator_code": indicator,
            "indicator_text": "",
            "indicator_start": None,
            "indicator_end": None,
            "region_code": self.region_code,
            "region_text": "",
            "region_rule": "document",
            "scope": None,
            "period_start": date(year, 1, 1),
            "period_end": date(year, 12, 31),
            "period_type": "annual",
            "period_text": "",
            "period_rule": "document",
            "scenario": "actual",
            "scenario_text": "",
            "measure": measure,
            "measure_text": "",
            "base": "yoy" if measure.startswith("change") else None,
            "link_rule": "before",
            "doubt": None,
        }
        self.candidates.append(Candidate(**{**fields, **other}))
        return str(fields["candidate_id"])


def write(path: Path, docs: list[Doc]) -> None:
    con: duckdb.DuckDBPyConnection = open_warehouse(path)
    for doc in docs:
        con.execute(
            "insert into raw.documents (document_id, file_name, relative_path, media_type, encoding, content_sha256, "
            "byte_count, char_count, text, region_code, report_year, published_on, status, extractor_version, "
            "sidecar_sha256) values (?, ?, ?, 'text/plain', 'utf-8', ?, ?, ?, ?, ?, ?, ?, ?, 'v1', '')",
            [
                doc.document_id, doc.name, doc.name, hashlib.sha256(doc.text.encode()).hexdigest(),
                len(doc.text.encode()), len(doc.text), doc.text, doc.region_code, doc.report_year, doc.published_on,
                doc.status,
            ],
        )  # fmt: skip
        for candidate in doc.candidates:
            row = astuple(candidate)
            con.execute(f"insert into raw.metric_candidates values ({', '.join('?' * len(row))})", row)
    con.close()


def reports() -> tuple[list[Doc], dict[str, str]]:
    """Three reports of one county and one that hides its region; the ids by a short name."""
    ids: dict[str, str] = {}
    y2022 = Doc("2022.txt", "2022年PM2.5平均浓度30微克/立方米。", report_year=2022, published_on=date(2023, 1, 10))
    ids["pm_2022"] = y2022.figure("30微克/立方米", "air_pm25_annual_mean", "30", "微克/立方米")

    y2023 = Doc(
        "2023.txt",
        "2023年PM2.5平均浓度0.028毫克/立方米，同比下降20%，居第3位；"
        "优良天数357天，污染8天，优良率98.2%；安全利用耕地2.39万亩，目标2.3万亩；罚款5吨；约数千名；"
        "优良率目标为百分之九百；秸秆利用率*%；生产总值300亿元；罚款10万元，实缴6万元，未缴4万元；"
        "2024年PM2.5控制在29微克/立方米以下。",
        published_on=date(2024, 1, 12),
    )
    f = y2023.figure
    ids["pm_2023"] = f("0.028毫克/立方米", "air_pm25_annual_mean", "0.028", "毫克/立方米")
    ids["pm_change"] = f("20%", "air_pm25_annual_mean", "-20", "%", measure="change_pct")
    ids["pm_rank"] = f("第3位", "air_pm25_annual_mean", "3", "位", measure="rank")
    ids["good"] = f("357天", "air_good_days_count", "357", "天")
    ids["polluted"] = f("8天", "air_polluted_days_count", "8", "天")
    ids["ratio"] = f("98.2%", "air_good_days_ratio", "98.2", "%")
    ids["farmland"] = f("2.39万亩", "soil_contaminated_farmland_safe_use_area", "23900", "亩")
    ids["farmland_target"] = f(
        "2.3万亩", "soil_contaminated_farmland_safe_use_area", "23000", "亩", scenario="target", qualifier="ge"
    )
    ids["mismatch"] = f("5吨", "enforcement_penalty_amount", "5", "吨")
    ids["vague"] = f("数千名", None, None, "名", doubt="vague_number")
    ids["impossible"] = f("百分之九百", "air_good_days_ratio", "900", "%")
    ids["masked"] = f("*%", "solid_waste_straw_utilization_ratio", None, "%", is_masked=True)
    ids["gdp"] = f("300亿元", None, "30000000000", "元", indicator_text="生产总值")
    ids["fines"] = f("10万元", "enforcement_penalty_amount", "100000", "元")
    ids["paid"] = f("6万元", "enforcement_penalty_paid_amount", "60000", "元")
    ids["unpaid"] = f("4万元", "enforcement_penalty_unpaid_amount", "40000", "元")
    ids["pm_target"] = f(
        "29微克/立方米以下", "air_pm25_annual_mean", "29", "微克/立方米", year=2024, scenario="target", qualifier="le"
    )

    y2024 = Doc("2024.txt", "2024年PM2.5平均浓度29.4微克/立方米，2023年为31微克/立方米。", report_year=2024)
    ids["pm_2024"] = y2024.figure("29.4微克/立方米", "air_pm25_annual_mean", "29.4", "微克/立方米")
    ids["pm_2023_later"] = y2024.figure("31微克/立方米", "air_pm25_annual_mean", "31", "微克/立方米", year=2023)

    hidden = Doc("hidden.txt", "优良天数目标252天，截至目前207天，差46天。", region_code=None)
    until = {"period_end": date(2023, 10, 31), "period_type": "year_to_date"}
    ids["gap_target"] = hidden.figure("252天", "air_good_days_count", "252", "天", scenario="target")
    ids["gap_actual"] = hidden.figure("207天", "air_good_days_count", "207", "天", **until)
    ids["gap"] = hidden.figure("46天", "air_good_days_count", "-46", "天", measure="target_gap", **until)

    gone = Doc("gone.txt", "PM2.5平均浓度50微克/立方米。", status="withdrawn")
    ids["gone"] = gone.figure("50微克/立方米", "air_pm25_annual_mean", "50", "微克/立方米")
    return [y2022, y2023, y2024, hidden, gone], ids
