"""Tidy CSV files with their Frictionless data package: what each column means, which columns identify a row, what links to what.

UTF-8 without a byte order mark, comma, dot, ISO dates, empty for nothing. A program needs no guess; for Excel there is the workbook.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb

from exports.tidy import Table

REGIONS_SOURCE = {
    "title": "Region codes and names: Ministry of Civil Affairs of the People's Republic of China, CC BY 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


def write(con: duckdb.DuckDBPyConnection, tables: list[Table], folder: Path) -> None:
    """Write one CSV a table, and datapackage.json, into the folder."""
    for table in tables:
        path = str(folder / f"{table.name}.csv").replace("'", "''")
        con.execute(f"copy ({table.printed_sql()}) to '{path}' (format csv, header, delimiter ',')")
    package = {
        "profile": "tabular-data-package",
        "name": "greenledger",
        "title": "生态环境公报与工作报告指标 · Indicators from environmental reports",
        "description": (
            "Figures of Chinese environment-bureau reports, each with the document and the words that it was read from. "
            "Text that a spreadsheet would run as a formula has an apostrophe in front."
        ),
        "sources": [REGIONS_SOURCE],
        "resources": [_resource(table, folder) for table in tables],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def _resource(table: Table, folder: Path) -> dict[str, Any]:
    path = folder / f"{table.name}.csv"
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    schema: dict[str, Any] = {
        "fields": [
            {"name": column.name, "type": column.kind}
            | ({"title": column.title_zh} if column.title_zh else {})
            | ({"description": column.meaning} if column.meaning else {})
            | ({"constraints": {"required": True}} if column.name in table.key else {})
            for column in table.columns
        ],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    if table.links:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": target, "fields": [other]}}
            for column, target, other in table.links
        ]
    return {
        "name": table.name,
        "path": path.name,
        "profile": "tabular-data-resource",
        "title": table.title_zh,
        "description": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": schema,
    }
