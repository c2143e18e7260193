"""How a run tells whoever watches it where it is: named parts, each with steps and a duration.

The assets report here; the command line shows a bar, a scheduled run shows nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Progress:
    """Measures parts and draws nothing; subclasses draw."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """A stretch of the run. Its seconds count even when it fails."""
        start = time.monotonic()
        self.begin(name)
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - start
            self.end(name)

    def begin(self, name: str) -> None:
        """A part starts."""

    def step(self, done: int, total: int, what: str) -> None:
        """`done` of `total` steps of the current part are behind; `what` was the last one."""

    def end(self, name: str) -> None:
        """The part is over."""


# Where nobody shows it, the process of a scheduled run, one object still measures all its parts.
_unshown = Progress()
_current: ContextVar[Progress] = ContextVar("progress")


def current() -> Progress:
    return _current.get(_unshown)


@contextmanager
def shown_by(progress: Progress) -> Iterator[Progress]:
    token = _current.set(progress)
    try:
        yield progress
    finally:
        _current.reset(token)
