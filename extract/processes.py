"""Extraction in several processes of this machine: a pipe to each worker, a few batches ahead, and what happens when one dies.

A pipe each and no queue in common: a worker that is killed, at whatever point, holds no lock that another one waits for,
and its batch is known.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import connection
from pathlib import Path
from typing import Any

from extract import limits, shards
from extract.engines import Batch, ShardFolder
from extract.shards import Extractor

AHEAD = 4  # batches for each worker that may be done or under way before the first of them is taken: the bound on what waits
HANDED_OUT = 2  # batches that a worker has: it goes on while the parent loads
ATTEMPTS = 2  # a batch whose process was killed from outside passes the second time


@dataclass(slots=True)
class _Task:
    batch: Batch
    deaths: int = 0
    shard: Path | None = None


@dataclass(slots=True)
class _Worker:
    process: Any
    pipe: connection.Connection
    tasks: deque[_Task] = field(default_factory=deque)  # the first is under way, the next lies in the pipe


@dataclass(slots=True)
class _State:
    """The tasks under way: `ordered` as their shards will be taken, `open` those that no worker has."""

    ordered: deque[_Task] = field(default_factory=deque)
    open: deque[_Task] = field(default_factory=deque)


class Processes(ShardFolder):
    """`workers` processes, each with its own extractor. Memory is bounded by AHEAD batches a worker; results wait on disk."""

    def __init__(self, folder: Path, workers: int) -> None:
        super().__init__(folder)
        self.workers = workers
        self._context = multiprocessing.get_context("spawn")  # a fork would copy locks that DuckDB's threads hold

    def shards(self, batches: Iterable[Batch], extractor: Extractor) -> Generator[tuple[Batch, Path], None, None]:
        """As Engine.shards. Raises what the kernel raised, such as a full disk."""
        source, state = iter(batches), _State()
        workers: list[_Worker] = []
        try:
            while True:
                self._look_ahead(source, state, extractor)
                if not state.ordered:
                    return
                self._hand_out(state, workers, extractor)
                self._collect(state, workers, extractor)
                while state.ordered and (shard := state.ordered[0].shard):
                    yield state.ordered.popleft().batch, shard
        finally:
            for worker in workers:
                worker.process.kill()
                worker.process.join()
                worker.pipe.close()

    def _look_ahead(self, source: Iterator[Batch], state: _State, extractor: Extractor) -> None:
        while len(state.ordered) < AHEAD * self.workers and (batch := next(source, None)):
            task = _Task(batch, shard=self.standing(batch, extractor))
            state.ordered.append(task)
            if task.shard is None:
                state.open.append(task)

    def _hand_out(self, state: _State, workers: list[_Worker], extractor: Extractor) -> None:
        """Give open tasks to the workers that have least; one is started only when there is work for it."""
        while state.open:
            worker = min(workers, key=lambda w: len(w.tasks), default=None)
            if (worker is None or worker.tasks) and len(workers) < self.workers:
                worker = self._start(extractor)
                workers.append(worker)
            if worker is None or len(worker.tasks) == HANDED_OUT:
                return
            task = state.open.popleft()
            worker.tasks.append(task)
            with contextlib.suppress(BrokenPipeError):  # it has just died: _collect finds that out
                worker.pipe.send(task.batch)

    def _start(self, extractor: Extractor) -> _Worker:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(there, extractor, self.folder), daemon=True)
        process.start()
        there.close()  # the worker has its own; this one would hide that it died
        return _Worker(process, here)

    def _collect(self, state: _State, workers: list[_Worker], extractor: Extractor) -> None:
        """Take what workers have done; wait for one of them only if the next shard in order is not there yet."""
        busy: dict[Any, _Worker] = {worker.pipe: worker for worker in workers if worker.tasks}
        for pipe in connection.wait(list(busy), timeout=0 if state.ordered[0].shard else None):
            worker = busy[pipe]
            try:
                outcome = worker.pipe.recv()
            except (EOFError, ConnectionResetError):
                workers.remove(worker)
                self._bury(worker, state, extractor)
            else:
                if isinstance(outcome, BaseException):
                    raise outcome
                worker.tasks.popleft().shard = outcome

    def _bury(self, worker: _Worker, state: _State, extractor: Extractor) -> None:
        worker.process.join()
        worker.pipe.close()
        culprit, *innocent = worker.tasks
        state.open.extendleft(reversed(innocent))
        culprit.deaths += 1
        self._survive(culprit, state, worker.process.exitcode, extractor)

    def _survive(self, task: _Task, state: _State, exit_code: int | None, extractor: Extractor) -> None:
        """Read the batch of a dead worker again; if that kills again, one document at a time, so that only the culprit fails."""
        refusal = limits.exceeded(exit_code)
        if task.deaths < ATTEMPTS and refusal is None:
            state.open.appendleft(task)
        elif len(task.batch) > 1:
            parts = [_Task([item]) for item in task.batch]
            where = state.ordered.index(task)
            state.ordered.remove(task)
            for part in reversed(parts):
                state.ordered.insert(where, part)
                state.open.appendleft(part)
        elif refusal is not None:
            table = shards.failed(task.batch, limits.stamped(extractor.version), *refusal)
            place = shards.place(self.folder, task.batch, extractor.version)
            task.shard = shards.write(table, place.with_suffix(".retry.parquet"))
        else:
            reason = f"The process that read it died {_how(exit_code)}, {ATTEMPTS} times."
            table = shards.failed(task.batch, extractor.version, reason, shards.DIED_REMEDY)
            task.shard = shards.write(table, shards.place(self.folder, task.batch, extractor.version))


def _how(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"of {signal.Signals(-exit_code).name}"
    return f"with exit code {exit_code}"


def _end_with_parent() -> None:
    """A parent that is killed cannot end its workers, and nobody would take what they go on to read."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _serve(pipe: connection.Connection, extractor: Extractor, folder: Path) -> None:
    """A worker: batches in, paths of shards out, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    threading.Thread(target=_end_with_parent, daemon=True).start()
    limits.confine()
    while True:
        try:
            batch = pipe.recv()
        except EOFError:
            return
        try:
            outcome: Path | BaseException = shards.make(batch, extractor, folder)
        except Exception as error:
            outcome = error
        try:
            pipe.send(outcome)
        except BrokenPipeError:
            return
