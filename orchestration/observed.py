"""What a run records of the assets that Python writes: the numbers an operator watches, with a plot over the last runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import dagster as dg
import duckdb

from extract import raw_schema, store
from extract.shards import Extractor
from orchestration import history, sample_score
from orchestration.home import Home
from orchestration.publication import Publication

RAW_DOCUMENTS = dg.AssetKey(["raw", "documents"])
RAW_CANDIDATES = dg.AssetKey(["raw", "metric_candidates"])
CANDIDATE = dg.AssetKey(["published", "candidate"])
PUBLISHED = dg.AssetKey(["published", "greenledger"])

READABLE = "every_file_is_readable"
CURRENT = "read_by_the_current_extractor"
NAMED = 3
LISTED = 50  # files in a table; a count says how many there are


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Rows of schema raw: documents by status, candidates of documents that are read, and of these the doubtful by reason."""

    documents: dict[str, int]
    candidates: int
    doubts: dict[str, int]
    versions: int


def outcomes(con: duckdb.DuckDBPyConnection) -> Outcomes:
    documents = dict(con.execute("select status, count(*) from raw.documents group by 1 order by 1").fetchall())
    doubts = con.execute("""
        select doubt, count(*) as n from raw.metric_candidates
        semi join (select document_id from raw.documents where status = 'read') using (document_id)
        group by 1 order by n desc, 1
    """).fetchall()
    versions = con.execute(
        "select count(distinct extractor_version) from raw.documents where status = 'read'"
    ).fetchone()
    return Outcomes(
        documents,
        sum(count for _, count in doubts),
        {reason: count for reason, count in doubts if reason},
        versions[0] if versions else 0,
    )


def documents(
    instance: dg.DagsterInstance, report: store.LoadReport, found: Outcomes, version: str, seconds: float
) -> dg.MaterializeResult:
    behind = len(report.behind)
    numbers = {"dagster/row_count": report.documents, "failed": len(report.failures), "behind": behind}
    return dg.MaterializeResult(
        asset_key=RAW_DOCUMENTS,
        metadata={
            **numbers,
            "by_outcome": _table("outcome", found.documents),
            "new": report.new,
            "changed": report.changed,
            "unchanged": report.unchanged,
            "removed": report.removed,
            "left_out": report.left,
            "read": report.read,
            "seconds": round(seconds, 2),
            "extractor_version": version,
            "failures": dg.MetadataValue.md(_failures(report.failures)),
            "over_time": _plotted(
                instance,
                RAW_DOCUMENTS,
                {"dagster/row_count": "documents", "failed": "failed", "seconds": "seconds"},
                {**numbers, "seconds": seconds},
            ),
        },
        check_results=[
            dg.AssetCheckResult(
                check_name=READABLE,
                passed=not report.failures,
                severity=dg.AssetCheckSeverity.WARN,
                description=_named([f"{each.relative_path}: {each.reason}" for each in report.failures])
                or "Every file of the inbox could be read.",
                metadata={"files": len(report.failures), "failures": dg.MetadataValue.md(_failures(report.failures))},
            ),
            dg.AssetCheckResult(
                check_name=CURRENT,
                passed=not behind,
                severity=dg.AssetCheckSeverity.WARN,
                description=f"Read by an older extractor, to be read again by further runs: {_named(report.behind)}"
                if behind
                else "All documents were read by this extractor.",
                metadata={
                    "behind": behind,
                    "extractor_version": version,
                    "versions_in_use": found.versions,
                    "files": dg.MetadataValue.md(_listed(report.behind)),
                },
            ),
        ],
    )


def candidates(
    instance: dg.DagsterInstance, report: store.LoadReport, found: Outcomes, extractor: Extractor, *, scored: bool
) -> dg.MaterializeResult:
    """`scored`: measure the extractor on the labelled samples unless that was done for this version."""
    numbers: dict[str, float] = {"dagster/row_count": report.candidates, "in_doubt": sum(found.doubts.values())}
    before = history.latest(instance, RAW_CANDIDATES)
    score: dict[str, Any] = {}
    if before.get("sample_scored_version") == extractor.version:
        score = {name: value for name, value in before.items() if name.startswith("sample_")}
    elif scored:
        score = _score(extractor)
    shown = {"dagster/row_count": "candidates", "in_doubt": "in doubt", "sample_recall": "recall on the samples"}
    return dg.MaterializeResult(
        asset_key=RAW_CANDIDATES,
        metadata={
            **numbers,
            "doubts": _table("reason", found.doubts),
            **score,
            "over_time": _plotted(instance, RAW_CANDIDATES, shown, {**numbers, **score}),
        },
    )


def publication(
    instance: dg.DagsterInstance, home: Home, done: Publication, seconds: Mapping[str, float]
) -> dg.MaterializeResult:
    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        reasons = dict(
            con.execute(
                "select reject_reason, count(*) as n from marts.rejected_candidate group by 1 order by n desc, 1"
            ).fetchall()
        )
    numbers = {
        "observations": done.rows.get("fct_observation", 0),
        "rejected": sum(reasons.values()),
        "bytes": done.bytes,
    }
    return dg.MaterializeResult(
        asset_key=PUBLISHED,
        metadata={
            **numbers,
            "path": dg.MetadataValue.path(done.path),
            "validation_report": dg.MetadataValue.url(done.report.as_uri()),
            "release": done.release,
            "changed": done.changed,
            "new_documents": done.new_documents,
            "warehouse_bytes": home.warehouse.stat().st_size,
            "rejections": _table("reason", reasons),
            "rows": _table("table", done.rows),
            "seconds": dg.MetadataValue.md(
                _markdown(("part", "seconds"), [(name, f"{value:.1f}") for name, value in seconds.items()])
            ),
            "over_time": _plotted(instance, PUBLISHED, {name: name for name in numbers}, numbers),
        },
    )


@cache
def raw_schema_of(table: str) -> dg.TableSchema:
    """The columns of a table of schema raw with what raw.sql says of them."""
    with duckdb.connect() as con:
        con.execute(raw_schema.RAW_SQL.read_text(encoding="utf-8"))
        rows = con.execute(
            "select column_name, data_type, comment, is_nullable from duckdb_columns() where table_name = ? order by column_index",
            [table],
        ).fetchall()
    return dg.TableSchema(
        columns=[
            dg.TableColumn(name, kind, description=text, constraints=dg.TableColumnConstraints(nullable=nullable))
            for name, kind, text, nullable in rows
        ]
    )


def _score(extractor: Extractor) -> dict[str, Any]:
    result = sample_score.score(extractor)
    return {
        "sample_precision": round(result.precision, 4),
        "sample_recall": round(result.recall, 4),
        "sample_labels": result.labels,
        "sample_scored_version": extractor.version,
    }


def _plotted(
    instance: dg.DagsterInstance, key: dg.AssetKey, shown: Mapping[str, str], now: Mapping[str, float]
) -> dg.MetadataValue:
    """The numbers of earlier runs and of this one; `shown` says under which title."""
    before = history.series(instance, key, list(shown))
    return history.plot(
        {title: [*before[name], *([float(now[name])] if name in now else [])] for name, title in shown.items()}
    )


def _table(title: str, counts: Mapping[str, int]) -> dg.MetadataValue:
    return dg.MetadataValue.md(_markdown((title, "count"), [(name, f"{count:,}") for name, count in counts.items()]))


def _named(lines: Sequence[str]) -> str:
    """The first few, for where only one line of text is shown."""
    return "; ".join(lines[:NAMED]) + (f"; and {len(lines) - NAMED} more" if len(lines) > NAMED else "")


def _failures(failures: Sequence[store.Failure]) -> str:
    rows = [(each.relative_path, each.reason, each.remedy) for each in failures[:LISTED]]
    return _markdown(("file", "reason", "remedy"), rows) + _more(len(failures))


def _listed(paths: Sequence[str]) -> str:
    return _markdown(("file",), [(path,) for path in paths[:LISTED]]) + _more(len(paths))


def _more(count: int) -> str:
    return f"\n\n… and {count - LISTED} more" if count > LISTED else ""


def _markdown(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    if not rows:
        return "none"
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    lines += [
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines)
