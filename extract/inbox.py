"""The inbox as a list of files: which of them are documents, which are sidecars, and what the sidecars say.

Sidecars: `sources.csv` in a folder (column `file_name`, one row a file) and `NAME.meta.yaml` beside one file; the latter wins.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import yaml

SOURCES = "sources.csv"
META_SUFFIX = ".meta.yaml"
NO_SIDECAR = hashlib.sha256(b"{}").hexdigest()
MAX_SIDECAR = 16 * 2**20  # bytes; a line a report for a hundred thousand reports
MAX_VALUE = 2000  # characters of one entry of a sidecar
# Companions that people keep beside reports. Any other kind of file is tried, and fails visibly when no reader takes it.
COMPANIONS = frozenset(
    {
        ".md",
        ".csv",
        ".tsv",
        ".json",
        ".jsonl",
        ".yaml",
        ".yml",
        ".toml",
        ".ini",
        ".log",
        ".db",
        ".tmp",
        ".part",
        ".crdownload",
    }
)


@dataclass(frozen=True, slots=True)
class InboxFile:
    """One document file: `relative_path` is its name in the warehouse, `path` where its bytes are."""

    relative_path: str
    path: Path
    size: int
    mtime_ns: int
    changed_ns: int = 0  # when content, name or rights last changed; 0 where that is not known
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def sidecar_sha256(self) -> str:
        if not self.metadata:
            return NO_SIDECAR
        return hashlib.sha256(json.dumps(self.metadata, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Scan:
    """Documents in path order, and the files passed over with the reason."""

    files: tuple[InboxFile, ...]
    ignored: tuple[tuple[str, str], ...]


def scan(inbox: Path, *, exclude: Path | None = None) -> Scan:
    """Walk the inbox. `exclude` is a folder below it that is not part of it (the home directory).

    Raises FileNotFoundError or NotADirectoryError for an inbox that is none, PermissionError for a folder that cannot be listed.
    """
    if not inbox.exists():
        raise FileNotFoundError(inbox)
    if not inbox.is_dir():
        raise NotADirectoryError(inbox)
    found = _Found(inbox.resolve(), exclude.resolve() if exclude else None)
    folders = [(str(found.root), "")]
    while folders:
        folders += _list(found, *folders.pop())
    found.files.sort(key=lambda file: file.relative_path)
    return Scan(tuple(found.files), tuple(sorted(found.ignored)))


@dataclass(frozen=True, slots=True)
class _Found:
    root: Path
    barred: Path | None
    files: list[InboxFile] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    ignored: list[tuple[str, str]] = field(default_factory=list)


def _list(found: _Found, folder: str, above: str) -> list[tuple[str, str]]:
    """Take in the files of one folder and return the folders below it, each with its path below the inbox and a slash.

    Paths are text here: an archive has a million of them.
    """
    try:
        with os.scandir(folder) as listing:
            entries = list(listing)
    except (FileNotFoundError, NotADirectoryError):
        if not above:
            raise
        return []  # it has just gone
    below: list[tuple[str, str]] = []
    names = {entry.name for entry in entries}
    sources: dict[str, dict[str, str]] = {}
    if SOURCES in names:
        sources = _sources(Path(folder, SOURCES), _printable(above + SOURCES), found)
    for entry in entries:
        relative = _printable(above + entry.name)
        if _is_folder(entry):
            if entry.name.startswith(".") or (found.barred and Path(entry.path) == found.barred):
                continue
            if entry.is_symlink():
                found.ignored.append((relative, "a link to a folder is not followed"))
            else:
                below.append((entry.path, f"{above}{entry.name}/"))
            continue
        reason = _not_a_document(entry, found.root)
        if reason:
            found.ignored.append((relative, reason))
        elif relative in found.names:
            found.ignored.append((relative, "another file has this name once its broken characters are spelled out"))
        elif reason is None:
            found.names.add(relative)
            metadata = sources.get(entry.name, {})
            if entry.name + META_SUFFIX in names:
                meta = _printable(above + entry.name + META_SUFFIX)
                metadata = {**metadata, **_meta(Path(entry.path + META_SUFFIX), meta, found)}
            found.files.append(_file(entry, relative, metadata))
    return below


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle
        return False


def _printable(path: str) -> str:
    # A name that is no UTF-8 must still fit into a table and stay apart from others; the real path stays in InboxFile.path.
    return path if path.isascii() else os.fsencode(path).decode("utf-8", "backslashreplace")


def _not_a_document(entry: os.DirEntry[str], root: Path) -> str | None:
    """None for a document, '' for what nobody needs to hear about, else why it was passed over."""
    name = entry.name
    if name.startswith((".", "~$")) or name == SOURCES or name.endswith(META_SUFFIX):
        return ""
    if entry.is_symlink() and not _leads_into(root, entry):
        return "a link that leads out of the inbox is not followed"
    suffix = os.path.splitext(name)[1].lower()
    if suffix in COMPANIONS:
        return f"{suffix} files are no documents"
    if not _is_file(entry):
        return "not a regular file"
    return None


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Also a link to nowhere, which fails when it is read; not a pipe, which would never end, nor a link to one."""
    try:
        return entry.is_file() or (entry.is_symlink() and not os.path.exists(entry.path))
    except OSError:  # a link in a circle
        return True


def _leads_into(root: Path, entry: os.DirEntry[str]) -> bool:
    try:
        return Path(entry.path).resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link in a circle: reading it gives the error its reason
        return True


def _file(entry: os.DirEntry[str], relative: str, metadata: dict[str, str]) -> InboxFile:
    try:
        status = entry.stat()
    except OSError:  # a dangling link or a file that has just gone: reading it gives the error its reason
        return InboxFile(relative, Path(entry.path), -1, -1, metadata=metadata)
    return InboxFile(relative, Path(entry.path), status.st_size, status.st_mtime_ns, status.st_ctime_ns, metadata)


# A broken sidecar costs its metadata, not the documents beside it; the list of ignored files says so.


def _sources(path: Path, relative: str, found: _Found) -> dict[str, dict[str, str]]:
    ignored = found.ignored
    try:
        rows = list(csv.DictReader(io.StringIO(_sidecar(path, found.root), newline=""), restkey="", restval=""))
    except (OSError, ValueError, csv.Error) as error:
        ignored.append((relative, f"sidecar not understood ({error}); save it as CSV in UTF-8 with a header line"))
        return {}
    if rows and "file_name" not in rows[0]:
        ignored.append(
            (relative, "sidecar without a column file_name; its header must be file_name,source_url,publisher,…")
        )
        return {}
    return {
        row["file_name"]: {
            key: _value(value) for key, value in row.items() if key and key != "file_name" and value.strip()
        }
        for row in rows
    }


def _meta(path: Path, relative: str, found: _Found) -> dict[str, str]:
    ignored = found.ignored
    try:
        content = yaml.safe_load(_sidecar(path, found.root)) or {}
    # ValueError: a date such as 2023-02-30; RecursionError: brackets in brackets
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        reason = str(error).partition("\n")[0]
        ignored.append((relative, f"sidecar not understood ({reason}); write one `key: value` a line in UTF-8"))
        return {}
    if not isinstance(content, dict):
        ignored.append((relative, "sidecar not understood; write one `key: value` a line"))
        return {}
    nested = sorted(str(key) for key, value in content.items() if isinstance(value, dict | list | set))
    if nested:  # their text can be without end: aliases of aliases
        ignored.append((relative, f"sidecar entries that are no single value are left out: {', '.join(nested[:5])}"))
    return {
        _value(str(key)): _value(str(value))
        for key, value in content.items()
        if value is not None and not isinstance(value, dict | list | set)
    }


def _sidecar(path: Path, root: Path) -> str:
    """The text of a sidecar; a ValueError for what no person would have written. Links and pipes are not followed."""
    if not path.is_file() or not path.resolve().is_relative_to(root):
        raise ValueError("it is no regular file of the inbox")
    if path.stat().st_size > MAX_SIDECAR:
        raise ValueError(f"it has more than {MAX_SIDECAR / 2**20:.0f} MiB")
    return path.read_text(encoding="utf-8-sig")


def _value(text: str) -> str:
    """An entry as a table can hold it: no half characters, which YAML can spell, and no end of its own."""
    return text.strip()[:MAX_VALUE].encode("utf-8", "replace").decode("utf-8")
