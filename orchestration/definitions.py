"""The one Definitions of the project: assets, gate, job, schedule. Loadable by `dg` and by the command line alike.

The home comes from GREENLEDGER_HOME and GREENLEDGER_INBOX, see orchestration/home.py.
"""

import logging
from collections.abc import Iterator

import dagster as dg

from orchestration import assets, gate, transform
from orchestration.home import Home

HOME = Home.resolve()
LOCK_PATIENCE_SECONDS = 900  # a scheduled run waits for one of the command line instead of failing at once


@dg.resource(description="The home directory, held exclusively for the time of the run.")
def home_of_the_run() -> Iterator[Home]:
    with HOME.locked(timeout=LOCK_PATIENCE_SECONDS):
        yield HOME


@dg.logger(description="To the log file of the process instead of its terminal.")
def file_logger(_: dg.InitLoggerContext) -> logging.Logger:
    return logging.getLogger("greenledger.run")


HOME.export()
dbt_models = assets.dbt_models(transform.manifest_path(HOME))
marts = [key for key in dbt_models.keys if key.path[0] == "marts"]

job = dg.define_asset_job(
    "greenledger",
    selection=dg.AssetSelection.all(),
    description="Extract what is new or changed, build, validate, publish.",
    executor_def=dg.in_process_executor,
)
daily = dg.ScheduleDefinition(
    name="daily",
    job=job,
    cron_schedule="30 5 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)

defs = dg.Definitions(
    assets=[assets.extraction, dbt_models, assets.published_file(marts)],
    asset_checks=[gate.checks(marts)],
    jobs=[job],
    schedules=[daily],
    resources={"home": home_of_the_run},
    loggers={"file": file_logger},
    executor=dg.in_process_executor,
)
