"""dbt inside this process: the manifest that Dagster draws its graph from, and a build whose events become Dagster events.

dbtRunner and not DbtCliResource: the resource starts a new interpreter for each call (7–12 s against 1–3 s measured here on two cores).
Dagster's own translation of dbt events is kept, so assets, checks and metadata are those of any dagster-dbt project.
"""

from __future__ import annotations

import hashlib
import json
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.home import PROJECT, Home
from orchestration.progress import Progress

if TYPE_CHECKING:
    import dagster as dg
    from dbt.cli.main import dbtRunnerResult

SOURCES = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "data_tests")
SHOWN = frozenset({"LogModelResult", "LogSeedResult", "LogTestResult", "LogSnapshotResult"})


class BuildFailed(RuntimeError):
    """dbt ended without success; the message names the nodes and what they said."""


def manifest_path(home: Home) -> Path:
    """The manifest of the project as it is now, under the home; parsed again when a file of the project changed."""
    manifest = home.dbt_target / "manifest.json"
    stamp = home.dbt_target / "manifest.stamp"
    state = _state()
    if not manifest.exists() or not stamp.exists() or stamp.read_text(encoding="utf-8") != state:
        result = _invoke(home, ["parse"], [])
        if not result.success:
            raise BuildFailed(f"dbt cannot read the project: {result.exception}")
        stamp.write_text(state, encoding="utf-8")
    return manifest


def build(context: dg.AssetExecutionContext, home: Home, progress: Progress) -> Iterator[Any]:
    """Run `dbt build` and yield Dagster events as nodes finish. Raises BuildFailed after the last event."""
    from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage
    from google.protobuf.json_format import MessageToDict

    manifest = json.loads(manifest_path(home).read_text(encoding="utf-8"))
    events: queue.SimpleQueue[Any] = queue.SimpleQueue()
    outcome: list[dbtRunnerResult] = []

    def work() -> None:
        try:
            outcome.append(_invoke(home, ["build"], [events.put]))
        finally:
            events.put(None)

    # dbt reports through a callback and Dagster wants a generator: the queue joins them while both are at work.
    worker = threading.Thread(target=work, name="dbt")
    worker.start()
    while (event := events.get()) is not None:
        if event.info.name in SHOWN:
            raw = MessageToDict(event, preserving_proto_field_name=True)
            progress.step(
                int(raw["data"].get("index", 0)),
                int(raw["data"].get("total", 0)),
                raw["data"]["node_info"]["node_name"],
            )
            message = DbtCoreCliEventMessage(raw_event=raw, event_history_metadata={})
            yield from message.to_default_asset_events(manifest, context=context)
    worker.join()
    if not outcome:
        raise BuildFailed("dbt ended without a result; see the dbt log.")
    if not outcome[0].success:
        raise BuildFailed(_why(outcome[0]))


def _invoke(home: Home, command: list[str], callbacks: list[Any]) -> dbtRunnerResult:
    from dbt.cli.main import dbtRunner

    home.export()
    home.dbt_target.mkdir(parents=True, exist_ok=True)
    try:
        return dbtRunner(callbacks=callbacks).invoke(
            # As arguments, not keywords: dbt looks for its default folder ~/.dbt before it takes keywords.
            [*command, "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)],
            target_path=str(home.dbt_target),
            log_path=str(home.logs),
            log_level="none",
            log_level_file="info",
            use_colors_file=False,
            send_anonymous_usage_stats=False,
            version_check=False,
        )
    finally:
        _let_go()


def _let_go() -> None:
    """Close the warehouse: dbt-duckdb keeps it open for the life of the process, which would lock out the gate that reads it."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    with DuckDBConnectionManager._LOCK:
        if DuckDBConnectionManager._ENV is not None:
            DuckDBConnectionManager._ENV.close()


def _why(result: dbtRunnerResult) -> str:
    if result.exception is not None:
        return f"dbt failed: {result.exception}"
    failed = [
        node for node in getattr(result.result, "results", []) if node.status in ("error", "fail", "runtime error")
    ]
    lines = [f"{node.node.name}: {(node.message or node.status).strip()}" for node in failed]
    return f"dbt build: {len(failed)} nodes failed.\n" + "\n".join(lines)


def _state() -> str:
    """A hash that changes whenever a file of the dbt project does."""
    digest = hashlib.sha256()
    for source in SOURCES:
        root = PROJECT / source
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file():
                status = path.stat()
                digest.update(f"{path.relative_to(PROJECT)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
