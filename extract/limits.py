"""What one document may cost: bytes, characters, processor time, memory. Who exceeds it becomes a row with the reason.

Bytes and characters are counted where they come in (documents.py). Time and memory bind only in a process that may die
(`confine`, called by the workers of processes.py): the kernel ends it, in the middle of a library's loop too.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import lru_cache

_STAMP = " within "
WAITING = 30  # a document may take so many times its processor time by the clock: disks and shares hang


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one document. Each is set by the environment variable beside it; what is no positive whole number is refused."""

    megabytes: int = 64  # GREENLEDGER_MAX_MEGABYTES: of the file; a text report has well under 1
    characters: int = (
        5_000_000  # GREENLEDGER_MAX_CHARACTERS: of its text; the longest of some hundred real ones has 35 000
    )
    seconds: int = 120  # GREENLEDGER_MAX_SECONDS: of processor time; a real one takes some hundredths
    memory: int = 3_000  # GREENLEDGER_MAX_MEMORY: megabytes that a reading process may take

    @classmethod
    def from_environment(cls) -> Limits:
        given = {}
        for field in fields(cls):
            variable = f"GREENLEDGER_MAX_{field.name.upper()}"
            value = os.environ.get(variable, "").strip()
            if value and not (value.isascii() and value.isdigit() and int(value)):
                raise ValueError(
                    f"{variable} is {value!r}; it must be a whole number above 0, such as {field.default}."
                )
            if value:
                given[field.name] = int(value)
        return cls(**given)

    def __str__(self) -> str:
        return "-".join(str(getattr(self, field.name)) for field in fields(self))


@lru_cache(maxsize=1)
def current() -> Limits:
    """The limits of this process, read once from the environment. Raises ValueError naming the variable that is no number."""
    return Limits.from_environment()


def stamped(version: str) -> str:
    """The extractor's version as it stands on a document that the limits refused: other limits are another try."""
    return f"{version}{_STAMP}{current()}"


def unstamped(version: str) -> str:
    """The extractor's version alone, where the limits are still those that refused the document."""
    return version.removesuffix(f"{_STAMP}{current()}")


_confined = False


def confine() -> None:
    """Bind this process to the memory limit from here on, and let `deadline` end it. For processes that may die only."""
    global _confined
    _confined = True
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    if sys.platform == "linux":  # elsewhere the kernel does not count what is allocated
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (_allocated() + current().memory * 2**20, hard))


@contextmanager
def deadline() -> Iterator[None]:
    """End this process when what is done inside takes longer than the limit; nothing where it is not confined."""
    if not _confined:
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, current().seconds)
    signal.setitimer(signal.ITIMER_REAL, current().seconds * WAITING)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def exceeded(exit_code: int | None) -> tuple[str, str] | None:
    """Reason and remedy for a process that a deadline ended; None for one that died of something else."""
    limits = current()
    remedy = "Split the report, save its text as .txt, or raise GREENLEDGER_MAX_SECONDS and run again."
    if exit_code == -signal.SIGPROF:
        return f"Reading it took more than {limits.seconds} seconds of processor time.", remedy
    if exit_code == -signal.SIGALRM:
        return f"Reading it did not end within {limits.seconds * WAITING} seconds.", remedy
    return None


def out_of_memory() -> tuple[str, str]:
    return (
        f"Reading it took more than {current().memory} MB of memory.",
        "Split the report, save its text as .txt, or raise GREENLEDGER_MAX_MEMORY and run again.",
    )


def _allocated() -> int:
    """Bytes of private data that the process has now, as RLIMIT_DATA counts them."""
    with open("/proc/self/status", encoding="ascii") as status:
        sizes = {line.partition(":")[0]: line.split()[1] for line in status if line.startswith("VmData")}
    return int(sizes["VmData"]) * 1024
