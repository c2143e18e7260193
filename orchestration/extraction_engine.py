"""Which engine reads the documents: GREENLEDGER_ENGINE (local or ray) and GREENLEDGER_WORKERS (processes of this machine)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from extract import engines, limits
from extract.engines import Engine
from extract.planning import Item
from orchestration.home import Home

ENGINES = ("local",)


class WrongSetting(ValueError):
    """A variable of the environment says what cannot be; `remedy` says what it may be."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.remedy = remedy


def check() -> None:
    """Raises WrongSetting before any work is done."""
    engine_name()
    workers()
    try:
        limits.current()
    except ValueError as error:
        raise WrongSetting(str(error), "Unset it for the default.") from error


def engine_name() -> str:
    name = os.environ.get("GREENLEDGER_ENGINE") or ENGINES[0]
    if name not in ENGINES:
        raise WrongSetting(
            f"There is no extraction engine {name!r}.", f"GREENLEDGER_ENGINE is one of {', '.join(ENGINES)}."
        )
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


@contextmanager
def chosen(home: Home, items: Sequence[Item]) -> Iterator[Engine]:
    """The engine that the settings name, ready to read these items."""
    yield engines.local(home.shards, items, workers())
