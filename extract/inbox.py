"""The inbox as a list of files: which of them are documents, which are sidecars, and what the sidecars say.

Sidecars: `sources.csv` in a folder (column `file_name`, one row a file) and `NAME.meta.yaml` beside one file; the latter wins.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import yaml

SOURCES = "sources.csv"
META_SUFFIX = ".meta.yaml"
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
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def sidecar_sha256(self) -> str:
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
    root = inbox.resolve()
    barred = exclude.resolve() if exclude else None
    files: list[InboxFile] = []
    ignored: list[tuple[str, str]] = []
    for folder, folders, names in os.walk(root, onerror=_raise):
        here = Path(folder)
        kept = []
        for name in folders:
            if name.startswith(".") or (here / name) == barred:
                continue
            if (here / name).is_symlink():
                ignored.append((_relative(here / name, root), "a link to a folder is not followed"))
            else:
                kept.append(name)
        folders[:] = kept
        sources = _sources(here / SOURCES, _relative(here / SOURCES, root), ignored) if SOURCES in names else {}
        for name in names:
            path = here / name
            relative = _relative(path, root)
            reason = _not_a_document(path, root)
            if reason:
                ignored.append((relative, reason))
            elif reason is None:
                meta = path.with_name(name + META_SUFFIX)
                own = _meta(meta, _relative(meta, root), ignored) if meta.name in names else {}
                files.append(_file(path, relative, {**sources.get(name, {}), **own}))
    files.sort(key=lambda file: file.relative_path)
    return Scan(tuple(files), tuple(sorted(ignored)))


def _raise(error: OSError) -> None:
    raise error


def _relative(path: Path, root: Path) -> str:
    # A name that is no UTF-8 must still fit into a table; the real path stays in InboxFile.path.
    return os.fsencode(path.relative_to(root).as_posix()).decode("utf-8", "replace")


def _not_a_document(path: Path, root: Path) -> str | None:
    """None for a document, '' for what nobody needs to hear about, else why it was passed over."""
    name = path.name
    if name.startswith((".", "~$")) or name == SOURCES or name.endswith(META_SUFFIX):
        return ""
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        return "a link that leads out of the inbox is not followed"
    if path.suffix.lower() in COMPANIONS:
        return f"{path.suffix} files are no documents"
    if not path.is_file() and not path.is_symlink():
        return "not a regular file"
    return None


def _file(path: Path, relative: str, metadata: dict[str, str]) -> InboxFile:
    try:
        status = path.stat()
        size, mtime_ns = status.st_size, status.st_mtime_ns
    except OSError:  # a dangling link or a file that has just gone: reading it gives the error its reason
        size, mtime_ns = -1, -1
    return InboxFile(relative, path, size, mtime_ns, metadata)


# A broken sidecar costs its metadata, not the documents beside it; the list of ignored files says so.


def _sources(path: Path, relative: str, ignored: list[tuple[str, str]]) -> dict[str, dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream, restkey="", restval=""))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        ignored.append((relative, f"sidecar not understood ({error}); save it as CSV in UTF-8 with a header line"))
        return {}
    if rows and "file_name" not in rows[0]:
        ignored.append(
            (relative, "sidecar without a column file_name; its header must be file_name,source_url,publisher,…")
        )
        return {}
    return {
        row["file_name"]: {
            key: value.strip() for key, value in row.items() if key and key != "file_name" and value.strip()
        }
        for row in rows
    }


def _meta(path: Path, relative: str, ignored: list[tuple[str, str]]) -> dict[str, str]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        ignored.append((relative, f"sidecar not understood ({error}); write one `key: value` a line in UTF-8"))
        return {}
    if not isinstance(content, dict):
        ignored.append((relative, "sidecar not understood; write one `key: value` a line"))
        return {}
    return {str(key): str(value) for key, value in content.items() if value is not None}
