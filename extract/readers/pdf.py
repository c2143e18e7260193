"""PDF files with a text layer: lines as printed, pages parted by form feeds, ruled tables as tab-separated lines.

PDFium reads the text: it is fast and knows Chinese fonts. Where a page has ruled lines, pdfplumber finds the cells,
and their text again comes from PDFium. Rejoining wrapped lines is left to the extractor, which knows sentences.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extract.documents import UnreadableDocument
from extract.readers import Reading
from extract.readers.layout import Spanning, TextBuilder

log = logging.getLogger(__name__)

PAGE_BREAK = "\f"
MIN_PER_PAGE = 10  # characters; less on the average page means scans, with a page number or stamp at most
MAX_UNMAPPED = 0.2  # share of characters without a meaning in Unicode: fonts that say shapes only
MIN_STROKES = 10  # strokes on a page before tables are looked for: looking costs ten times the reading
MAX_STROKES = (
    20_000  # a page with more shows a map or a picture: its rules make no table, and comparing them all takes minutes
)
MAX_PAGES = 2000
Box = tuple[float, float, float, float]  # left, top, right, bottom, measured from the page's top left corner
NEWLINES = re.compile(r"\r\n?")


def read(data: bytes) -> Reading:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise UnreadableDocument(
                "The PDF file is encrypted.", "Open it with its password and print it to a new PDF."
            ) from error
        raise UnreadableDocument(
            "The file is no complete PDF.", "Copy it again from its source, or print it to a new PDF."
        ) from error
    ruled = _Ruled(data)
    with document:
        count = len(document)
        if count > MAX_PAGES:
            raise UnreadableDocument(f"The PDF file has {count:,} pages.", "Split it into parts of a report each.")
        builder = TextBuilder()
        for number in range(count):
            if number:
                builder.raw(PAGE_BREAK)
            try:
                _page(document[number], lambda n=number: ruled.page(n), builder)  # type: ignore[misc]
            except pdfium.PdfiumError as error:
                raise UnreadableDocument(
                    f"Page {number + 1} of the PDF file is damaged.",
                    "Copy it again from its source, or print it to a new PDF.",
                ) from error
        title = (document.get_metadata_value("Title") or "").strip()
    text, tables = builder.finish()
    _check(text, count)
    return Reading(text, "pdf", tables, title or None)


class _Ruled:
    """pdfplumber's look at the same file, opened for the first page with ruled lines: most files have none."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._plumber: Any = None

    def page(self, number: int) -> Any:
        if self._plumber is None:
            self._plumber = pdfplumber.open(io.BytesIO(self._data))
        return self._plumber.pages[number]


def _page(page: pdfium.PdfPage, plumbed: Callable[[], Any], builder: TextBuilder) -> None:
    """Text above a table, the table, text below it, and so down the page."""
    words = page.get_textpage()
    width, height = page.get_size()

    def within(box: Box) -> str:
        left, top, right, bottom = box
        found = words.get_text_bounded(left, height - bottom, right, height - top)
        return NEWLINES.sub("\n", found).strip("\n ")

    above = 0.0
    for found in _tables(page, plumbed):
        left, top, right, bottom = found.bbox
        if top < above:
            continue  # beside or inside the table before: its words are printed already
        rows = _rows(found, within)
        sides = [within((0, top, left, bottom)), within((right, top, width, bottom))]
        kept = [cell.text for row in rows for cell in row] + sides
        if _length(*kept) < _length(within((0, top, width, bottom))):
            continue  # its rules leave words outside the cells: as plain lines nothing is lost
        for lines in (within((0, above, width, top)), sides[0]):
            if lines:
                builder.line(lines)
        builder.table(rows)
        if sides[1]:
            builder.line(sides[1])
        above = bottom
    rest = within((0, above, width, height)) if above else NEWLINES.sub("\n", words.get_text_range()).strip("\n")
    if rest:
        builder.line(rest)


def _length(*texts: str) -> int:
    return sum(len("".join(text.split())) for text in texts)


def _tables(page: pdfium.PdfPage, plumbed: Callable[[], Any]) -> Iterator[Any]:
    paths = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=3)
    if not MIN_STROKES <= sum(pdfium_c.FPDFPath_CountSegments(path.raw) for path in paths) <= MAX_STROKES:
        return
    try:
        plumber_page = plumbed()
        found = sorted(plumber_page.find_tables(), key=lambda t: t.bbox[1])
    except (
        Exception
    ) as error:  # it raises whatever a damaged part leads to; the text is PDFium's, which read it all the same
        log.info("no tables are looked for: %s: %s", type(error).__name__, error)
        return
    for table in found:
        if len(table.rows) > 1 and max(len(row.cells) for row in table.rows) > 1:
            yield table
    plumber_page.close()  # frees what the look at the page kept


def _rows(table: Any, within: Callable[[Box], str]) -> list[list[Spanning]]:
    """Cells with the spans that their boxes show against the grid of all edges."""
    lefts = sorted({round(cell[0]) for cell in table.cells})
    tops = sorted({round(cell[1]) for cell in table.cells})
    rows: list[list[Spanning]] = [[] for _ in tops]
    for left, top, right, bottom in sorted(table.cells, key=lambda c: (round(c[1]), c[0])):
        columns = sum(round(left) <= edge < round(right) for edge in lefts)
        spanned = sum(round(top) <= edge < round(bottom) for edge in tops)
        rows[tops.index(round(top))].append(Spanning(within((left, top, right, bottom)), spanned, columns))
    return rows


def _check(text: str, pages: int) -> None:
    printed = [c for c in text if not c.isspace()]
    if len(printed) < MIN_PER_PAGE * pages:
        raise UnreadableDocument(
            "The PDF file has no text layer: its pages are pictures.",
            "Run a text recognition (OCR) over it and save a searchable PDF, or its text.",
        )
    unmapped = sum(unicodedata.category(c) in ("Co", "Cn", "Cc") or c == "\ufffd" for c in printed)
    if unmapped > MAX_UNMAPPED * len(printed):
        raise UnreadableDocument(
            "The PDF file's fonts do not say which characters they show.",
            "Print it to a new PDF from the original document, or run a text recognition (OCR) over it.",
        )
