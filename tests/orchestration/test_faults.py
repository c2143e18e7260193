"""Faults that pass: recognised, waited for, and explained when they stay."""

import errno
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration import faults
from orchestration.home import Busy, Home
from orchestration.intake import EmptyInbox
from orchestration.run import why
from orchestration.transform import BuildFailed

HOME = Home(Path("/nowhere/home"), Path("/nowhere/inbox"))

PASSING = {
    "is full": [
        OSError(errno.ENOSPC, "No space left on device"),
        duckdb.IOException('IO Error: Could not write file "w": No space left on device'),
        BuildFailed("dbt build: 1 nodes failed.\nx: Runtime Error\n  No space left on device"),
    ],
    "is held by another program": [
        duckdb.IOException('IO Error: Could not set lock on file "w": Conflicting lock is held in python (PID 1)'),
        BuildFailed("dbt failed: IO Error: Could not set lock on file"),
    ],
    "Another run": [Busy("Another run is at work in /x.")],
    "does not exist": [EmptyInbox("The inbox /x does not exist.")],
    "cannot be read": [OSError(errno.ESTALE, "Stale file handle")],
}


@pytest.mark.parametrize(("words", "error"), [(words, error) for words, errors in PASSING.items() for error in errors])
def test_what_may_pass_is_recognised_and_has_a_remedy(words: str, error: Exception) -> None:
    fault = faults.passing(error, HOME)
    assert fault is not None
    assert words in fault.reason
    assert fault.remedy


def test_a_fault_is_recognised_behind_the_error_that_it_caused() -> None:
    error = RuntimeError("copy failed")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert faults.passing(error, HOME)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        PermissionError(errno.EACCES, "no"),
        duckdb.BinderException("no column"),
        BuildFailed("a test failed"),
    ],
)
def test_everything_else_fails_at_once(error: Exception) -> None:
    assert faults.passing(error, HOME) is None


def run(fail: Callable[[int], None]) -> dg.ExecuteInProcessResult:
    """A generator step, as the real ones are, that fails as told on each of its tries."""

    @dg.op(out=dg.Out(int))
    def step(context: dg.OpExecutionContext):  # type: ignore[no-untyped-def]
        with faults.waited_for(context, HOME, attended=True):
            fail(context.retry_number)
            yield dg.Output(context.retry_number)

    @dg.job(executor_def=dg.in_process_executor)
    def job() -> None:
        step()

    return job.execute_in_process(raise_on_error=False)


def full(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_step_is_tried_again_until_the_fault_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "ATTENDED_WAITS", (0, 0, 0))
    result = run(lambda attempt: full(attempt) if attempt < 2 else None)
    assert result.success
    assert result.output_for_node("step") == 2


def test_a_fault_that_stays_ends_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "ATTENDED_WAITS", (0,))
    result = run(full)
    assert not result.success
    (failure,) = [event.step_failure_data for event in result.filter_events(lambda event: event.is_step_failure)]
    assert "Free some space" in why(failure)
    assert len(list(result.filter_events(lambda event: event.event_type_value == "STEP_RESTARTED"))) == 1


def test_waits_grow() -> None:
    for waits in (faults.ATTENDED_WAITS, faults.UNATTENDED_WAITS):
        assert list(waits) == sorted(waits)
