"""What a run may be asked to do differently: the same questions on the command line and in Dagster's launchpad.

No import of Dagster: the command line builds these before it knows whether the call is good. assets.py holds the other end.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

CRON_VARIABLE = "GREENLEDGER_DAILY_CRON"
_CRON = "30 5 * * *"  # in China; before people come to work
BATCH_VARIABLE = "GREENLEDGER_BACKFILL_DOCUMENTS"
_BATCH = 2000  # a few minutes of reading, so that what has just arrived never waits long behind a backfill


@dataclass(frozen=True, slots=True)
class Options:
    """The default is the main job: all that is new or changed, and all that an older extractor has read."""

    documents: tuple[str, ...] = ()
    reread: bool = False
    catch_up: int | None = None
    full_refresh: bool = False
    publish: bool = True

    def run_config(self) -> dict[str, Any]:
        """The run configuration of the job that says the same."""
        extraction: dict[str, Any] = {"documents": list(self.documents), "reread": self.reread}
        if self.catch_up is not None:
            extraction["catch_up"] = self.catch_up
        return {
            "loggers": {"file": {}},  # events are in the UI; thousands of lines a run are not for a terminal
            "ops": {
                "extraction": {"config": extraction},
                "dbt_models": {"config": {"full_refresh": self.full_refresh}},
                "publication": {"config": {"publish": self.publish}},
            },
        }


def backfill_batch() -> int:
    """How many documents an unattended run reads again after the extractor changed. Raises ValueError for what is no number."""
    given = os.environ.get(BATCH_VARIABLE, "").strip()
    if given and not given.isdigit():
        raise ValueError(f"{BATCH_VARIABLE} is {given!r}; it must be a number of documents, such as {_BATCH}.")
    return int(given) if given else _BATCH


def daily_cron() -> str:
    """When the daily schedule ticks, as a cron expression in China's time; Dagster refuses what is none."""
    return os.environ.get(CRON_VARIABLE, "").strip() or _CRON
