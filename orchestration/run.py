"""One headless run of the main job in this process, and what became of it. Dagster is imported only once the call is known to be good."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from exports import write as exports
from extract import inbox, planning
from orchestration import extraction_engine, intake, logs, retention
from orchestration.home import Busy, Home
from orchestration.options import Options
from orchestration.progress import Progress, shown_by

if TYPE_CHECKING:
    from dagster import ExecuteInProcessResult

LOOK_SECONDS = 2  # `status` and the like hold a home only for a look
SEEN_STATES = ("new", "changed", "unchanged", "removed", "failed")
NAMED_STATES = ("left_out", "behind")  # only named where there are some
SHOWN_OTHERWISE = frozenset(
    {"every_file_is_readable", "read_by_the_current_extractor"}
)  # the files themselves are listed
EVERYTHING = Options()


class Unusable(RuntimeError):
    """The call or the input cannot be used: what is wrong, and what to do about it."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason, self.remedy = reason, remedy


@dataclass(slots=True)
class Check:
    table: str
    name: str
    passed: bool
    blocks: bool
    description: str
    metadata: dict[str, Any]


@dataclass(slots=True)
class Report:
    """What a run did. Counts that a failed run did not come to are absent."""

    success: bool
    files: dict[str, int] = field(default_factory=dict)
    failures: list[tuple[str, str, str]] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    read: int | None = None
    documents: int | None = None
    candidates: int | None = None
    observations: int | None = None
    rejected: list[tuple[str, str, int]] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    publication: dict[str, Any] = field(default_factory=dict)
    postgres: dict[str, Any] = field(default_factory=dict)
    validation_report: str = ""
    errors: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def run(home: Home, progress: Progress, options: Options = EVERYTHING) -> Report:
    """Extract, build, validate, publish. Raises Unusable before anything was touched."""
    started = time.monotonic()
    _usable_settings()
    scan = _usable_inbox(home, options)
    try:
        with home.locked(timeout=LOOK_SECONDS):
            _free_warehouse(home)
            logs.to_file(home, everything=True)
            with shown_by(progress):
                result = _execute(home, progress, options)
            report = _report(home, result)
    except Busy as error:
        raise Unusable(str(error), "Wait until it has ended (greenledger status), or use another --home.") from error
    report.ignored = list(scan.ignored)
    report.seconds = {**progress.seconds, "total": time.monotonic() - started}
    return report


def _usable_settings() -> None:
    try:
        exports.formats(os.environ.get("GREENLEDGER_EXPORTS"))
    except ValueError as error:
        raise Unusable(str(error), "Mend GREENLEDGER_EXPORTS, or unset it: all are written then.") from error
    try:
        retention.keep_days()
    except ValueError as error:
        raise Unusable(str(error), "Mend it, or unset it.") from error
    try:
        extraction_engine.check()
    except extraction_engine.WrongSetting as error:
        raise Unusable(str(error), error.remedy) from error


def _usable_inbox(home: Home, options: Options) -> inbox.Scan:
    put = "Put reports (.txt, .html, .docx, .pdf) there, or name another folder with --inbox."
    try:
        scan = intake.listing(home)
    except intake.EmptyInbox as error:
        raise Unusable(
            str(error), f"{put} What is published stays." if home.inbox.exists() else f"Create it. {put}"
        ) from None
    except NotADirectoryError:
        raise Unusable(
            f"The inbox {home.inbox} is not a folder.", "Name the folder that holds the reports with --inbox."
        ) from None
    except OSError as error:
        raise Unusable(
            f"The inbox cannot be listed: {error}.", "Give this user the right to read the folder."
        ) from error
    selection = planning.Selection(options.documents)
    if not any(file.relative_path in selection for file in scan.files):
        patterns = ", ".join(options.documents)
        raise Unusable(
            f"No file of {home.inbox} matches {patterns}.",
            "Give its path below the inbox, its name, or a pattern such as '2023*'.",
        )
    return scan


def _free_warehouse(home: Home) -> None:
    """DuckDB lets one process write or several read: say who is in the way before the work starts, not in its middle."""
    try:
        home.path.mkdir(parents=True, exist_ok=True)
        duckdb.connect(str(home.warehouse)).close()
    except duckdb.IOException as error:
        remedy = "Close the program that has it open; readers open published/greenledger.duckdb, not the warehouse."
        raise Unusable(f"The warehouse {home.warehouse} cannot be opened: {error}", remedy) from error
    except OSError as error:
        raise Unusable(f"The home {home.path} cannot be written: {error}.", "Choose another with --home.") from error


def _execute(home: Home, progress: Progress, options: Options) -> ExecuteInProcessResult:
    with progress.part("start"):
        home.export()
        from orchestration import definitions
        from orchestration.instance import LAUNCHER_TAG, NoPostgres, close_abandoned, open_instance

        job = definitions.defs.resolve_job_def(definitions.job.name)
        try:
            instance = open_instance(home)
        except NoPostgres as error:
            raise Unusable(str(error), "Start it, or unset the variable to keep runs in SQLite files.") from error
    with instance:
        close_abandoned(instance)
        retention.clear(instance, home)
        return job.execute_in_process(
            instance=instance,
            run_config=options.run_config(),
            tags={LAUNCHER_TAG: "cli", "dagster/max_retries": "0"},  # whoever sits there starts it again, or not
            raise_on_error=False,
        )


def _report(home: Home, result: ExecuteInProcessResult) -> Report:
    report = Report(success=result.success)
    for event in result.get_asset_materialization_events():
        key = event.asset_key.path if event.asset_key else ()
        metadata = {name: value.value for name, value in event.materialization.metadata.items()}
        if key == ["raw", "documents"]:
            report.files = {state: metadata[state] for state in SEEN_STATES}
            report.files |= {state: metadata[state] for state in NAMED_STATES if metadata[state]}
            report.read, report.documents = metadata["read"], metadata["dagster/row_count"]
        elif key == ["raw", "metric_candidates"]:
            report.candidates = metadata["dagster/row_count"]
        elif key == ["published", "greenledger"]:
            report.publication = metadata
        elif key == ["published", "postgres"]:
            report.postgres = metadata
    for check in result.get_asset_check_evaluations():
        if check.check_name in SHOWN_OTHERWISE:
            continue
        metadata = {name: _plain(value) for name, value in check.metadata.items()}
        blocks = check.severity.value == "ERROR"
        if "validation_report" in metadata:
            report.validation_report = str(home.validation_report)
        report.checks.append(
            Check(check.asset_key.path[-1], check.check_name, check.passed, blocks, check.description or "", metadata)
        )
    for event in result.filter_events(lambda event: event.is_step_failure):
        report.errors.append(f"{event.step_key}: {why(event.step_failure_data)}")
    report.failures, report.observations, report.rejected = _counts(home.warehouse)
    return report


def _plain(value: Any) -> Any:
    """Metadata of Dagster as plain values; a table as its rows."""
    records = getattr(value, "records", None)
    return value.value if records is None else [dict(record.data) for record in records]


def why(failure: Any) -> str:
    """Of a step's failure data: what it was told to say, else the message of the innermost error without its class."""
    if failure.user_failure_data and failure.user_failure_data.description:
        return failure.user_failure_data.description
    error = failure.error
    while error is not None and error.cause is not None:
        error = error.cause
    if error is None:
        return "failed without a message; see the log"
    return re.sub(r"^[\w.]+: ", "", str(error.message).strip())


def _counts(warehouse: Path) -> tuple[list[tuple[str, str, str]], int | None, list[tuple[str, str, int]]]:
    """Failed files, and what the built marts hold; a run that broke before may have left neither."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        tables = {
            f"{schema}.{name}"
            for schema, name in con.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        }
        failures, observations, rejected = [], None, []
        if "raw.documents" in tables:
            failures = con.execute("""
                select inbox_files.relative_path, error_reason, error_remedy
                from raw.inbox_files join raw.documents using (document_id) where status = 'failed' order by 1
            """).fetchall()
        if {"marts.fct_observation", "marts.rejected_candidate", "seeds.reject_reasons"} <= tables:
            row = con.execute("select count(*) from marts.fct_observation").fetchone()
            observations = row[0] if row else None
            rejected = con.execute("""
                select reject_reason, any_value(reasons.name_zh), count(*) as n
                from marts.rejected_candidate left join seeds.reject_reasons as reasons on reason_code = reject_reason
                group by 1 order by n desc, 1
            """).fetchall()
    return failures, observations, rejected
