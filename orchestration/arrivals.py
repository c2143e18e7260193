"""When the inbox asks for a run: what has arrived is complete, is taken together, and is asked for once. No Dagster here.

A file is complete when nothing has changed it for a while; the system's own time of change counts, which no copying program can set.
While files keep coming the run waits for them, but not for ever: what is still growing is then left for the next one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from extract.inbox import InboxFile, Scan

SETTLED_AFTER = 10.0  # seconds without a change
PATIENCE = 120.0  # seconds that complete files wait for growing ones


@dataclass(frozen=True, slots=True)
class Cursor:
    """What is known between two looks. `number` counts the runs asked for, so that a state that comes back asks again."""

    number: int = 0
    asked_for: str = ""  # signature of the complete files that the last run was asked for
    waiting_since: float | None = None

    @classmethod
    def read(cls, text: str | None) -> Cursor:
        """An unreadable cursor is a new one: at worst a run finds nothing to do."""
        try:
            return cls(**json.loads(text)) if text else cls()
        except (ValueError, TypeError):
            return cls()

    def write(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Decision:
    cursor: Cursor
    reason: str
    run_key: str | None = None  # set: start a run
    leave: tuple[str, ...] = ()  # files that it must leave for later


def decide(scan: Scan, cursor: Cursor, now: float) -> Decision:
    """What to do about the files that lie there `now` (seconds since the epoch)."""
    if not scan.files:
        return Decision(cursor, "The inbox is empty.")
    growing = tuple(file.relative_path for file in scan.files if abs(now - file.changed_ns / 1e9) < SETTLED_AFTER)
    signature = _signature([file for file in scan.files if file.relative_path not in set(growing)])
    if signature == cursor.asked_for:
        word = f"; {len(growing)} files are still growing" if growing else ""
        return Decision(Cursor(cursor.number, signature), f"Nothing new among {len(scan.files)} files{word}.")
    since = now if cursor.waiting_since is None else cursor.waiting_since
    if growing and now - since < PATIENCE:
        return Decision(
            Cursor(cursor.number, cursor.asked_for, since),
            f"{len(growing)} files are still growing, {growing[0]} first.",
        )
    if not any(file.relative_path not in growing for file in scan.files):
        return Decision(Cursor(cursor.number, cursor.asked_for, since), "All files are still growing.")
    number = cursor.number + 1
    return Decision(Cursor(number, signature), "New or changed files are complete.", f"{number}-{signature}", growing)


def _signature(files: list[InboxFile]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_path}\0{file.size}\0{file.mtime_ns}\0{file.sidecar_sha256}\n".encode())
    return digest.hexdigest()[:16]
