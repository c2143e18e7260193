"""What is thrown away so that an installation runs for years: old runs with their events. Publications prune themselves.

GREENLEDGER_KEEP_DAYS   days that runs are kept, default 90; the last runs are kept whatever their age
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.home import Home

if TYPE_CHECKING:
    from dagster import DagsterInstance

KEEP_VARIABLE = "GREENLEDGER_KEEP_DAYS"
KEEP_DAYS = 90
KEEP_RUNS = 50  # so that the pages of the UI keep their last materializations after a long pause


def keep_days() -> float:
    """Raises ValueError for what is no number of days."""
    given = os.environ.get(KEEP_VARIABLE, "").strip() or str(KEEP_DAYS)
    try:
        days = float(given)
    except ValueError:
        days = -1.0
    if days < 0:
        raise ValueError(f"{KEEP_VARIABLE} is {given!r}; it must be a number of days, such as {KEEP_DAYS}.")
    return days


def clear(instance: DagsterInstance, home: Home, *, now: float | None = None, keep_runs: int = KEEP_RUNS) -> int:
    """Delete finished runs that are too old; returns how many. Runs at work or in the queue are never touched."""
    horizon = (time.time() if now is None else now) - keep_days() * 86400
    records = instance.get_run_records()  # newest first
    old = [
        record.dagster_run
        for record in records[keep_runs:]
        if record.dagster_run.is_finished and record.create_timestamp.timestamp() < horizon
    ]
    for run in old:
        instance.delete_run(run.run_id)
        for path in _event_files(home, run.run_id):
            path.unlink()
    return len(old)


def _event_files(home: Home, run_id: str) -> list[Path]:
    """Dagster empties the SQLite file of a deleted run and leaves it; there is none with PostgreSQL."""
    return sorted((home.dagster / "history" / "runs").glob(f"{run_id}.db*"))
