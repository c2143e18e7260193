"""The only writer of schema raw: loads what a plan (planning.py) names, shard by shard as an engine makes them.

Every transaction leaves the tables agreeing with each other, so a run killed at any point is taken up by the next one.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from extract.engines import BATCH_DOCUMENTS, Engine, InProcess, batches
from extract.inbox import InboxFile
from extract.planning import Plan
from extract.shards import CANDIDATES, Extractor

# A transaction takes in at least this part of what is stored: what it costs by the size of the warehouse is paid so
# rarely that loading a great inbox stays linear. Shards wait on disk, so that a killed run loses none of them.
SHARE_OF_A_TRANSACTION = 4


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
    engine: Engine | None = None,
    *,
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
    batch_documents: int = BATCH_DOCUMENTS,
) -> LoadReport:
    """Read what the plan names and follow what changed; without an engine in this process, one document after the other.

    `progress(done, total, relative_path)` is called for each document once the batch that it belongs to is read.
    """
    with tempfile.TemporaryDirectory(prefix="greenledger-") as scratch:
        _load(con, plan, extractor, engine or InProcess(Path(scratch)), progress, batch_documents)
    return _report(con, plan)


def _load(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    extractor: Extractor,
    engine: Engine,
    progress: Callable[[int, int, str], None],
    batch_documents: int,
) -> None:
    holders: dict[str, list[InboxFile]] = defaultdict(list)
    for file, document_id in plan.files:
        holders[document_id].append(file)
    to_read = {item.document_id for item in plan.items}
    con.begin()
    _forget(con, plan.removed)
    _settle(con, ((file, i) for i, files in holders.items() if i not in to_read for file in files))
    con.commit()
    done, stored = 0, _count(con)
    waiting: list[Path] = []
    ids: list[str] = []

    def take_in() -> None:
        con.begin()
        _replace_documents(con, waiting)
        _settle(con, ((file, i) for i in ids for file in holders[i]))
        con.commit()
        for path in waiting:
            path.unlink(missing_ok=True)
        waiting.clear()
        ids.clear()

    with closing(engine.shards(batches(plan.items, batch_documents), extractor)) as made:
        for items, shard in made:
            for item in items:
                done += 1
                progress(done, len(plan.items), item.file.relative_path)
            waiting.append(shard)
            ids += [item.document_id for item in items]
            if len(ids) * SHARE_OF_A_TRANSACTION >= stored:
                stored += len(ids)
                take_in()
    if waiting:
        take_in()
    engine.clear()


def _count(con: duckdb.DuckDBPyConnection) -> int:
    row = con.execute("select count(*) from raw.documents").fetchone()
    return int(row[0]) if row else 0


def _replace_documents(con: duckdb.DuckDBPyConnection, shards: Sequence[Path]) -> None:
    paths = [str(path) for path in shards]
    con.execute(
        "delete from raw.metric_candidates where document_id in (select document_id from read_parquet($paths))",
        {"paths": paths},
    )
    con.execute(
        f"insert or replace into raw.documents by name select * exclude ({CANDIDATES}) from read_parquet($paths)",
        {"paths": paths},
    )
    con.execute(
        f"""
        insert into raw.metric_candidates by name
        select unnest(candidate) from (select unnest({CANDIDATES}) as candidate from read_parquet($paths))
        """,
        {"paths": paths},
    )


def _forget(con: duckdb.DuckDBPyConnection, removed: Sequence[str]) -> None:
    con.register("removed_files", pa.table({"relative_path": pa.array(removed, pa.string())}))
    con.execute("delete from raw.inbox_files where relative_path in (select relative_path from removed_files)")
    con.unregister("removed_files")


def _settle(con: duckdb.DuckDBPyConnection, files: Iterable[tuple[InboxFile, str]]) -> None:
    """Record the files with their document_id and let every document's status follow from whether a file still holds it."""
    pairs = list(files)
    rows = pa.table(
        {
            "relative_path": pa.array([file.relative_path for file, _ in pairs], pa.string()),
            "size": pa.array([file.size for file, _ in pairs], pa.int64()),
            "mtime_ns": pa.array([file.mtime_ns for file, _ in pairs], pa.int64()),
            "document_id": pa.array([document_id for _, document_id in pairs], pa.string()),
        }
    )
    con.register("batch_files", rows)
    # Only what differs: rewriting every row of a great inbox for one new file would cost more than reading that file.
    con.execute("""
        insert or replace into raw.inbox_files by name
        from batch_files anti join raw.inbox_files using (relative_path, size, mtime_ns, document_id)
    """)
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
