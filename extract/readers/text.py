"""Plain text: the decoded characters as they are, line ends included."""

from __future__ import annotations

from extract.readers import Reading
from extract.readers.encodings import decode


def read(data: bytes) -> Reading:
    text, encoding = decode(data)
    return Reading(text, encoding)
