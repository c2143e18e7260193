"""An inbox that does not stand still: files change, shrink, go and come back while they are read."""

from __future__ import annotations

import os
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from tests.faults.kills import Trial
from tests.faults.scene import Scene

KIND = "moving files"


def moving_files(scene: Scene, seed: int, rounds: int = 2) -> Iterator[Trial]:
    """A run during which one kind of thing happens to the files again and again; then they rest and one more runs."""
    for what, act in ACTS.items():
        for turn in range(rounds):
            rng = random.Random(seed + turn)
            start = ("update", "blank")[turn % 2]
            scene.set_up(start)
            kept = scene.folder / "inbox-after"
            ended = threading.Event()
            child = scene.runs.start(_slow_reading)
            mover = threading.Thread(target=_move, args=(scene.inbox, kept, act, rng, ended))
            mover.start()  # behind the fork: what is forked has no threads
            child.wait()
            ended.set()
            mover.join()
            wrong = None if child.code == 0 else f"the run ended with {child.code}: {child.report.get('errors')}"
            scene.lay_inbox_again()
            began = time.monotonic()
            wrong = wrong or scene.recover(start)[0]
            yield Trial(KIND, what, wrong, time.monotonic() - began)


def _slow_reading() -> None:
    """A pause between the look at a file, the first reading for its identity and the second for its text."""
    from extract import documents, planning

    read, content_id = documents.read, planning._content_id

    def slow_read(*args: object, **more: object) -> object:
        time.sleep(0.05)
        return read(*args, **more)  # type: ignore[arg-type]

    def slow_id(file: object) -> object:
        time.sleep(0.05)
        return content_id(file)  # type: ignore[arg-type]

    documents.read, planning._content_id = slow_read, slow_id  # type: ignore[assignment]


def _move(
    inbox: Path, kept: Path, act: Callable[[Path, Path], None], rng: random.Random, ended: threading.Event
) -> None:
    names = sorted(path.name for path in kept.iterdir())[1:]  # one stays: an empty inbox is no inbox
    while not ended.wait(0.01):
        name = rng.choice(names)
        with suppress(FileNotFoundError):
            act(inbox / name, kept / name)


def _append(path: Path, _: Path) -> None:
    with path.open("ab") as stream:
        stream.write("另查处违法行为3件。\n".encode())


def _truncate(path: Path, kept: Path) -> None:
    os.truncate(path, kept.stat().st_size // 2)
    time.sleep(0.01)
    shutil.copy2(kept, path)


def _remove(path: Path, kept: Path) -> None:
    path.unlink()
    time.sleep(0.02)
    shutil.copy2(kept, path)


def _flip(path: Path, kept: Path) -> None:
    """Other bytes of the same length and, at the end, the old ones with the old time."""
    path.write_bytes(kept.read_bytes()[::-1])
    time.sleep(0.02)
    shutil.copy2(kept, path)


def _to_folder(path: Path, kept: Path) -> None:
    path.unlink()
    path.mkdir()
    time.sleep(0.02)
    path.rmdir()
    shutil.copy2(kept, path)


ACTS: dict[str, Callable[[Path, Path], None]] = {
    "text appended": _append,
    "cut in half and restored": _truncate,
    "removed and restored": _remove,
    "replaced and restored": _flip,
    "a folder for a moment": _to_folder,
}
