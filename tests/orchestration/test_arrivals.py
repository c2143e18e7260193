"""When the inbox asks for a run."""

from pathlib import Path

import pytest

from extract.inbox import InboxFile, Scan
from orchestration.arrivals import PATIENCE, SETTLED_AFTER, Cursor, Decision, decide

NOW = 1_000_000.0


def scan(**ages: float) -> Scan:
    """Files by name with the seconds since they last changed."""
    files = [
        InboxFile(f"{name}.txt", Path(name), 10, int((NOW - age) * 1e9), int((NOW - age) * 1e9))
        for name, age in sorted(ages.items())
    ]
    return Scan(tuple(files), ())


def look(found: Scan, before: Decision | None = None, after: float = 0.0) -> Decision:
    """A look `after` seconds; the cursor goes through its text, as it does between two ticks."""
    return decide(found, Cursor.read(before.cursor.write() if before else None), NOW + after)


def test_complete_files_start_one_run_and_are_not_asked_for_again() -> None:
    first = look(scan(a=60, b=60))
    assert first.run_key is not None
    assert first.leave == ()
    again = look(scan(a=60, b=60), first, after=30)
    assert again.run_key is None
    assert "Nothing new among 2 files" in again.reason


def test_a_growing_file_holds_the_batch_together_until_it_is_complete() -> None:
    waiting = look(scan(a=60, b=1))
    assert (waiting.run_key, "b.txt" in waiting.reason) == (None, True)
    complete = look(scan(a=60, b=1), waiting, after=SETTLED_AFTER)
    assert complete.run_key is not None
    assert complete.leave == ()


def test_a_file_that_never_stops_growing_is_left_behind_after_a_while() -> None:
    waiting = look(scan(a=60, b=0))
    growing = scan(a=60, b=-PATIENCE)  # changed at the moment of the second look
    impatient = look(growing, waiting, after=PATIENCE)
    assert impatient.run_key is not None
    assert impatient.leave == ("b.txt",)
    assert look(growing, impatient, after=PATIENCE + 1).run_key is None


def test_only_growing_files_start_nothing() -> None:
    waiting = look(scan(b=0))
    assert look(scan(b=-PATIENCE), waiting, after=PATIENCE).run_key is None


def test_a_changed_a_removed_and_a_returned_file_each_ask_again() -> None:
    """A state that was there before is a new request: Dagster would drop one with the same key."""
    keys = []
    decision = look(scan(a=60, b=60))
    keys.append(decision.run_key)
    for state in (scan(a=60), scan(a=60, b=60), scan(a=50, b=60)):
        decision = look(state, decision)
        keys.append(decision.run_key)
    assert None not in keys
    assert len(set(keys)) == 4


def test_the_same_look_repeated_after_a_crash_asks_under_the_same_key() -> None:
    """Dagster drops the second request if the first was stored before the daemon died."""
    assert look(scan(a=60)).run_key == look(scan(a=60)).run_key


def test_an_empty_inbox_asks_for_nothing_and_forgets_nothing() -> None:
    first = look(scan(a=60))
    empty = look(scan(), first)
    assert (empty.run_key, empty.cursor) == (None, first.cursor)


@pytest.mark.parametrize("text", ["", "no json", "[1]", '{"other": 1}', "null"])
def test_a_cursor_that_cannot_be_read_is_a_new_one(text: str) -> None:
    assert Cursor.read(text) == Cursor()
