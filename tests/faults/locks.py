"""Others who hold what a run needs: the home, the warehouse, the published file, Dagster's own database."""

from __future__ import annotations

import multiprocessing
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from tests.faults.kills import Trial
from tests.faults.scene import Scene

KIND = "held lock"


def held_locks(scene: Scene) -> Iterator[Trial]:
    """Each lock held from before a run, and the warehouse taken in the middle of one."""
    home = scene.home
    cases: dict[str, tuple[Callable[[Any], None], tuple[int, ...]]] = {
        "home": (lambda go: _hold_home(home, go), (2,)),
        "warehouse, a writer": (lambda go: _hold_database(home / "warehouse.duckdb", False, go), (2,)),
        "warehouse, a reader": (lambda go: _hold_database(home / "warehouse.duckdb", True, go), (2,)),
        "published file, a reader": (lambda go: _hold_database(home / "published/greenledger.duckdb", True, go), (0,)),
        "Dagster's runs": (lambda go: _hold_sqlite(home / "dagster/history/runs.db", go), (0, 1)),
    }
    for what, (hold, codes) in cases.items():
        scene.set_up("update")
        with _holding(hold):
            child = scene.runs.finish()
        yield _judged(scene, what, child, codes)
    for stage in ("after extract", "after build", "after validate"):
        scene.set_up("update")
        child = scene.runs.start()
        child.wait_for(stage)
        with _holding(lambda go: _hold_database(home / "warehouse.duckdb", False, go)):
            child.wait()
        yield _judged(scene, f"warehouse, {stage}", child, (0, 1))


def _judged(scene: Scene, what: str, child: Any, codes: tuple[int, ...]) -> Trial:
    wrong = None if child.code in codes else f"the run ended with {child.code}"
    if wrong is None and child.code and not child.report.get("errors"):
        wrong = "the run gave no reason"
    wrong = wrong or scene.stands("update")
    began = time.monotonic()
    wrong = wrong or scene.recover("update")[0]
    return Trial(KIND, f"{what} → {child.code}", wrong, time.monotonic() - began)


@contextmanager
def _holding(hold: Callable[[Any], None]) -> Iterator[None]:
    """A process of its own that holds the lock for the time."""
    here, there = multiprocessing.get_context("fork").Pipe()
    process = multiprocessing.get_context("fork").Process(target=hold, args=(there,))
    process.start()
    assert here.poll(120), "the lock was not taken"
    here.recv()
    try:
        yield
    finally:
        here.send("enough")
        process.join()


def _hold_home(home: Any, pipe: Any) -> None:
    from orchestration.home import Home

    with Home.resolve(home).locked(timeout=60):
        pipe.send("held")
        pipe.recv()


def _hold_database(path: Any, read_only: bool, pipe: Any) -> None:
    until = time.monotonic() + 100
    while True:  # in the middle of a run the job may have it open at this moment
        try:
            with duckdb.connect(str(path), read_only=read_only):
                pipe.send("held")
                pipe.recv()
                return
        except duckdb.IOException:
            if time.monotonic() > until:
                raise
            time.sleep(0.005)


def _hold_sqlite(path: Any, pipe: Any) -> None:
    con = sqlite3.connect(path, timeout=60)
    con.execute("begin exclusive")
    pipe.send("held")
    pipe.poll(20)
    con.rollback()
