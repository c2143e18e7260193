"""How batches of contents reach the kernel (shards.make) and their shards come back, in order: in this process or in several.

Whatever engine runs, batches are cut by the plan alone and shards come back in their order: tables do not show who read them.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from extract import shards
from extract.planning import Item
from extract.shards import Extractor

BATCH_DOCUMENTS = 64
BATCH_BYTES = 4 * 2**20  # a few large files are as much work as many small ones
# Below this, starting processes (about a second of work each) costs more than it gains.
SMALL_BYTES, SMALL_DOCUMENTS = 2_000_000, 400
HARMLESS_BYTES = 300_000  # a text of this length takes at worst a few seconds

Batch = Sequence[Item]


class Engine(Protocol):
    """Turns batches into shards. `shards` yields each batch, or parts of it, with the file that holds its rows, in order."""

    def shards(self, batches: Iterable[Batch], extractor: Extractor) -> Generator[tuple[Batch, Path], None, None]: ...

    def clear(self) -> None:
        """Remove what earlier, killed runs left; called when every shard is loaded."""


class ShardFolder:
    """The folder of an engine's shards. One that a killed run left is taken instead of reading its documents again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def standing(self, batch: Batch, extractor: Extractor) -> Path | None:
        path = shards.place(self.folder, batch, extractor.version)
        return path if path.exists() else None

    def clear(self) -> None:
        if self.folder.is_dir():
            for path in self.folder.iterdir():
                path.unlink(missing_ok=True)


class InProcess(ShardFolder):
    """One document after the other, here."""

    def shards(self, batches: Iterable[Batch], extractor: Extractor) -> Generator[tuple[Batch, Path], None, None]:
        for batch in batches:
            yield batch, self.standing(batch, extractor) or shards.make(batch, extractor, self.folder)


def batches(items: Sequence[Item], documents: int = BATCH_DOCUMENTS, size: int = BATCH_BYTES) -> Iterator[Batch]:
    """Cut the items into batches of at most so many documents and about so many bytes."""
    batch: list[Item] = []
    held = 0
    for item in items:
        if batch and (len(batch) == documents or held + item.file.size > size):
            yield batch
            batch, held = [], 0
        batch.append(item)
        held += item.file.size
    if batch:
        yield batch


def local(folder: Path, items: Sequence[Item], workers: int | None = None) -> Engine:
    """The engine for one machine: processes where the work is worth starting them, one for each core unless told otherwise.

    Only a process of its own can be held to the limits of time and memory (limits.py), so that whatever is more than a short
    text gets one, unless `workers` is 1.
    """
    from extract.processes import Processes

    is_small = len(items) < SMALL_DOCUMENTS and sum(item.file.size for item in items) < SMALL_BYTES
    if workers == 1 or (is_small and all(_is_harmless(item) for item in items)):
        return InProcess(folder)
    return Processes(folder, workers or usable_cores())


def _is_harmless(item: Item) -> bool:
    """Text whose cost is bounded by its length; mark-up, packages and fonts can ask for anything."""
    return item.file.size < HARMLESS_BYTES and item.file.path.suffix.lower() == ".txt"


def usable_cores() -> int:
    """Cores that this process may run on, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
