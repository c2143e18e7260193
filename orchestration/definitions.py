"""The one Definitions of the project: assets, gate, jobs, schedules, sensors. Loadable by `dg` and by the command line alike.

The home comes from GREENLEDGER_HOME and GREENLEDGER_INBOX, see orchestration/home.py.
"""

import logging
from collections.abc import Iterator

import dagster as dg

from extract import store
from orchestration import assets, elsewhere, gate, logs, retention, sensors, transform
from orchestration.home import Home
from orchestration.instance import RETRIES_TAGS
from orchestration.options import Options, backfill_batch, daily_cron

HOME = Home.resolve()
LOCK_PATIENCE_SECONDS = 900  # a scheduled run waits for one of the command line instead of failing at once


@dg.resource(description="The home directory, held exclusively for the time of the run.")
def home_of_the_run() -> Iterator[Home]:
    with HOME.locked(timeout=LOCK_PATIENCE_SECONDS):
        yield HOME


@dg.logger(description="To the log file of the process instead of its terminal.")
def file_logger(_: dg.InitLoggerContext) -> logging.Logger:
    return logging.getLogger("greenledger.run")


@dg.op(description="Delete runs and events older than GREENLEDGER_KEEP_DAYS.")
def clear_old_runs(context: dg.OpExecutionContext) -> None:
    context.log.info(f"{retention.clear(context.instance, HOME)} old runs deleted")


@dg.job(description="Throw away what is too old to be looked at.", executor_def=dg.in_process_executor)
def housekeeping() -> None:
    clear_old_runs()


HOME.export()
logs.to_file(HOME, everything=False)
version = store.current_extractor().version
dbt_models = assets.dbt_models(transform.manifest_path(HOME))
marts = [key for key in dbt_models.keys if key.path[0] == "marts"]

job = dg.define_asset_job(
    "greenledger",
    selection=dg.AssetSelection.all(),
    description="Extract what is new or changed, build, validate, publish.",
    executor_def=dg.in_process_executor,
    config=Options().run_config(),  # so that the launchpad shows all that may be asked
    tags=RETRIES_TAGS,
)


@dg.schedule(
    name="daily",
    job=job,
    cron_schedule=daily_cron(),
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="The main job, whether or not anything has arrived: also for decisions and vocabulary that changed.",
)
def daily() -> dg.RunRequest:
    return dg.RunRequest(run_config=Options(catch_up=backfill_batch()).run_config(), tags={sensors.WHY_TAG: "daily"})


weekly = dg.ScheduleDefinition(
    name="weekly_housekeeping",
    job=housekeeping,
    cron_schedule="0 4 * * 0",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)

defs = dg.Definitions(
    assets=[
        assets.extraction(version),
        dbt_models,
        assets.candidate_file(marts),
        assets.published_file(),
        *elsewhere.assets(),
    ],
    asset_checks=[gate.gate],
    jobs=[job, housekeeping],
    schedules=[daily, weekly],
    sensors=[sensors.inbox(HOME, job), sensors.backfill(version, job), sensors.failures(job)],
    resources={"home": home_of_the_run, **elsewhere.resources()},
    loggers={"file": file_logger},
    executor=dg.in_process_executor,
)
