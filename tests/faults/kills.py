"""Kills at random points of every stage.

Most kills are images: all threads of a run are stopped, its home is copied, the run goes on. The copy is what SIGKILL at that
point leaves, for a killed process changes no file any more. Images are taken of the steps of the job that write, without Dagster
and the checks; the last point of each such run, and some runs of the whole job in each of its stages, end by SIGKILL itself.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.faults.runs import Child
from tests.faults.scene import Scene

# points of each run by stage: what writes gets more
POINTS = {"extract": 4, "after extract": 1, "build": 7, "after build": 1, "publish": 6}
WHOLE_RUNS = 10  # of the whole job, each killed once


@dataclass(frozen=True)
class Trial:
    """One fault and what came of it; `wrong` is None when the published file stood and the following run ended as it should."""

    kind: str
    where: str
    wrong: str | None
    seconds: float  # of the following run


def kills(scene: Scene, count: int, seed: int) -> Iterator[Trial]:
    """`count` kills or a few more, in runs that begin a home or change one in turn."""
    rng = random.Random(seed)
    done = turn = 0
    while done < count:
        start = "blank" if turn % 3 == 2 else "update"
        whole = turn < WHOLE_RUNS
        for trial in _killed_once(scene, start, rng, turn) if whole else _one_run(scene, start, rng):
            done += 1
            yield trial
        turn += 1


def _killed_once(scene: Scene, start: str, rng: random.Random, turn: int) -> Iterator[Trial]:
    """The whole job, killed in one stage or another, and the whole job behind it."""
    scene.set_up(start)
    planned = scene.seconds[True]
    stage = list(planned)[turn % len(planned)]
    child = scene.runs.start()
    child.wait_for(stage)
    child.let_run(planned[stage] * rng.random())
    where = child.stage
    child.kill()
    yield _after_kill(scene, start, child, where, whole=True)


def _one_run(scene: Scene, start: str, rng: random.Random) -> Iterator[Trial]:
    scene.set_up(start)
    planned = scene.seconds[False]
    points = [(stage, rng.random()) for stage, n in POINTS.items() if stage in planned for _ in range(n)]
    order = list(planned)
    points.sort(key=lambda point: (order.index(point[0]), point[1]))
    images: list[tuple[str, Path]] = []
    child = scene.runs.start(whole=False)
    before = ("", 0.0)
    for number, (stage, share) in enumerate(points):
        if not child.wait_for(stage):
            break
        child.let_run(planned[stage] * (share - (before[1] if before[0] == stage else 0.0)))
        before = (stage, share)
        if child.code is not None:
            break
        if number == len(points) - 1:
            where = child.stage
            child.kill()
            yield _after_kill(scene, start, child, where, whole=False)
            break
        image = scene.folder / "images" / f"{number:02d}"
        with _Stopped(child):
            shutil.copytree(scene.home, image, symlinks=True)
            child.listen_now()
        images.append((child.stage, image))
    child.kill()
    for where, image in images:
        scene.empty_home()
        for path in image.iterdir():
            path.rename(scene.home / path.name)
        image.rmdir()
        began = time.monotonic()
        wrong = scene.stands(start) or scene.recover(start, whole=False)[0]
        yield Trial("SIGKILL (image)", where, wrong, time.monotonic() - began)


def _after_kill(scene: Scene, start: str, child: Child, where: str, *, whole: bool) -> Trial:
    orphans = child.orphans()
    began = time.monotonic()
    wrong = f"processes live on: {orphans}" if orphans else scene.stands(start)
    wrong = wrong or scene.recover(start, whole=whole)[0]
    return Trial("SIGKILL, whole job" if whole else "SIGKILL", where, wrong, time.monotonic() - began)


class _Stopped:
    """All processes and threads of a run stand still."""

    def __init__(self, child: Child) -> None:
        self.child = child

    def __enter__(self) -> None:
        os.killpg(self.child.pid, signal.SIGSTOP)
        while not all(state in "TZ" for state in _states(self.child.pid)):
            time.sleep(0.001)

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):  # it had ended by itself
            os.killpg(self.child.pid, signal.SIGCONT)


def _states(pid: int) -> list[str]:
    return [(task / "stat").read_text().rpartition(")")[2].split()[0] for task in Path(f"/proc/{pid}/task").iterdir()]
