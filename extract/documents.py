"""A document as the rest of the project sees it: stored text, media type, tables, and what its head says.

`read` picks the reader for the bytes (extract/readers/). The stored text is what every span counts in.
"""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from extract import limits
from extract.limits import Limits

if TYPE_CHECKING:
    from extract.readers import Reading

READERS = {".txt": "text", ".html": "html", ".htm": "html", ".docx": "docx", ".pdf": "pdf"}
MEDIA_TYPES = {
    "text": "text/plain",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
SUPPORTED = ", ".join(READERS)
REMEDIES = {  # formats that people try and that no reader is there for
    ".doc": "Open it in Word, WPS or LibreOffice and save it as .docx.",
    ".wps": "Open it in WPS or LibreOffice and save it as .docx.",
    ".rtf": "Open it in Word, WPS or LibreOffice and save it as .docx.",
    ".ofd": "Print it to PDF, or export its text as .txt.",
    ".xls": "Save the sheet as a table in a .docx or .html file.",
    ".xlsx": "Save the sheet as a table in a .docx or .html file.",
    ".zip": "Unpack it and put the reports themselves into the inbox.",
    ".rar": "Unpack it and put the reports themselves into the inbox.",
}


class UnreadableDocument(Exception):
    """A file that cannot become text: `reason` for the log, `remedy` for the person who put it there."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason = reason
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[UnreadableDocument], tuple[str, str]]:
        return type(self), (self.reason, self.remedy)  # the exception's own way knows only one argument


class OverLimit(UnreadableDocument):
    """A file that costs more than limits.py allows: with other limits it is tried again."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its span in the stored text and its place in the grid; a spanning cell is repeated."""

    start: int
    end: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a document (HTML, DOCX, PDF); tables flattened to lines in plain text are found by structure.py."""

    start: int
    end: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Document:
    document_id: str  # first 20 hex digits of the SHA-256 of the file's bytes
    file_name: str
    media_type: str  # text/plain, text/html, ...
    encoding: str  # utf-8, utf-16, gb18030, ...
    content_sha256: str
    text: str  # decoded, unnormalised (HTML: main content, tables as tab-separated lines)
    tables: tuple[Table, ...] = ()
    meta_title: str | None = None  # from markup, not from the text
    meta_published_on: date | None = None
    metadata: dict[str, str] = field(
        default_factory=dict
    )  # sidecar: source_url, publisher, region_code, report_year, ...


def read(
    path: str | os.PathLike[str],
    root: str | os.PathLike[str] | None = None,
    metadata: Mapping[str, str] | None = None,
    *,
    bounds: Limits | None = None,
) -> Document:
    """Read one file, relative to `root` where one is given; `metadata` is what a sidecar says about it.

    `bounds` are the limits of bytes and characters, by default those of the environment.

    Raises UnreadableDocument with a reason and a remedy; every other exception is a fault of the program.
    """
    file = Path(root, path) if root is not None else Path(path)
    reader = _reader_for(file)
    bounds = bounds or limits.current()
    data = _bytes_of(file, bounds.megabytes * 2**20)
    if reader == "text" and data.lstrip(b"\xef\xbb\xbf \t\r\n")[:14].lower().startswith((b"<!doctype html", b"<html")):
        reader = "html"  # pages are often saved under .txt; their tags are no text of the report
    # Each format's library is imported only when such a file comes: a run over text files starts without them.
    module = importlib.import_module(f"extract.readers.{reader}")
    reading = cast("Reading", module.read(data))
    if not reading.text.strip():
        raise UnreadableDocument(
            f"{file.name} holds no text.", "Check the file in its own program, then save it again or remove it."
        )
    if len(reading.text) > bounds.characters:
        raise OverLimit(
            f"{file.name} holds {len(reading.text):,} characters, more than the limit of {bounds.characters:,}.",
            "Split the report, or raise GREENLEDGER_MAX_CHARACTERS.",
        )
    digest = hashlib.sha256(data).hexdigest()
    return Document(
        document_id=digest[:20],
        file_name=file.name,
        media_type=MEDIA_TYPES[reader],
        encoding=reading.encoding,
        content_sha256=digest,
        text=_whole(reading.text),
        tables=reading.tables,
        meta_title=_whole(reading.title) if reading.title else None,
        meta_published_on=reading.published_on,
        metadata={
            **{name: _whole(value) for name, value in reading.metadata.items()},
            **(metadata or {}),
        },  # a person's sidecar beats the page's own tags
    )


def _whole(text: str) -> str:
    """The text with a sign of replacement for half a character, which no table can hold: PDF fonts can name such."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text


def _reader_for(file: Path) -> str:
    suffix = file.suffix.lower()
    if suffix in READERS:
        return READERS[suffix]
    kind = f"{suffix} files are" if suffix else "A file without a suffix is"
    raise UnreadableDocument(
        f"{file.name}: {kind} not read.", REMEDIES.get(suffix, f"Save the report as one of {SUPPORTED}.")
    )


def _bytes_of(file: Path, max_bytes: int) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(max_bytes + 1)  # and not what stat says: a file may grow
            size = max(os.fstat(stream.fileno()).st_size, len(data))
        if len(data) > max_bytes:
            raise OverLimit(
                f"{file.name} has {size / 2**20:.1f} MiB, more than the limit of {max_bytes / 2**20:.0f} MiB.",
                "Split the report, drop its pictures, or raise GREENLEDGER_MAX_MEGABYTES.",
            )
    except OSError as error:
        raise UnreadableDocument(
            f"{file.name} cannot be opened: {error.strerror or error}.", "Check that the file is there and may be read."
        ) from error
    if not data:
        raise UnreadableDocument(f"{file.name} is empty.", "Copy the file again: an upload may have broken off.")
    return data
