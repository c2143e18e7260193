"""Which engine reads the documents, by the environment: what runs on many machines is set up where it runs.

GREENLEDGER_ENGINE: local (default) or ray. GREENLEDGER_WORKERS: processes of this machine. GREENLEDGER_RAY_ADDRESS: ray://host:port
of a cluster that stands; without it a cluster of this machine is started for the time of the extraction.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from extract import engines, limits
from extract.engines import Engine
from extract.planning import Item
from orchestration.home import Home

if TYPE_CHECKING:
    import dagster as dg

ENGINES = ("local", "ray")


class WrongSetting(ValueError):
    """A variable of the environment says what cannot be; `remedy` says what it may be."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.remedy = remedy


def check() -> None:
    """Raises WrongSetting before any work is done."""
    engine_name()
    workers()
    ray_address()
    try:
        limits.current()
    except ValueError as error:
        raise WrongSetting(str(error), "Unset it for the default.") from error


def engine_name(asked_for: str = "") -> str:
    """What a run was asked for goes before what the environment says."""
    name = asked_for or os.environ.get("GREENLEDGER_ENGINE") or ENGINES[0]
    if name not in ENGINES:
        raise WrongSetting(
            f"There is no extraction engine {name!r}.", f"GREENLEDGER_ENGINE is one of {', '.join(ENGINES)}."
        )
    if name == "ray" and not all(importlib.util.find_spec(module) for module in ("ray", "dagster_ray")):
        raise WrongSetting("The extraction engine ray is not installed.", "Install it: pip install 'greenledger[ray]'.")
    return name


def workers() -> int | None:
    """Processes that read documents; None: one for each core."""
    text = os.environ.get("GREENLEDGER_WORKERS")
    if not text:
        return None
    if not text.isdecimal() or int(text) < 1:
        raise WrongSetting(
            f"GREENLEDGER_WORKERS is {text!r}.",
            "It is a whole number from 1 on; 1 reads in the run's own process, where no limit of time and memory holds.",
        )
    return int(text)


def ray_address() -> str | None:
    """Where the cluster's client server listens; None: a cluster of this machine, for the time of the extraction."""
    address = os.environ.get("GREENLEDGER_RAY_ADDRESS")
    if address and not address.startswith("ray://"):
        raise WrongSetting(f"GREENLEDGER_RAY_ADDRESS is {address!r}.", "It has the form ray://host:10001.")
    return address or None


@contextmanager
def chosen(
    context: dg.AssetExecutionContext, home: Home, items: Sequence[Item], asked_for: str = ""
) -> Iterator[Engine]:
    """The engine that the settings name, ready to read these items."""
    if engine_name(asked_for) == "local" or not items:
        yield engines.local(home.shards, items, workers())
        return
    from orchestration import ray_tasks

    with ray_tasks.cluster(context, ray_address(), workers()):
        yield ray_tasks.RayTasks(home.shards)
