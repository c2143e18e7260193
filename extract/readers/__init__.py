"""One module a format, each with `read(data) -> Reading`; what they share is in encodings.py and layout.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from extract.documents import Table


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a file's bytes; `documents.read` adds name and identity."""

    text: str
    encoding: str
    tables: tuple[Table, ...] = ()
    title: str | None = None
    published_on: date | None = None
    metadata: dict[str, str] = field(default_factory=dict)
