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
