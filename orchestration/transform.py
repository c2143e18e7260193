"""dbt inside this process: the manifest that Dagster draws its graph from, and a build that becomes Dagster events.

dbtRunner and not DbtCliResource: the resource starts a new interpreter for each call (7–12 s against 1–3 s measured here on two cores).
Dagster's own translation of dbt events is kept, so assets, checks and metadata are those of any dagster-dbt project.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration import faults
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
    """The manifest of the project as it is now, under the home; parsed again when a file of the project changed.

    A copy of its own: every dbt command writes its manifest in place, and one that is killed leaves half of it.
    """
    manifest = home.dbt_target.parent / f"manifest-{_state()[:16]}.json"
    if not manifest.exists():
        result = _invoke(home, ["parse"], [])
        if not result.success:
            raise BuildFailed(f"dbt cannot read the project: {result.exception}")
        beside = manifest.with_suffix(".new")
        shutil.copyfile(home.dbt_target / "manifest.json", beside)
        for old in manifest.parent.glob("manifest-*.json"):
            old.unlink()
        beside.replace(manifest)
    return manifest


def build(
    context: dg.AssetExecutionContext,
    home: Home,
    progress: Progress,
    full_refresh: bool = False,
    attended: bool = False,
) -> Iterator[Any]:
    """Run `dbt build` and yield its Dagster events. Raises BuildFailed after the last event, a passing fault before the first.

    The events wait for the end of dbt, which has the warehouse to itself until then: only afterwards can be said what the tables hold.
    `attended` runs draw the column lineage that is known; others work out what is missing.
    """
    manifest = json.loads(manifest_path(home).read_text(encoding="utf-8"))
    # Unit tests are about the SQL, not about this warehouse: `make test` runs them.
    command = ["build", "--exclude-resource-type", "unit_test", *(["--full-refresh"] if full_refresh else [])]
    messages, outcome = _watched(home, command, progress)
    failure = None if outcome.success else BuildFailed(_why(outcome))
    if failure and faults.passing(failure, home):
        raise failure
    yield from _events(context, home, manifest, messages, attended)
    if failure:
        raise failure


def _watched(home: Home, command: list[str], progress: Progress) -> tuple[list[dict[str, Any]], dbtRunnerResult]:
    """Run dbt and show its progress; what it said of each node that has ended, and how it ended itself."""
    from google.protobuf.json_format import MessageToDict

    messages: list[dict[str, Any]] = []

    def listen(event: Any) -> None:
        if event.info.name in SHOWN:
            raw = MessageToDict(event, preserving_proto_field_name=True)
            data = raw["data"]
            progress.step(int(data.get("index", 0)), int(data.get("total", 0)), data["node_info"]["node_name"])
            messages.append(raw)

    return messages, _invoke(home, command, [listen])


def _events(
    context: dg.AssetExecutionContext,
    home: Home,
    manifest: dict[str, Any],
    messages: list[dict[str, Any]],
    attended: bool,
) -> Iterator[Any]:
    from dagster import AssetMaterialization, Output
    from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

    from orchestration.drawing import Translator
    from orchestration.lineage import Tables

    translator = Translator()
    tables = Tables(home, manifest, translator, compute=not attended)
    for raw in messages:
        message = DbtCoreCliEventMessage(raw_event=raw, event_history_metadata={})
        for event in message.to_default_asset_events(manifest, translator, context=context):
            if isinstance(event, Output | AssetMaterialization):
                more = tables.metadata(raw["data"]["node_info"]["unique_id"])
                event = event.with_metadata({**event.metadata, **more})
            yield event
    tables.keep()


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
