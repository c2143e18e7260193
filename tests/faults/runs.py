"""Runs of the main job as children of a process that has imported everything: a run costs its work, not its imports.

A child reports where it is through a pipe, so that it can be killed in a stage of choice. `Runs` is made before the first
thread of the parent starts, and the parent never opens a warehouse of its own: what is forked holds no lock.
"""

from __future__ import annotations

import dataclasses
import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 1200  # seconds; a run that hangs is a failure, not a wait


@dataclass
class Child:
    """A run under way: `stage` is the last one that it has told of."""

    pid: int
    pipe: int
    stage: str = "start"
    told: list[tuple[str, float]] = field(default_factory=list)  # stage and seconds since its beginning
    report: dict[str, Any] = field(default_factory=dict)
    code: int | None = None
    begun: float = field(default_factory=time.monotonic)
    _rest: bytes = b""

    def wait_for(self, stage: str) -> bool:
        """Until the stage has begun; False when the run ended without it."""
        while stage != "start" and all(told != stage for told, _ in self.told) and self.code is None:
            self._listen(None)
        return self.code is None

    def let_run(self, seconds: float) -> None:
        """Go on listening for so long, or until the run ends."""
        until = time.monotonic() + seconds
        while self.code is None and (left := until - time.monotonic()) > 0:
            self._listen(left)

    def listen_now(self) -> None:
        """Take in what the run has told so far."""
        while self.code is None and select.select([self.pipe], [], [], 0)[0]:
            self._listen(0)

    def wait(self) -> int:
        while self.code is None:
            self._listen(None)
        return self.code

    def kill(self) -> None:
        """SIGKILL to the run alone, as the kernel does when memory is short: what it has started must end by itself."""
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait()

    def orphans(self) -> list[int]:
        """Processes of the run that live on two seconds after it."""
        until = time.monotonic() + 2
        while (alive := _of_session(self.pid)) and time.monotonic() < until:
            time.sleep(0.02)
        return alive

    def _listen(self, seconds: float | None) -> None:
        if time.monotonic() - self.begun > PATIENCE:
            os.killpg(self.pid, signal.SIGKILL)
            raise TimeoutError(f"the run hung in {self.stage}")
        ready, _, _ = select.select([self.pipe], [], [], 1.0 if seconds is None else min(seconds, 1.0))
        if not ready:
            return
        piece = os.read(self.pipe, 65536)
        if not piece:
            os.close(self.pipe)
            _, status = os.waitpid(self.pid, 0)
            self.code = os.waitstatus_to_exitcode(status)
            return
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "stage" in message:
                self.stage = message["stage"]
                self.told.append((self.stage, time.monotonic() - self.begun))
            else:
                self.report = message


class Runs:
    """Starts runs of one home and one inbox."""

    def __init__(self, home: Path, inbox: Path, log: Path) -> None:
        from orchestration.home import Home

        self.home = Home.resolve(home, inbox)
        self.log = log
        self.first = self.finish()  # leaves the manifest of dbt in the home, so that the parent need not make one
        if self.first.code != 0:
            raise RuntimeError(f"the undisturbed run failed: {self.first.report.get('errors')}; see {log}")
        self.home.export()
        _import_all()

    def start(self, prepare: Callable[[], None] = lambda: None, *, whole: bool = True) -> Child:
        """Fork a run; `prepare` is called in the child before it begins. Not `whole`: without Dagster and the checks."""
        here, there = os.pipe()
        pid = os.fork()
        if pid:
            os.close(there)
            return Child(pid, here)
        os.close(here)
        os.setsid()
        code = 70
        try:
            self._speak_to_log()
            prepare()
            code = self._run(there, whole=whole)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def finish(self, prepare: Callable[[], None] = lambda: None, *, whole: bool = True) -> Child:
        child = self.start(prepare, whole=whole)
        child.wait()
        return child

    def _speak_to_log(self) -> None:
        output = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(output, 1)
        os.dup2(output, 2)

    def _run(self, pipe: int, *, whole: bool) -> int:
        from orchestration import run
        from orchestration.progress import Progress

        class Telling(Progress):
            def begin(self, name: str) -> None:
                _tell(pipe, {"stage": name})

            def end(self, name: str) -> None:
                _tell(pipe, {"stage": f"after {name}"})

        if not whole:
            return _run_what_writes(self.home, Telling(), pipe)
        try:
            report = run.run(self.home, Telling())
        except run.Unusable as error:
            _tell(pipe, {"errors": [str(error)]})
            return 2
        _tell(pipe, dataclasses.asdict(report))
        return 0 if report.success else 1


def _run_what_writes(home: Any, progress: Any, pipe: int) -> int:
    """The writing steps of the job in their order, by the functions that the job calls."""
    from extract import inbox, planning, raw_schema, store
    from orchestration import publication, transform

    with home.locked():
        with progress.part("extract"), raw_schema.open_warehouse(home.warehouse) as con:
            extractor = store.current_extractor()
            plan = planning.plan(con, inbox.scan(home.inbox, exclude=home.path), extractor.version)
            store.load(con, plan, extractor, batch_documents=2)
        with progress.part("build"):
            transform.manifest_path(home)
            tests = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
            built = transform._invoke(home, ["build", *tests], [])
        if not built.success:
            _tell(pipe, {"errors": [transform._why(built)]})
            return 1
        with progress.part("publish"):
            publication.publish(home.warehouse, home.published)
    return 0


def _tell(pipe: int, message: dict[str, Any]) -> None:
    os.write(pipe, json.dumps(message, default=str).encode() + b"\n")


def _import_all() -> None:
    import dbt.adapters.duckdb
    import dbt.cli.main  # noqa: F401

    from extract import store
    from orchestration import definitions, expectations, instance  # noqa: F401

    store.current_extractor()


def _of_session(session: int) -> list[int]:
    """Living processes of a session, zombies apart."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] not in "ZX":
            found.append(int(path.name))
    return found
