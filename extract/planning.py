"""What a load will do: the inbox compared with what was loaded, and which part of the difference is taken on this time."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

import duckdb

from extract import limits
from extract.documents import UnreadableDocument
from extract.inbox import InboxFile, Scan


@dataclass(frozen=True, slots=True)
class Selection:
    """The part of the work to take on. The default is all of it.

    only: patterns of relative paths (`2023*.txt`, `*/bulletins/*`; a name alone means that file in any folder); what matches none
        is left as it is, seen or unseen.
    leave: relative paths to leave for a later load, such as files that are still growing.
    again: read what is selected even where nothing changed.
    behind: how many of the contents that an older extractor read are read again; None: all. New and changed ones do not count.
    """

    only: tuple[str, ...] = ()
    leave: frozenset[str] = frozenset()
    again: bool = False
    behind: int | None = None

    def __contains__(self, relative_path: str) -> bool:
        if relative_path in self.leave:
            return False
        name = relative_path.rpartition("/")[2]
        return not self.only or any(
            fnmatchcase(relative_path, pattern) or ("/" not in pattern and fnmatchcase(name, pattern))
            for pattern in self.only
        )


EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class Item:
    """One content to read: the file that stands for it and all files that hold it."""

    document_id: str
    file: InboxFile
    error: UnreadableDocument | None = None  # the bytes could not be had


@dataclass(frozen=True, slots=True)
class Plan:
    """What a load will do. The path lists sort each selected file of the inbox into exactly one of new, changed and unchanged."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    ignored: tuple[tuple[str, str], ...]
    items: tuple[Item, ...]  # contents to read, in path order
    files: tuple[tuple[InboxFile, str], ...]  # every selected file with its document_id
    left: int = 0  # files of the inbox that the selection leaves out
    behind: tuple[str, ...] = ()  # files whose content an older extractor has read and that this load leaves so


@dataclass(frozen=True, slots=True)
class _Known:
    version: str
    relative_path: str
    sidecar_sha256: str
    status: str

    def is_behind(self, version: str) -> bool:
        # '' on a failed document: the disk refused it, which has nothing to do with the extractor.
        return self.version != version and not (self.status == "failed" and self.version == "")


def plan(con: duckdb.DuckDBPyConnection, scan: Scan, version: str, selection: Selection = EVERYTHING) -> Plan:
    """Compare the inbox with what was loaded: by size and time first, by content where these differ."""
    seen = {path: (size, mtime, doc) for path, size, mtime, doc in con.execute("from raw.inbox_files").fetchall()}
    known = {
        row[0]: _Known(limits.unstamped(row[1]), *row[2:])
        for row in con.execute(
            "select document_id, extractor_version, relative_path, sidecar_sha256, status from raw.documents"
        ).fetchall()
    }
    new: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []
    files: list[tuple[InboxFile, str]] = []
    left = 0
    first: dict[str, Item] = {}  # files come in path order: the first that holds a content stands for it
    chosen: set[str] = set()
    for file in scan.files:
        before = seen.get(file.relative_path)
        if file.relative_path not in selection:
            left += 1
            if before and before[:2] == (file.size, file.mtime_ns):
                first.setdefault(before[2], Item(before[2], file))
            continue
        error = None
        if before and before[:2] == (file.size, file.mtime_ns):
            document_id = before[2]
        else:
            document_id, error = _content_id(file)
        if error:
            file = replace(file, size=-1, mtime_ns=-2)  # never equal to what is seen next time: tried again
        (new if before is None else unchanged if before[2] == document_id else changed).append(file.relative_path)
        files.append((file, document_id))
        chosen.add(document_id)
        first.setdefault(document_id, Item(document_id, file, error))
    items, behind = _to_read([item for item in first.values() if item.document_id in chosen], known, version, selection)
    paths = defaultdict(list)
    for file, document_id in files:
        paths[document_id].append(file.relative_path)
    present = {file.relative_path for file in scan.files}
    return Plan(
        tuple(new),
        tuple(changed),
        tuple(unchanged),
        tuple(sorted(path for path in seen if path not in present and path in selection)),
        scan.ignored,
        tuple(items),
        tuple(files),
        left,
        tuple(sorted(path for item in behind for path in paths[item.document_id])),
    )


def _to_read(
    items: list[Item], known: dict[str, _Known], version: str, selection: Selection
) -> tuple[list[Item], list[Item]]:
    """What is read now, in path order, and what stays behind the current extractor for now."""
    now: list[Item] = []
    behind: list[Item] = []
    allowed = len(items) if selection.behind is None else selection.behind
    for item in items:
        before = known.get(item.document_id)
        place = (item.file.relative_path, item.file.sidecar_sha256)
        if item.error or before is None or (before.relative_path, before.sidecar_sha256) != place:
            now.append(item)
        elif before.is_behind(version) and not selection.again:
            (now if allowed > 0 else behind).append(item)
            allowed -= 1
        elif before.version != version or selection.again:
            now.append(item)
    return now, behind


def _content_id(file: InboxFile) -> tuple[str, UnreadableDocument | None]:
    try:
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()[:20], None
    except OSError as error:
        reason = f"The file cannot be opened: {error.strerror or error}."
        remedy = "Check that it still exists and that this user may read it; the next run tries again."
        return hashlib.sha256(file.relative_path.encode()).hexdigest()[:20], UnreadableDocument(reason, remedy)
