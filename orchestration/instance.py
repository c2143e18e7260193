"""The Dagster instance of a home: its configuration file, and the runs that a killed process left open.

GREENLEDGER_DAGSTER_POSTGRES_URL   postgresql://user:password@host/database: runs, events and schedules are kept there
                                   instead of in SQLite files under <home>/dagster
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from orchestration.home import Home

if TYPE_CHECKING:
    from dagster import DagsterInstance

LAUNCHER_TAG = "greenledger/launcher"
_STORAGE_VARIABLE = "GREENLEDGER_DAGSTER_STORAGE"  # the same address with its driver; SQLAlchemy would take another one
POSTGRES_VARIABLE = "GREENLEDGER_DAGSTER_POSTGRES_URL"
RETRIES_TAGS = {"dagster/max_retries": "3", "dagster/retry_strategy": "ALL_STEPS"}

_FIRST_LINE = "# Written by greenledger"
CONFIG = f"""\
{_FIRST_LINE}, at each start. To keep changes of your own, remove this line.
telemetry:
  enabled: false
nux:
  enabled: false
# The warehouse has one writer: further runs wait in the queue.
concurrency:
  runs:
    max_concurrent_runs: 1
# A run whose process died is started again (tags of the job say how often); one that failed is not: it would fail again.
run_retries:
  enabled: true
  max_retries: 0
  retry_on_asset_or_op_failure: false
run_monitoring:
  enabled: true
  start_timeout_seconds: 300
  cancel_timeout_seconds: 120
code_servers:
  local_startup_timeout: 180
# A look at the inbox every few seconds is a row each.
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days: {{skipped: 2, started: 90, success: 30, failure: 30}}
# Steps log through Dagster and to logs/; capturing the process's own output would tear the progress bar.
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
"""
_POSTGRES = f"""\
storage:
  postgres:
    postgres_url:
      env: {_STORAGE_VARIABLE}
"""


class NoPostgres(RuntimeError):
    """The history shall be kept in PostgreSQL, and the address is none or nobody answers there."""


def configure(home: Home) -> None:
    """Write <home>/dagster/dagster.yaml unless a person has made it their own. Raises NoPostgres."""
    url = os.environ.get(POSTGRES_VARIABLE, "")
    if url:
        _check_postgres(url)
        os.environ[_STORAGE_VARIABLE] = f"postgresql+psycopg2://{url.partition('://')[2]}"
    wanted = CONFIG + (_POSTGRES if url else "")
    path = home.dagster / "dagster.yaml"
    standing = path.read_text(encoding="utf-8") if path.exists() else None
    if standing is None or (standing.startswith(_FIRST_LINE) and standing != wanted):
        home.dagster.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        beside.write_text(wanted, encoding="utf-8")
        beside.replace(path)


def open_instance(home: Home) -> DagsterInstance:
    """The instance of this home, so that runs of the command line stand in the UI beside scheduled ones."""
    from dagster import DagsterInstance

    configure(home)
    return DagsterInstance.from_config(str(home.dagster))


def close_abandoned(instance: DagsterInstance, *, all_launchers: bool = False) -> int:
    """End runs that died without a word. Only the holder of the home's lock may call this: whoever runs holds it.

    A run of the service is then started again by its daemon, one of the command line is not. `all_launchers` is for the
    service itself, when it starts and stops: while it is up, a run that waits for the lock is alive without holding it.
    """
    from dagster import DagsterRunStatus, RunsFilter

    open_states = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING]
    tags = {} if all_launchers else {LAUNCHER_TAG: "cli"}
    abandoned = instance.get_runs(RunsFilter(statuses=open_states, tags=tags))
    for run in abandoned:
        instance.report_run_failed(
            run, "The process of this run ended before the run did; nothing is lost, the next run takes up its work."
        )
    return len(abandoned)


def _check_postgres(url: str) -> None:
    import psycopg2

    if not url.startswith(("postgresql://", "postgres://")):
        raise NoPostgres(f"{POSTGRES_VARIABLE} must be postgresql://user:password@host:port/database.")
    try:
        psycopg2.connect(url, connect_timeout=10).close()
    except psycopg2.Error as error:
        raise NoPostgres(f"PostgreSQL at {POSTGRES_VARIABLE} cannot be used: {str(error).strip()}") from error
