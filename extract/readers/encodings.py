"""Bytes of Chinese text to characters: which encoding, and when to refuse. Knows nothing of formats.

Strict decoding in a fixed order, with a look at the result: GB18030 and Big5 accept much that was never written in
them, so what they yield must consist of characters that people use. Against detectors, on slices of real reports in
GB18030: charset-normalizer misses 2 to 6 %, chardet 7 none; but chardet names an encoding for damaged bytes too, so
the look at the result would be needed all the same (tests/extract/test_encodings.py measures ours).
"""

from __future__ import annotations

import codecs
from functools import cache

from extract.documents import UnreadableDocument

BOMS = (  # the longer first: UTF-32's mark begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SIGNATURES = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP container (.docx, .xlsx, .zip)",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office file (.doc, .xls, .wps)",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"Rar!": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
}
BIG5_NAMES = frozenset({"big5", "big5-hkscs", "cp950", "x-x-big5"})
CONTROLS = frozenset(chr(c) for c in (*range(0x20), *range(0x7F, 0xA0))) - set("\t\n\v\f\r\x1a\x1c\x1d\x85")
MAX_CONTROLS = 0.01  # a stray control character from a form field is common; one in a hundred is no text
MIN_FAMILIAR = (
    0.75  # measured: right readings 0.93 and more, wrong ones 0.62 and less (tests/extract/test_encodings.py)
)
SAMPLE = 20_000  # characters looked at for familiarity: enough to be sure, and no cost on large files


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Text and the name of its encoding; `declared` is what the markup claims, believed only if it fits."""
    for signature, kind in SIGNATURES.items():
        if data.startswith(signature):
            raise UnreadableDocument(
                f"The file is {kind}, whatever its name says.", "Give it its right suffix, or export its text as UTF-8."
            )
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _checked(_marked(data, encoding)), encoding.removesuffix("-sig")
    if b"\0" in data and (wide := _wide(data)):
        return wide
    try:
        return _checked(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as error:
        damage = error
    readings = []
    for encoding in _legacy_order(declared):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        readings.append((familiarity(text), text, encoding))
    share, text, encoding = max(readings, key=lambda r: r[0], default=(0.0, "", ""))
    if share >= MIN_FAMILIAR:
        return _checked(text), encoding
    raise _damaged(data, damage)


def familiarity(text: str) -> float:
    """Share of the characters beyond ASCII that are in everyday use in China or Taiwan; 0 when there are none."""
    beyond = [c for c in text[:SAMPLE] if c > "\x7f"]
    return sum(map(_is_familiar, beyond)) / len(beyond) if beyond else 0.0


@cache
def _is_familiar(char: str) -> bool:
    """GB 2312 symbols and level 1, or Big5 symbols and level 1: the character sets say themselves what is common."""
    gb = char.encode("gb2312", "ignore")
    if len(gb) == 2 and (gb[0] <= 0xA3 or 0xB0 <= gb[0] <= 0xD7):
        return True
    big5 = char.encode("big5", "ignore")
    return len(big5) == 2 and big5[0] in range(0xA1, 0xC7)


def _legacy_order(declared: str | None) -> tuple[str, ...]:
    """GB18030 before Big5, unless the page says otherwise: the first wins where both read equally well."""
    big5 = ("cp950", "big5hkscs")  # Windows' and Hong Kong's variants differ in a few signs
    return (*big5, "gb18030") if (declared or "").lower() in BIG5_NAMES else ("gb18030", *big5)


def _marked(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"The file begins as {encoding.removesuffix('-sig').upper()} but is damaged at byte {error.start}.",
            "Copy it again from its source, or open it in an editor, mend it and save it as UTF-8.",
        ) from error


def _wide(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a byte order mark, told by the zero bytes of its line ends and digits."""
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and familiarity(text) >= MIN_FAMILIAR:
            return _checked(text), encoding
    return None


def _checked(text: str) -> str:
    if sum(c in CONTROLS for c in text[:SAMPLE]) > MAX_CONTROLS * min(len(text), SAMPLE):
        raise _binary()
    return text


def _binary() -> UnreadableDocument:
    return UnreadableDocument("The file holds binary data, not text.", "Export the report's text and save it as UTF-8.")


def _damaged(data: bytes, error: UnicodeDecodeError) -> UnreadableDocument:
    kept = data.decode("utf-8", "ignore")
    remedy = "Open it in an editor, choose the encoding that shows it right, and save it as UTF-8."
    if familiarity(kept) >= MIN_FAMILIAR and len(kept.encode()) > 0.9 * len(data):
        line = data.count(b"\n", 0, error.start) + 1
        return UnreadableDocument(
            f"The file is UTF-8 with damaged bytes (the first in line {line}, byte {error.start}).",
            "Copy it again from its source, or mend that line and save it as UTF-8.",
        )
    if b"\0" in data:
        return _binary()
    return UnreadableDocument(
        "The bytes are no readable Chinese text in UTF-8, UTF-16, GB18030 or Big5; they may mix encodings.", remedy
    )
