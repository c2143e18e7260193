"""Faults that pass by themselves: which they are, how long a run waits for them, and what a person can do when they stay.

A locked file, a full disk and a share that is gone for a minute have nothing to do with the documents: the step waits and tries
again, longer each time, and ends with a message that says what to do. Everything else fails at once, as it would the next time.
"""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from orchestration.home import Busy, Home
from orchestration.intake import EmptyInbox

if TYPE_CHECKING:
    import dagster as dg

UNATTENDED_WAITS = (5, 30, 120, 300)  # seconds before each new try of a run that nobody waits for
ATTENDED_WAITS = (1, 4)  # at a terminal the person is quicker

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_GONE = frozenset({errno.ESTALE, errno.EIO, errno.ENOTCONN, errno.EHOSTDOWN, errno.ETIMEDOUT})
_LOCKED_TEXT = re.compile(r"could not set lock on file|conflicting lock|being used by another process", re.IGNORECASE)
_FULL_TEXT = re.compile(r"no space left on device|disk quota exceeded|not enough space on", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong outside the data, and what to do about it if it stays."""

    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.reason} {self.remedy}"


def passing(error: BaseException, home: Home) -> Fault | None:
    """The fault behind an error if it may pass by itself; None for every other error."""
    seen: BaseException | None = error
    while seen is not None:
        fault = _of(seen, home)
        if fault:
            return fault
        seen = seen.__cause__ or seen.__context__
    return None


def _of(error: BaseException, home: Home) -> Fault | None:
    text = str(error)
    if (isinstance(error, OSError) and error.errno in _FULL) or _FULL_TEXT.search(text):
        free = _free(home)
        return Fault(
            f"The disk that holds {home.path} is full ({free}): {_first_line(text)}.",
            "Free some space or enlarge it, then start a run; nothing that was stored is lost and the last publication stands.",
        )
    if _LOCKED_TEXT.search(text) and (isinstance(error, duckdb.Error) or "lock on file" in text.lower()):
        return Fault(
            f"The warehouse {home.warehouse} is held by another program: {_first_line(text)}.",
            "Close that program and start a run; readers open published/greenledger.duckdb, not the warehouse.",
        )
    if isinstance(error, Busy):
        return Fault(text, "Wait until it has ended, or see with `greenledger status` what holds this home.")
    if isinstance(error, EmptyInbox) or (isinstance(error, OSError) and error.errno in _GONE):
        reason = text if isinstance(error, EmptyInbox) else f"The inbox {home.inbox} cannot be read: {text}."
        return Fault(reason, "Mount the share again or put the folder back, then start a run; what is published stays.")
    return None


@contextmanager
def waited_for(context: dg.OpExecutionContext, home: Home, *, attended: bool) -> Iterator[None]:
    """Turn a passing fault into a new try of the step after a while, and the last one into a failure that says what to do."""
    import dagster as dg

    try:
        yield
    except Exception as error:
        fault = passing(error, home)
        if fault is None:
            raise
        waits = ATTENDED_WAITS if attended else UNATTENDED_WAITS
        if context.retry_number < len(waits):
            seconds = waits[context.retry_number]
            context.log.warning(f"{fault.reason} Trying again in {seconds} s.")
            raise dg.RetryRequested(max_retries=len(waits), seconds_to_wait=seconds) from error
        raise dg.Failure(description=str(fault), allow_retries=False) from error


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0][:300].rstrip(".") if text.strip() else "no more is known"


def _free(home: Home) -> str:
    try:
        return f"{shutil.disk_usage(home.path).free / 1e6:.0f} MB free"
    except OSError:
        return "its free space is not known"
