"""Extractors for the tests of engines, of functions that other processes can import: some kill the process that reads."""

import functools
import os
import re
import signal
import time
from pathlib import Path

from extract import documents, shards
from extract.documents import Document
from tests.orchestration import pipeline


def _killing(path: Path, metadata: dict[str, str], *, name: str, once: Path | None) -> Document:
    if path.name == name and not (once and once.exists()):
        if once:
            once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return documents.read(path, metadata=metadata)


def _refusing(path: Path, metadata: dict[str, str], *, name: str) -> Document:
    if path.name == name:
        raise documents.UnreadableDocument("Not now.", "Later.") from OSError("busy")
    return documents.read(path, metadata=metadata)


def _slow(path: Path, metadata: dict[str, str], *, started: Path) -> Document:
    (started / f"{os.getpid()}").touch()
    time.sleep(60)
    return documents.read(path, metadata=metadata)


def _endless(path: Path, metadata: dict[str, str], *, name: str) -> Document:
    if path.name == name:
        re.match(
            r"(a+)+$", "a" * 60 + "b"
        )  # in C and with the interpreter's lock: no thread and no handler gets a turn
    return documents.read(path, metadata=metadata)


def _greedy(path: Path, metadata: dict[str, str], *, name: str) -> Document:
    if path.name == name:
        bytearray(2**32)  # which the kernel would promise where no limit holds
    return documents.read(path, metadata=metadata)


def sound() -> shards.Extractor:
    return pipeline.extractor()


def killing(name: str, once: Path | None = None) -> shards.Extractor:
    """Kills its process at that file: each time, or until `once` exists."""
    return shards.Extractor(functools.partial(_killing, name=name, once=once), pipeline.extract, sound().version)


def refusing(name: str) -> shards.Extractor:
    """The disk refuses that file."""
    return shards.Extractor(functools.partial(_refusing, name=name), pipeline.extract, sound().version)


def endless(name: str) -> shards.Extractor:
    """Never comes back from that file."""
    return shards.Extractor(functools.partial(_endless, name=name), pipeline.extract, sound().version)


def greedy(name: str) -> shards.Extractor:
    """Wants four gigabytes for that file."""
    return shards.Extractor(functools.partial(_greedy, name=name), pipeline.extract, sound().version)


def slow(started: Path) -> shards.Extractor:
    """Takes a minute for each document; a file in `started` names each process that began."""
    return shards.Extractor(functools.partial(_slow, started=started), pipeline.extract, sound().version)
