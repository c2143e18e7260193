"""The Dagster instance of a home: its configuration file, and the runs that a killed process left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestration.home import Home

if TYPE_CHECKING:
    from dagster import DagsterInstance

LAUNCHER_TAG = "greenledger/launcher"

CONFIG = """\
# Written by greenledger when it is missing; edit freely.
telemetry:
  enabled: false
nux:
  enabled: false
# The warehouse has one writer: further runs wait in the queue.
concurrency:
  runs:
    max_concurrent_runs: 1
# Steps log through Dagster and to logs/; capturing the process's own output would tear the progress bar.
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
"""


def configure(home: Home) -> None:
    """Write <home>/dagster/dagster.yaml unless it stands."""
    path = home.dagster / "dagster.yaml"
    if not path.exists():
        home.dagster.mkdir(parents=True, exist_ok=True)
        path.write_text(CONFIG, encoding="utf-8")


def open_instance(home: Home) -> DagsterInstance:
    """The instance of this home, so that runs of the command line stand in the UI beside scheduled ones."""
    from dagster import DagsterInstance

    configure(home)
    return DagsterInstance.from_config(str(home.dagster))


def close_abandoned(instance: DagsterInstance) -> int:
    """End runs of the command line that died without a word. Only the holder of the home's lock may call this."""
    from dagster import DagsterRunStatus, RunsFilter

    open_states = [DagsterRunStatus.STARTING, DagsterRunStatus.STARTED]
    abandoned = instance.get_runs(RunsFilter(statuses=open_states, tags={LAUNCHER_TAG: "cli"}))
    for run in abandoned:
        instance.report_run_failed(
            run, "The process of this run ended before the run did; the next run takes up its work."
        )
    return len(abandoned)
