"""What starts runs and what tells people: the inbox, documents that an older extractor has read, failed runs."""

from __future__ import annotations

import time
from typing import Any

import dagster as dg
from dagster import DagsterRunStatus as Status

from orchestration import alerts, history, intake
from orchestration.arrivals import Cursor, decide
from orchestration.home import Home
from orchestration.observed import RAW_DOCUMENTS
from orchestration.options import Options, backfill_batch
from orchestration.run import why

WHY_TAG = "greenledger/why"
LOOK_SECONDS = 10  # at the inbox
_OPEN = [Status.QUEUED, Status.NOT_STARTED, Status.STARTING, Status.STARTED, Status.CANCELING]


def inbox(home: Home, job: Any) -> dg.SensorDefinition:
    @dg.sensor(
        name="inbox",
        job=job,
        minimum_interval_seconds=LOOK_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Starts one run for what has arrived in the inbox, once the files have stopped growing.",
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        try:
            scan = intake.listing(home)
        except (intake.EmptyInbox, OSError) as error:
            return dg.SensorResult(skip_reason=str(error), cursor=context.cursor)
        decision = decide(scan, Cursor.read(context.cursor), time.time())
        if decision.run_key is None:
            return dg.SensorResult(skip_reason=decision.reason, cursor=decision.cursor.write())
        if _count(context.instance, job.name, [Status.QUEUED, Status.NOT_STARTED]):
            return dg.SensorResult(skip_reason="A run that waits in the queue will read them.", cursor=context.cursor)
        config = Options(catch_up=backfill_batch()).run_config()
        config["ops"]["extraction"]["config"]["leave"] = list(decision.leave)
        request = dg.RunRequest(run_key=decision.run_key, run_config=config, tags={WHY_TAG: "inbox"})
        return dg.SensorResult(run_requests=[request], cursor=decision.cursor.write())

    return sensor


def backfill(version: str, job: Any) -> dg.SensorDefinition:
    @dg.sensor(
        name="backfill",
        job=job,
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="After a change of extractor or vocabulary: one run after the other, each with a batch of documents to read again.",
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        last = context.instance.get_latest_materialization_event(RAW_DOCUMENTS)
        known = history.latest(context.instance, RAW_DOCUMENTS)
        if last is None:
            return dg.SensorResult(skip_reason="No document has been read yet.")
        if known.get("extractor_version") == version and not known.get("behind"):
            return dg.SensorResult(skip_reason="All documents were read by the current extractor.")
        if _count(context.instance, job.name, _OPEN):
            return dg.SensorResult(skip_reason="A run is at work or waits; documents that are behind come after it.")
        runs = context.instance.get_runs(dg.RunsFilter(job_name=job.name), limit=1)
        if runs and runs[0].status != Status.SUCCESS and known.get("extractor_version") == version:
            return dg.SensorResult(
                skip_reason=f"The last run did not succeed ({runs[0].run_id}); it has to be looked at first."
            )
        request = dg.RunRequest(
            # Once for each state: a batch that got nowhere is not asked for again.
            run_key=f"{version}-{last.run_id}",
            run_config=Options(catch_up=backfill_batch()).run_config(),
            tags={WHY_TAG: "backfill"},
        )
        return dg.SensorResult(run_requests=[request])

    return sensor


def failures(job: Any) -> dg.SensorDefinition:
    @dg.run_failure_sensor(
        name="failures",
        monitored_jobs=[job],
        minimum_interval_seconds=15,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Reports runs that failed and publications that a check has blocked: log, webhook, mail.",
    )
    def sensor(context: dg.RunFailureSensorContext) -> dg.SkipReason:
        alert = described(context.instance, context.dagster_run, context.failure_event.message)
        if context.dagster_run.tags.get("dagster/will_retry") == "true":
            # Its process ended, as at a stop of the service; if the new try fails too, that is reported.
            context.log.warning(f"{alert.text} It is tried again by itself.")
            return dg.SkipReason("An interrupted run is tried again.")
        problems = alerts.send(alert)
        context.log.error(f"{alert.title}: {alert.text}")
        return dg.SkipReason("; ".join([alert.title, *problems]))

    return sensor


def described(instance: dg.DagsterInstance, run: dg.DagsterRun, message: str | None) -> alerts.Alert:
    """What a person should read about a failed run: the checks that blocked it, or what broke."""
    checks = [
        entry.dagster_event.asset_check_evaluation_data
        for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
        if entry.dagster_event
    ]
    blocking = [check for check in checks if not check.passed and check.severity == dg.AssetCheckSeverity.ERROR]
    if blocking:
        lines = [
            f"{check.asset_key.path[-1]}.{check.check_name}: {check.description or 'failed'}" for check in blocking[:10]
        ]
        title = f"greenledger: publication blocked by {len(blocking)} checks; readers keep the last one"
    else:
        lines = [
            f"{entry.step_key}: {why(entry.dagster_event.step_failure_data)}"
            for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
            if entry.dagster_event
        ] or [message or "no message"]
        title = "greenledger: run failed; readers keep the last publication"
    return alerts.Alert(title, "\n".join(lines), run.run_id, alerts.run_url(run.run_id), bool(blocking))


def _count(instance: dg.DagsterInstance, job_name: str, statuses: list[Status]) -> int:
    return instance.get_runs_count(dg.RunsFilter(job_name=job_name, statuses=statuses))
