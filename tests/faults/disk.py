"""A disk that fills while a run writes: the home lies on a small file system of its own (tmpfs), which takes root to make."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.kills import Trial
from tests.faults.scene import Scene

KIND = "full disk"
SHARES = (0.0, 0.02, 0.1, 0.25, 0.5, 0.7, 0.85, 0.95)  # of the room that a whole run takes


def full_disks(scene: Scene, seed: int) -> Iterator[Trial]:
    """Runs that have less room than they take, from none to nearly enough; then room is made and one more runs."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        yield Trial(KIND, "small tmpfs", "skipped: it takes root to mount one", 0.0)
        return
    rng = random.Random(seed)
    scene.empty_home()
    with _small_disk(scene.home):
        scene.set_up("update")
        before = _used(scene.home)
        assert scene.runs.finish().code == 0
        grows = _used(scene.home) - before
        for share in SHARES:
            scene.set_up("update")
            room = int(grows * min(1.0, share * rng.uniform(0.9, 1.0)))
            filler = scene.home / ".filler"
            _fill(filler, _free(scene.home) - room)
            child = scene.runs.finish()
            wrong = None if child.code in (1, 2) else f"the run on a full disk ended with {child.code}"
            if wrong is None and not child.report.get("errors"):
                wrong = "the run on a full disk gave no reason"
            wrong = wrong or scene.stands("update")
            filler.unlink()
            began = time.monotonic()
            wrong = wrong or scene.recover("update")[0]
            yield Trial(KIND, f"{room / 2**20:.1f} MiB free, {child.stage}", wrong, time.monotonic() - began)


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m", "faults", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _used(folder: Path) -> int:
    usage = os.statvfs(folder)
    return (usage.f_blocks - usage.f_bfree) * usage.f_frsize


def _free(folder: Path) -> int:
    usage = os.statvfs(folder)
    return usage.f_bavail * usage.f_frsize


def _fill(path: Path, size: int) -> None:
    with path.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, max(size, 1))
