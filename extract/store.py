"""The only writer of schema raw: loads what a plan (planning.py) names, one transaction a batch of documents.

Every transaction leaves the tables agreeing with each other, so a run killed at any point is taken up by the next one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from extract.candidates import Candidate
from extract.documents import Document, UnreadableDocument
from extract.inbox import InboxFile
from extract.planning import Item, Plan

log = logging.getLogger(__name__)

BATCH_DOCUMENTS = 64
STEP = Decimal("1e-8")  # raw.metric_candidates.value is decimal(28, 8)


@dataclass(frozen=True, slots=True)
class Extractor:
    """How bytes become candidates; `version` changes whenever the same bytes could give others."""

    read: Callable[..., Document]
    extract: Callable[[Document], Any]
    version: str


def current_extractor() -> Extractor:
    # Imported here because it loads the vocabulary, which planning and status do without.
    from extract import documents, extraction

    return Extractor(documents.read, extraction.extract, extraction.EXTRACTOR_VERSION)


@dataclass(frozen=True, slots=True)
class Failure:
    relative_path: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class LoadReport:
    """`read` counts the contents read in this load; `failures` are those of the whole inbox, old ones too."""

    new: int
    changed: int
    unchanged: int
    removed: int
    read: int
    documents: int
    candidates: int
    failures: tuple[Failure, ...]
    ignored: tuple[tuple[str, str], ...]
    left: int  # files that the selection left out
    behind: tuple[str, ...]  # files that an older extractor has read and this load has left so


def load(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    extractor: Extractor,
    *,
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
    batch_documents: int = BATCH_DOCUMENTS,
) -> LoadReport:
    """Read what the plan names and follow what changed. `progress(done, total, relative_path)` is called after each document."""
    schema = con.execute("from raw.metric_candidates limit 0").to_arrow_table().schema
    to_read = {item.document_id for item in plan.items}
    con.begin()
    con.execute("delete from raw.inbox_files where list_contains(?::varchar[], relative_path)", [list(plan.removed)])
    _settle(con, [pair for pair in plan.files if pair[1] not in to_read])
    con.commit()
    done = 0
    for batch in _batches(plan.items, batch_documents):
        documents, candidates = [], []
        for item in batch:
            document, found = _read(item, extractor, schema)
            documents.append(document)
            candidates.append(found)
            done += 1
            progress(done, len(plan.items), item.file.relative_path)
        ids = {item.document_id for item in batch}
        con.begin()
        _replace_documents(con, documents, pa.concat_tables([schema.empty_table(), *candidates]))
        _settle(con, [pair for pair in plan.files if pair[1] in ids])
        con.commit()
    return _report(con, plan)


def _read(item: Item, extractor: Extractor, schema: pa.Schema) -> tuple[dict[str, Any], pa.Table]:
    """A row of raw.documents and its candidates. One document never stops the others: what goes wrong becomes its row."""
    row: dict[str, Any] = {
        "document_id": item.document_id,
        "file_name": item.file.relative_path.rpartition("/")[2],
        "relative_path": item.file.relative_path,
        "byte_count": max(item.file.size, 0),
        "extractor_version": extractor.version,
        "sidecar_sha256": item.file.sidecar_sha256,
        "source_url": item.file.metadata.get("source_url"),
        "publisher": item.file.metadata.get("publisher"),
    }
    try:
        if item.error:
            raise item.error
        document = extractor.read(item.file.path, metadata=item.file.metadata)
        if document.document_id != item.document_id:
            raise UnreadableDocument("The file changed while it was being read.", "Run again when it is complete.")
        extraction = extractor.extract(document)
        candidates = _arrow(extraction.candidates, schema)
    except UnreadableDocument as error:
        # No version equals '': what the disk refused is tried again next time, what the content refused is not.
        version = "" if isinstance(error.__cause__, OSError) else extractor.version
        row |= {
            "extractor_version": version,
            "status": "failed",
            "error_reason": error.reason,
            "error_remedy": error.remedy,
        }
        return row, schema.empty_table()
    except Exception as error:
        log.exception("extraction of %s failed", item.file.relative_path)
        reason = f"The extractor broke on it: {type(error).__name__}: {error}"
        remedy = "This is a defect of the extractor, not of the file: report it with the log and, if you may, the file."
        return {**row, "status": "failed", "error_reason": reason, "error_remedy": remedy}, schema.empty_table()
    head = extraction.head
    return {
        **row,
        "source_url": document.metadata.get("source_url"),
        "publisher": document.metadata.get("publisher"),
        "media_type": document.media_type,
        "encoding": document.encoding,
        "content_sha256": document.content_sha256,
        "char_count": len(document.text),
        "text": document.text,
        "title": head.title,
        "issuer": head.issuer,
        "region_code": head.region_code,
        "report_year": head.report_year,
        "published_on": head.published_on,
        "status": "read",
    }, candidates


def _arrow(candidates: Sequence[Candidate], schema: pa.Schema) -> pa.Table:
    columns = {name: [getattr(candidate, name) for candidate in candidates] for name in schema.names}
    columns["value"] = [value if value is None else value.quantize(STEP) for value in columns["value"]]
    return pa.table(columns, schema=schema)


def _replace_documents(con: duckdb.DuckDBPyConnection, documents: list[dict[str, Any]], candidates: pa.Table) -> None:
    schema = con.execute("from raw.documents limit 0").to_arrow_table().schema
    table = pa.Table.from_pylist(documents, schema=schema)
    con.register("batch_documents", table)
    con.register("batch_candidates", candidates)
    con.execute("delete from raw.metric_candidates where document_id in (select document_id from batch_documents)")
    con.execute("insert or replace into raw.documents by name from batch_documents")
    con.execute("insert into raw.metric_candidates by name from batch_candidates")
    con.unregister("batch_documents")
    con.unregister("batch_candidates")


def _settle(con: duckdb.DuckDBPyConnection, pairs: list[tuple[InboxFile, str]]) -> None:
    """Record the files and let every document's status follow from whether a file still holds it."""
    rows = pa.table(
        {
            "relative_path": pa.array([file.relative_path for file, _ in pairs], pa.string()),
            "size": pa.array([file.size for file, _ in pairs], pa.int64()),
            "mtime_ns": pa.array([file.mtime_ns for file, _ in pairs], pa.int64()),
            "document_id": pa.array([document_id for _, document_id in pairs], pa.string()),
        }
    )
    con.register("batch_files", rows)
    con.execute("insert or replace into raw.inbox_files by name from batch_files")
    con.unregister("batch_files")
    con.execute("""
        update raw.documents set status = wanted.status
        from (
            select
                document_id,
                case
                    when document_id not in (select document_id from raw.inbox_files) then 'withdrawn'
                    when error_reason is null then 'read' else 'failed'
                end as status
            from raw.documents
        ) as wanted
        where documents.document_id = wanted.document_id and documents.status <> wanted.status
    """)


def _batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _report(con: duckdb.DuckDBPyConnection, plan: Plan) -> LoadReport:
    documents, candidates = con.execute("""
        select
            (select count(*) from raw.documents where status = 'read'),
            (select count(*) from raw.metric_candidates semi join
                (select document_id from raw.documents where status = 'read') using (document_id))
    """).fetchone() or (0, 0)
    failures = con.execute("""
        select inbox_files.relative_path, error_reason, error_remedy
        from raw.inbox_files join raw.documents using (document_id)
        where status = 'failed' order by 1
    """).fetchall()
    return LoadReport(
        new=len(plan.new),
        changed=len(plan.changed),
        unchanged=len(plan.unchanged),
        removed=len(plan.removed),
        read=len(plan.items),
        documents=documents,
        candidates=candidates,
        failures=tuple(Failure(*row) for row in failures),
        ignored=plan.ignored,
        left=plan.left,
        behind=plan.behind,
    )
