"""Word documents (.docx): paragraphs and tables in document order, as Word shows them with all changes accepted.

python-docx opens the package; the walk is over its XML, because its `paragraph.text` leaves out what stands in tracked
insertions, content controls and fields, and figures that were inserted last are the ones that matter.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from extract.documents import UnreadableDocument
from extract.readers import Reading
from extract.readers.layout import Spanning, TextBuilder, raised

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # an encrypted .docx is an OLE file with a stream of this name
MAX_UNPACKED = 512 * 1024 * 1024  # with pictures
MAX_XML = 64 * 1024 * 1024  # a tree of it takes some ten times as much memory
MAX_MEMBERS = 20_000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
INNER = {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"), qn("w:moveTo"), qn("w:smartTag")}
# zlib.error: damaged bytes; NotImplementedError, RuntimeError: a method or a password that no .docx has; EOFError, OSError: cut off
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)
SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def read(data: bytes) -> Reading:
    if data.startswith(OLE):
        if ENCRYPTED in data:
            raise UnreadableDocument(
                "The .docx file is encrypted.", "Open it with its password and save a copy without one."
            )
        raise UnreadableDocument(
            "The file is an old .doc under the name .docx.", "Open it in Word, WPS or LibreOffice and save it as .docx."
        )
    broken = UnreadableDocument(
        "The file is no complete .docx package.",
        "Copy it again, or open it in Word, WPS or LibreOffice and save it as .docx.",
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_size(package.infolist())
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
    # SyntaxError is lxml's: XML that does not parse; AttributeError: the parts are there and are something else
    except (*BROKEN_ZIP, PackageNotFoundError, KeyError, ValueError, SyntaxError, AttributeError) as error:
        raise broken from error
    if body is None:
        raise broken
    builder = TextBuilder()
    for block in _blocks(body):
        if block.tag == qn("w:tbl"):
            builder.table(_rows(block))
        else:
            builder.line(_text(block))
    text, tables = builder.finish()
    return Reading(text, "utf-8", tables, _title(document))


def _check_size(members: list[zipfile.ZipInfo]) -> None:
    """Refuse what unpacks to more than a report can hold; zipfile reads no member further than it says here."""
    unpacked = sum(member.file_size for member in members)
    markup = max((m.file_size for m in members if m.filename.lower().endswith((".xml", ".rels"))), default=0)
    if unpacked > MAX_UNPACKED or markup > MAX_XML or len(members) > MAX_MEMBERS:
        raise UnreadableDocument(
            f"The .docx file unpacks to {unpacked / 2**20:,.0f} MiB in {len(members):,} parts.",
            "Save it again without its attachments; a report has a few megabytes.",
        )


def _title(document: Any) -> str | None:
    try:
        return (document.core_properties.title or "").strip() or None
    except (KeyError, ValueError, SyntaxError, AttributeError):  # a broken part beside the text costs its title only
        return None


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, through the wrappers that Word puts around them."""
    for child in parent.iterchildren():
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in INNER:
            yield from _blocks(child)


def _text(paragraph: Any) -> str:
    """The paragraph's text; deleted text has a tag of its own (w:delText) and so stays out."""
    pieces: list[str] = []
    for node in paragraph.iter():
        if node.tag in (qn("w:t"), MATH_TEXT):
            if not _within_fallback(node, paragraph):
                text = node.text or ""
                pieces.append(raised(text, "".join(pieces[-1:])) if _is_raised(node.getparent()) else text)
        elif node.tag in SIGNS and node.getparent().tag == qn("w:r"):  # w:tab is also a setting of the paragraph
            pieces.append(SIGNS[node.tag])
        elif node.tag == qn("w:p") and node is not paragraph:
            pieces.append("\n")  # a text box within the paragraph
    return "".join(pieces)


def _is_raised(run: Any) -> bool:
    return run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}[@{qn('w:val')}='superscript']") is not None


def _within_fallback(node: Any, top: Any) -> bool:
    """Drawings come twice, for new and for old programs."""
    while node is not top:
        if node.tag == FALLBACK:
            return True
        node = node.getparent()
    return False


def _rows(table: Any) -> list[list[Spanning]]:
    """Rows as HTML would give them: Word marks a vertical span by cells that continue it, which are left out here."""
    rows = [list(_cells(row)) for row in _through(table, qn("w:tr"))]
    continuing = [{place for place, _, merge, _ in row if merge == "continue"} for row in rows]
    spanning: list[list[Spanning]] = []
    for number, row in enumerate(rows):
        cells = []
        for place, width, merge, cell in row:
            if merge == "continue":
                continue
            height = 1
            if merge == "restart":
                while number + height < len(rows) and place in continuing[number + height]:
                    height += 1
            cells.append(Spanning("\n".join(_flat(cell)), height, width))
        spanning.append(cells)
    return spanning


def _cells(row: Any) -> Iterator[tuple[int, int, str | None, Any]]:
    """Column, width, vertical merge (restart, continue or None) and element of each cell of a row."""
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    place = _count(before) if before is not None else 0
    for cell in _through(row, qn("w:tc")):
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        width = _count(span)
        yield place, width, None if merge is None else merge.get(qn("w:val"), "continue"), cell
        place += width


def _through(parent: Any, tag: str) -> Iterator[Any]:
    for child in parent.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag in INNER:
            yield from _through(child, tag)


def _count(element: Any) -> int:
    """The number that an element of the grid holds, 1 where it holds none."""
    value = element.get(qn("w:val")) if element is not None else None
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else 1


def _flat(cell: Any) -> Iterator[str]:
    """Lines of a cell; a table within it is flattened to lines of its cells."""
    for block in _blocks(cell):
        if block.tag == qn("w:tbl"):
            for row in _rows(block):
                yield " ".join(inner.text for inner in row)
        else:
            yield _text(block)
