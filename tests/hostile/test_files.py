"""Files made to hurt: each becomes a document, or a clear refusal with a remedy, within bounded time and memory."""

import io
import os
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from extract import documents, extraction
from extract.documents import Document, UnreadableDocument
from extract.limits import Limits

PROSE = "二〇二三年，云溪市空气质量优良天数为三百天，较上年增加五天。检查企业20家次。"
NOTHING_BUT = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(folder: Path, name: str, data: bytes) -> Document | UnreadableDocument:
    path = folder / name
    path.write_bytes(data)
    try:
        return documents.read(path)
    except UnreadableDocument as error:
        refusal = error
    assert refusal.reason
    assert refusal.remedy
    return refusal


def word(body: str = "") -> bytes:
    document = docx.Document()
    document.add_paragraph(PROSE)
    if body:
        document.element.body.insert(0, parse_xml(body))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The package with one of its parts replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, content if member.filename == name else old.read(member))
    return stream.getvalue()


def picture(draw: Callable[[Canvas], None]) -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(72, 720, "PM2.5 28 ug/m3 " * 4)
    draw(canvas)
    canvas.save()
    return stream.getvalue()


# Bytes of any kind


@NOTHING_BUT
@given(data=st.binary(max_size=2000), name=st.sampled_from(["a.txt", "a.html", "a.docx", "a.pdf"]))
def test_random_bytes(data: bytes, name: str, tmp_path: Path) -> None:
    read(tmp_path, name, data)


SOUND = {
    "a.txt": PROSE.encode("gb18030"),
    "a.html": f"<html><body><table><tr><td rowspan=2>{PROSE}<td>2</table><p>{PROSE}<sup>3</sup></body></html>".encode(),
    "a.docx": word(),
    "a.pdf": picture(lambda canvas: canvas.grid([72, 144, 216], [600, 620, 640])),
}


@NOTHING_BUT
@given(
    name=st.sampled_from(sorted(SOUND)),
    at=st.floats(0, 1, exclude_max=True),
    put=st.binary(min_size=1, max_size=30),
    dropped=st.integers(0, 200),
)
def test_sound_files_with_damaged_bytes(name: str, at: float, put: bytes, dropped: int, tmp_path: Path) -> None:
    sound = SOUND[name]
    place = int(at * len(sound))
    read(tmp_path, name, sound[:place] + put + sound[place + dropped :])


@NOTHING_BUT
@given(text=st.text(max_size=400), encoding=st.sampled_from(["utf-8", "utf-16", "gb18030", "big5"]))
def test_any_text_in_any_encoding_is_read_to_the_end(text: str, encoding: str, tmp_path: Path) -> None:
    found = read(tmp_path, "a.txt", (PROSE + text).encode(encoding, "ignore"))
    if isinstance(found, Document):
        for candidate in extraction.extract(found).candidates:
            assert candidate.quote == found.text[candidate.char_start : candidate.char_end]


# Web pages


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + PROSE,
        "<b>" * 50_000 + PROSE,
        "<table><tr><td>" * 20_000 + PROSE,
        '<div class="nav">' * 5_000 + PROSE,
        "<p>" + "<sup>1</sup>" * 20_000 + PROSE,
        "<ul>" + "<li><a href=x>x</a>" * 20_000 + PROSE,
        "<!--" * 100_000 + PROSE,
        "&" * 500_000 + PROSE,
        "<" * 500_000 + PROSE,
        f"<p {'a ' * 200_000}>{PROSE}",
        f"<table><tr>{'<td colspan=1000>1' * 500}</table>{PROSE}",
        f"<table>{'<tr><td rowspan=1000>1' * 5000}</table>{PROSE}",
    ],
    ids="deep deepb tables chrome sups links comments ampersands lesses attributes wide tall".split(),
)
def test_pages_without_end(page: str, tmp_path: Path) -> None:
    start = time.process_time()
    read(tmp_path, "a.html", f"<html><body>{page}</body></html>".encode())
    assert time.process_time() - start < 20


# Word documents


@pytest.mark.parametrize(
    "bomb",
    [
        zlib.compress(b" " * 10)[:5],
        b"<x>" + b" " * 80_000_000 + b"</x>",
        b"<x>" * 100_000,
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        b"",
    ],
    ids="no-xml swollen deep entities empty".split(),
)
def test_word_packages_with_a_bomb_for_text(bomb: bytes, tmp_path: Path) -> None:
    found = read(tmp_path, "a.docx", with_part(word(), "word/document.xml", bomb))
    assert isinstance(found, UnreadableDocument)
    assert ".docx" in found.reason


def test_entities_of_a_word_document_reach_no_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("geheim", encoding="utf-8")
    with zipfile.ZipFile(io.BytesIO(word())) as package:
        text = package.read("word/document.xml").decode()
    declared = f'<!DOCTYPE w:document [<!ENTITY secret SYSTEM "file://{tmp_path}/secret.txt">]>'
    text = text.replace("<w:document", declared + "<w:document", 1).replace(PROSE[:6], "&secret;" + PROSE[:6])
    found = read(tmp_path, "a.docx", with_part(word(), "word/document.xml", text.encode()))
    assert isinstance(found, UnreadableDocument) or "geheim" not in found.text


@pytest.mark.parametrize("value", ["999999999", "99999999999999999999", "-5", "x"])
@pytest.mark.parametrize("tag", ["gridSpan", "gridBefore"])
def test_word_tables_that_claim_a_huge_grid(value: str, tag: str, tmp_path: Path) -> None:
    properties = {
        "gridSpan": f'<w:tc><w:tcPr><w:gridSpan w:val="{value}"/></w:tcPr><w:p/></w:tc>',
        "gridBefore": f'<w:trPr><w:gridBefore w:val="{value}"/></w:trPr><w:tc><w:p/></w:tc>',
    }
    table = f"<w:tbl {nsdecls('w')}><w:tr>{properties[tag]}</w:tr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    start = time.process_time()
    found = read(tmp_path, "a.docx", word(table))
    assert time.process_time() - start < 5
    assert isinstance(found, UnreadableDocument) == (tag == "gridSpan" and value == "999999999")


# PDF files


def test_a_drawing_of_many_lines_is_read_as_text_in_bounded_time(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for n in range(12_000):
            canvas.line(n % 500, n % 700, n % 300, (n * 7) % 700)

    start = time.process_time()
    found = read(tmp_path, "a.pdf", picture(draw))
    assert time.process_time() - start < 20
    assert isinstance(found, Document)
    assert "PM2.5" in found.text


def test_a_pdf_whose_pages_hold_each_other(tmp_path: Path) -> None:
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>endobj\ntrailer<</Root 1 0 R>>\n"
    )
    assert isinstance(read(tmp_path, "a.pdf", data), UnreadableDocument)


# Text


def test_two_hundred_megabytes_in_one_line_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, 200 * 2**20)
    with pytest.raises(UnreadableDocument, match=r"200\.0 MiB, more than the limit of 64 MiB"):
        documents.read(path)


def test_ten_million_digits(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes((PROSE + "7" * 10_000_000).encode())
    with pytest.raises(UnreadableDocument, match="10,000,039 characters"):
        documents.read(path)
    found = documents.read(path, bounds=Limits(characters=20_000_000))
    start = time.process_time()
    candidates = extraction.extract(found).candidates
    assert time.process_time() - start < 30
    assert all(candidate.char_end < 50 for candidate in candidates)


def test_half_characters_are_replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from extract.readers import Reading, text

    monkeypatch.setattr(text, "read", lambda data: Reading(PROSE + "\ud800", "utf-8", title="\udfff"))
    found = read(tmp_path, "a.txt", b"x")
    assert isinstance(found, Document)
    assert (found.text, found.meta_title) == (PROSE + "?", "?")
