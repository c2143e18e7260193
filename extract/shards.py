"""The kernel that every engine runs: a batch of contents to read becomes one Parquet file, which its content names.

A shard holds the rows of raw.documents, each with its rows of raw.metric_candidates in the list `candidates`. The same
batch gives the same bytes wherever it is read, so that a shard that stands need not be made again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extract import limits, raw_schema
from extract.candidates import Candidate
from extract.documents import Document, OverLimit, UnreadableDocument
from extract.planning import Item

log = logging.getLogger(__name__)

STEP = Decimal("1e-8")  # raw.metric_candidates.value is decimal(28, 8)
CANDIDATES = "candidates"
RETRIED = ""  # no version equals it: what the disk refused is tried again next time, what the content refused is not
DIED_REMEDY = "See whether the machine ran out of memory; if not, it is a defect of a reader: report it with the file."


@dataclass(frozen=True, slots=True)
class Extractor:
    """How bytes become candidates; `version` changes whenever the same bytes could give others.

    Other processes get it by pickling: `read` and `extract` are functions of a module, or partials of such.
    """

    read: Callable[..., Document]
    extract: Callable[[Document], Any]
    version: str


def place(folder: Path, items: Sequence[Item], version: str) -> Path:
    """Where the shard of these items stands once it is made: named by all that its rows depend on."""
    digest = hashlib.sha256(version.encode())
    for item in items:
        file, error = item.file, (item.error.reason, item.error.remedy) if item.error else None
        digest.update(
            json.dumps([item.document_id, file.relative_path, file.sidecar_sha256, file.size, error]).encode()
        )
    return folder / f"{digest.hexdigest()[:24]}.parquet"


def make(items: Sequence[Item], extractor: Extractor, folder: Path) -> Path:
    """Read the items and write their shard; returns where it stands. Killed at any point, it leaves no shard of half the rows.

    What the disk refused is tried again next time: such a shard does not get the name by which it would be found again.
    """
    table, is_final = read(items, extractor)
    path = place(folder, items, extractor.version)
    return write(table, path if is_final else path.with_suffix(".retry.parquet"))


def read(items: Sequence[Item], extractor: Extractor) -> tuple[pa.Table, bool]:
    """The rows of a shard, and whether reading the same bytes again could only give the same."""
    candidate_schema = raw_schema.arrow_schema("metric_candidates")
    rows, found = [], []
    for item in items:
        row, candidates = _read(item, extractor, candidate_schema)
        rows.append(row)
        found.append(candidates)
    return _table(rows, found), all(row["extractor_version"] == extractor.version for row in rows)


def failed(items: Sequence[Item], version: str, reason: str, remedy: str) -> pa.Table:
    """The rows of a shard for items that could not even be tried to the end."""
    error = UnreadableDocument(reason, remedy)
    empty = raw_schema.arrow_schema("metric_candidates").empty_table()
    return _table([_failed(_row(item, version), error, version) for item in items], [empty] * len(items))


def write(table: pa.Table, path: Path) -> Path:
    """Write the shard beside its place, durably, then rename it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as stream:
        pq.write_table(table, stream, compression="zstd")
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
    return path


@lru_cache(maxsize=1)
def schema() -> pa.Schema:
    """The columns of a shard."""
    candidates = pa.struct(list(raw_schema.arrow_schema("metric_candidates")))
    return raw_schema.arrow_schema("documents").append(pa.field(CANDIDATES, pa.list_(candidates)))


def _table(rows: list[dict[str, Any]], candidates: list[pa.Table]) -> pa.Table:
    columns = schema()
    documents = [pa.array([row.get(name) for row in rows], columns.field(name).type) for name in columns.names[:-1]]
    offsets = [0]
    for table in candidates:
        offsets.append(offsets[-1] + table.num_rows)
    structs = pa.concat_tables(candidates).to_struct_array().combine_chunks()
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs)
    return pa.Table.from_arrays([*documents, lists.cast(columns.field(CANDIDATES).type)], schema=columns)


def _row(item: Item, version: str) -> dict[str, Any]:
    return {
        "document_id": item.document_id,
        "file_name": item.file.relative_path.rpartition("/")[2],
        "relative_path": item.file.relative_path,
        "byte_count": max(item.file.size, 0),
        "extractor_version": version,
        "sidecar_sha256": item.file.sidecar_sha256,
        "source_url": item.file.metadata.get("source_url"),
        "publisher": item.file.metadata.get("publisher"),
    }


def _failed(row: dict[str, Any], error: UnreadableDocument, version: str) -> dict[str, Any]:
    return {
        **row,
        "extractor_version": version,
        "status": "failed",
        "error_reason": error.reason,
        "error_remedy": error.remedy,
    }


def _read(item: Item, extractor: Extractor, candidate_schema: pa.Schema) -> tuple[dict[str, Any], pa.Table]:
    """A row of raw.documents and its candidates. One document never stops the others: what goes wrong becomes its row."""
    row = _row(item, extractor.version)
    try:
        if item.error:
            raise item.error
        with limits.deadline():
            document = extractor.read(item.file.path, metadata=item.file.metadata)
            if document.document_id != item.document_id:
                changed = UnreadableDocument(
                    "The file changed while it was being read.", "Run again when it is complete."
                )
                return _failed(row, changed, RETRIED), candidate_schema.empty_table()
            extraction = extractor.extract(document)
            candidates = _arrow(extraction.candidates, candidate_schema)
    except OverLimit as error:
        return _failed(row, error, limits.stamped(extractor.version)), candidate_schema.empty_table()
    except MemoryError:
        greed = OverLimit(*limits.out_of_memory())
        return _failed(row, greed, limits.stamped(extractor.version)), candidate_schema.empty_table()
    except UnreadableDocument as error:
        version = RETRIED if isinstance(error.__cause__, OSError) else extractor.version
        return _failed(row, error, version), candidate_schema.empty_table()
    except Exception as error:
        log.exception("extraction of %s failed", item.file.relative_path)
        defect = UnreadableDocument(
            f"The extractor broke on it: {type(error).__name__}: {error}",
            "This is a defect of the extractor, not of the file: report it with the log and, if you may, the file.",
        )
        return _failed(row, defect, extractor.version), candidate_schema.empty_table()
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


def _arrow(candidates: Sequence[Candidate], candidate_schema: pa.Schema) -> pa.Table:
    columns = {name: [getattr(candidate, name) for candidate in candidates] for name in candidate_schema.names}
    columns["value"] = [value if value is None else value.quantize(STEP) for value in columns["value"]]
    return pa.table(columns, schema=candidate_schema)
