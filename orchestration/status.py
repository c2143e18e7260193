"""`greenledger status`: the last runs, how old the publication is, which documents wait, failed, or are behind the extractor."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from orchestration.home import Busy, Home

if TYPE_CHECKING:
    from dagster import RunRecord

LAST_RUNS = 5
LISTED = 10
Rows = list[tuple[str, str]]


def show(home: Home, console: Console) -> None:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    rows = [
        ("home", str(home.path)),
        ("inbox", f"{home.inbox}{'' if home.inbox.is_dir() else ' (does not exist)'}"),
        *_runs(home),
        *_published(home),
    ]
    try:
        if home.warehouse.exists():
            with home.locked():
                rows += [("now", "none at work"), *_waiting(home)]
    except Busy:
        rows += [("now", "a run is at work; what waits and what failed is known when it has ended")]
    for name, value in rows:
        table.add_row(name, Text(value))
    console.print(table)


def age(seconds: float) -> str:
    """A duration as a person says it."""
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(seconds, 0):.0f} seconds"


def _runs(home: Home) -> Rows:
    if not (home.dagster / "dagster.yaml").exists():
        return [("runs", "none yet: greenledger run, or greenledger dev")]
    from orchestration.instance import NoPostgres, open_instance  # Dagster takes seconds to import

    try:
        with open_instance(home) as instance:
            records = instance.get_run_records(limit=LAST_RUNS)
    except NoPostgres as error:
        return [("runs", f"not known: {error}")]
    return [("runs" if index == 0 else "", _run(record)) for index, record in enumerate(records)] or [
        ("runs", "none yet")
    ]


def _run(record: RunRecord) -> str:
    run = record.dagster_run
    begin = record.start_time or record.create_timestamp.timestamp()
    took = f", took {age(record.end_time - begin)}" if record.end_time else ""
    why = run.tags.get("greenledger/why") or (
        "command line" if run.tags.get("greenledger/launcher") == "cli" else "by hand"
    )
    stamp = datetime.fromtimestamp(begin).astimezone()
    return f"{stamp:%Y-%m-%d %H:%M} {run.status.value.lower():8} {run.run_id[:8]} {run.job_name}, {why}{took}"


def _published(home: Home) -> Rows:
    from orchestration.publication import standing_releases

    if not home.database.exists():
        return [("published", "nothing yet: greenledger run")]
    written = home.database.stat().st_mtime
    stamp = datetime.fromtimestamp(written).astimezone()
    with duckdb.connect(str(home.database), read_only=True) as con:
        result = con.execute("from marts.build_info")
        names = [column[0] for column in result.description]
        info = dict(zip(names, result.fetchone() or (), strict=False))
    kept = ", ".join(path.name for path in standing_releases(home.published))
    counts = ", ".join(
        f"{value:,} {name.removesuffix('_count').replace('_', ' ')}"
        for name, value in info.items()
        if name.endswith("_count")
    )
    return [
        (
            "published",
            f"{home.database}, last changed {age(time.time() - written)} ago, {stamp:%Y-%m-%d %H:%M %Z} (kept: {kept})",
        ),
        ("holds", counts),
    ]


def _waiting(home: Home) -> Rows:
    """Documents that the next run will read, and those that no run could."""
    from extract import inbox, vocabulary

    with duckdb.connect(str(home.warehouse), read_only=True) as con:
        tables = {
            name
            for (name,) in con.execute("select table_name from duckdb_tables() where schema_name = 'raw'").fetchall()
        }
        if not {"documents", "inbox_files"} <= tables:
            return [("waiting", "everything: no document has been read yet")]
        failed = con.execute("""
            select inbox_files.relative_path, error_reason from raw.inbox_files join raw.documents using (document_id)
            where status = 'failed' order by 1
        """).fetchall()
        behind = con.execute(
            "select count(*) from raw.documents where status = 'read' and extractor_version <> ?",
            [vocabulary.fingerprint()],
        ).fetchone()
        seen = {
            path: (size, mtime)
            for path, size, mtime in con.execute("select relative_path, size, mtime_ns from raw.inbox_files").fetchall()
        }
    waiting = "the inbox does not exist"
    if home.inbox.is_dir():
        files = inbox.scan(home.inbox, exclude=home.path).files
        fresh = sum(seen.get(file.relative_path) != (file.size, file.mtime_ns) for file in files)
        gone = len(seen.keys() - {file.relative_path for file in files})
        waiting = f"{fresh} new or changed, {gone} removed since the last run"
    return [
        ("waiting", waiting),
        (
            "behind",
            f"{behind[0] if behind else 0} documents were read by an older extractor; the next run reads them again",
        ),
        ("failed", f"{len(failed)} files"),
        *(("", f"{path}: {reason}") for path, reason in failed[:LISTED]),
        *([("", f"… and {len(failed) - LISTED} more")] if len(failed) > LISTED else []),
    ]
