"""Extraction as tasks of a Ray cluster: the kernel and the shards of the process pool, on as many machines as the cluster has.

Imported only where the settings ask for it (pip install 'greenledger[ray]'). Every node sees inbox and home under the same
paths: tasks get the names of files and leave shards in the home, so that nothing large passes through the run's own process.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dagster as dg
import ray
from dagster_ray import LocalRay, RayResource
from ray.exceptions import NodeDiedError, OutOfMemoryError, RayTaskError, WorkerCrashedError

from extract import shards
from extract.engines import Batch, ShardFolder
from extract.shards import Extractor

AHEAD = 4  # tasks for each core of the cluster that are given out before the first of them is taken
RETRIES = 2  # a batch whose process was killed from outside passes the second or third time
LOCAL = {"include_dashboard": False, "log_to_driver": False, "configure_logging": False}
DEATHS = (WorkerCrashedError, OutOfMemoryError, NodeDiedError)


class StandingCluster(RayResource):
    """A cluster that others started, such as one of the KubeRay operator, reached by its address ray://host:port."""

    address: str

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""

    @property
    def ray_address(self) -> str:
        return self.address

    @property
    def name(self) -> str:
        return self.address

    @property
    def created(self) -> bool:
        return True

    @property
    def ready(self) -> bool:
        return True


class OwnCluster(LocalRay):
    """A cluster of this machine, of this run alone: without an address Ray would join any that it finds here."""

    @property
    def ray_address(self) -> str:
        return "local"


class RayTasks(ShardFolder):
    """One task a batch. Ray starts a task again whose process or machine died."""

    def shards(self, batches: Iterable[Batch], extractor: Extractor) -> Generator[tuple[Batch, Path], None, None]:
        """As Engine.shards. Raises what the kernel raised, such as a full disk."""
        make = ray.remote(max_retries=RETRIES)(shards.make)
        shared = ray.put(extractor)
        ahead: deque[tuple[Batch, Any]] = deque()
        bound = AHEAD * max(int(ray.cluster_resources().get("CPU", 1)), 1)

        def begin(batch: Batch) -> tuple[Batch, Any]:
            return batch, self.standing(batch, extractor) or make.remote(batch, shared, self.folder)

        def end(batch: Batch, task: Any) -> Iterator[tuple[Batch, Path]]:
            if isinstance(task, Path):
                yield batch, task
                return
            try:
                shard = ray.get(task)
            except DEATHS as error:
                if len(batch) == 1:
                    yield batch, self._given_up(batch, extractor, error)
                    return
                for part in [begin([item]) for item in batch]:
                    yield from end(*part)
            except RayTaskError as error:
                raise error.cause or error from error
            else:
                yield batch, shard

        for batch in batches:
            ahead.append(begin(batch))
            if len(ahead) == bound:
                yield from end(*ahead.popleft())
        while ahead:
            yield from end(*ahead.popleft())

    def _given_up(self, batch: Batch, extractor: Extractor, error: Exception) -> Path:
        reason = f"The process that read it died {RETRIES + 1} times: {type(error).__name__}."
        table = shards.failed(batch, extractor.version, reason, shards.DIED_REMEDY)
        return shards.write(table, shards.place(self.folder, batch, extractor.version))


@contextmanager
def cluster(context: dg.AssetExecutionContext, address: str | None, cores: int | None = None) -> Iterator[None]:
    """Be connected to the cluster at the address; without one, to a cluster of this machine that lives as long."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Ray would tell its makers about this run
    resource = (
        StandingCluster(address=address) if address else OwnCluster(ray_init_options={**LOCAL, "num_cpus": cores})
    )
    with resource.yield_for_execution(context):
        yield
