"""Clocks that are wrong: a run in the past, in the future, and one whose clock jumps back; files with such times."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults.kills import Trial
from tests.faults.scene import Scene

KIND = "skewed clock"
LIBRARIES = ("/usr/lib/*/faketime/libfaketime.so.1", "/usr/local/lib/faketime/libfaketime.so.1")
CLOCKS = {"ten years back": "-3650d", "ten years on": "+3650d", "before 1970": "1969-12-31 23:59:00"}


def skewed_clocks(scene: Scene) -> Iterator[Trial]:
    """Runs under libfaketime, as processes of their own because it is loaded with the program; then one at the right time."""
    yield from _times_of_files(scene)
    library = next((str(p) for pattern in LIBRARIES for p in sorted(Path("/").glob(pattern.lstrip("/")))), None)
    if library is None:
        yield Trial(KIND, "libfaketime", "skipped: it is not installed (Debian: faketime)", 0.0)
        return
    for what, offset in CLOCKS.items():
        scene.set_up("update")
        environment = {**os.environ, "LD_PRELOAD": library, "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        command = [sys.executable, "-m", "orchestration.cli", "run"]
        command += ["--home", str(scene.home), "--inbox", str(scene.inbox)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=1200)
        wrong = None if done.returncode == 0 else f"the run ended with {done.returncode}: {done.stderr[-300:]}"
        wrong = wrong or scene.stands("update")
        began = time.monotonic()
        wrong = wrong or scene.recover("update")[0]
        yield Trial(KIND, what, wrong, time.monotonic() - began)


def _times_of_files(scene: Scene) -> Iterator[Trial]:
    """Files from 1970 and from the future: only that a time differs counts, not which of two is later."""
    for what, seconds in {"files from 1970": 0, "files from 2100": 4_102_444_800}.items():
        scene.set_up("update")
        for path in scene.inbox.iterdir():
            os.utime(path, (seconds, seconds))
        child = scene.runs.finish()
        wrong = None if child.code == 0 else f"the run ended with {child.code}"
        wrong = wrong or scene.stands("update")
        scene.lay_inbox_again()
        began = time.monotonic()
        wrong = wrong or scene.recover("update")[0]
        yield Trial(KIND, what, wrong, time.monotonic() - began)
