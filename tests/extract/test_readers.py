"""Files of every format, made here, and the text, tables and errors that come of them."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from extract import documents
from extract.documents import Document, UnreadableDocument
from extract.limits import Limits

Put = Callable[[str, bytes | str], Path]
PROSE = "二〇二三年，云溪市空气质量优良天数为三百天，较上年增加五天。全市水质总体良好，群众满意度持续提升。"


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def grid(document: Document, table: int = 0) -> dict[tuple[int, int], str]:
    return {(c.row, c.column): document.text[c.start : c.end] for c in document.tables[table].cells}


def page(body: str, head: str = "") -> str:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'


# Plain text and identity


def test_text_is_kept_as_decoded_and_named_by_its_bytes(put: Put) -> None:
    data = "甲\r\n乙\n".encode("gb18030") + PROSE.encode("gb18030")
    document = documents.read(put("a.txt", data))
    assert document.text == "甲\r\n乙\n" + PROSE
    assert (document.media_type, document.encoding, document.file_name) == ("text/plain", "gb18030", "a.txt")
    assert document.content_sha256 == hashlib.sha256(data).hexdigest()
    assert document.document_id == document.content_sha256[:20]


def test_root_and_metadata(put: Put) -> None:
    path = put("a.txt", PROSE)
    document = documents.read("a.txt", root=path.parent, metadata={"publisher": "云溪市生态环境局"})
    assert document.metadata == {"publisher": "云溪市生态环境局"}


def test_a_page_saved_as_txt_is_read_as_a_page(put: Put) -> None:
    document = documents.read(put("a.txt", page(f"<p>{PROSE}</p>")))
    assert (document.media_type, document.text) == ("text/html", PROSE + "\n")


# What cannot be read


@pytest.mark.parametrize(
    ("name", "content", "reason", "remedy"),
    [
        ("a.txt", b"", "empty", "again"),
        ("a.txt", " \r\n\n", "no text", "Check"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"\.doc files are not read", r"\.docx"),
        ("a.xyz", "text", r"\.xyz files are not read", r"\.txt, \.html"),
        ("a", "text", "without a suffix", r"\.txt, \.html"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, r"old \.doc", r"\.docx"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
            "password",
        ),
        ("a.docx", b"PK\x03\x04 cut off", r"no complete \.docx", "again"),
        ("a.pdf", b"%PDF-1.7 cut off", "no complete PDF", "again"),
        ("a.txt", b"%PDF-1.7 named wrongly", "PDF", "suffix"),
        ("a.html", "<html><head><script>var x = 1;</script></head><body></body></html>", "no text", "Check"),
    ],
)
def test_unreadable_files_say_why_and_what_to_do(
    put: Put, name: str, content: bytes | str, reason: str, remedy: str
) -> None:
    with pytest.raises(UnreadableDocument) as refused:
        documents.read(put(name, content))
    assert re.search(reason, refused.value.reason)
    assert re.search(remedy, refused.value.remedy)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="cannot be opened"):
        documents.read(tmp_path / "gone.txt")


def test_the_size_limit_can_be_set(put: Put) -> None:
    path = put("a.txt", PROSE)
    with pytest.raises(UnreadableDocument, match="characters, more than the limit of 20"):
        documents.read(path, bounds=Limits(characters=20))
    assert documents.read(path, bounds=Limits(characters=len(PROSE))).text == PROSE
    path = put("b.txt", PROSE * (2**20 // len(PROSE)))
    with pytest.raises(UnreadableDocument, match=r"b\.txt has .* MiB, more than the limit of 1 MiB"):
        documents.read(path, bounds=Limits(megabytes=1))


# HTML


def test_blocks_end_lines_and_scripts_join(put: Put) -> None:
    body = """<div><p>PM<sub>2.5</sub>浓度为<b>35</b>μg/m<sup>3</sup>，
       比上年<br>下降。</p><p>排放10<sup>4</sup>吨&nbsp;&lt;约&gt;&#12290;</p></div>"""
    document = documents.read(put("a.html", page(body)))
    assert document.text == "PM2.5浓度为35μg/m3，比上年\n下降。\n排放10⁴吨\xa0<约>。\n"


@pytest.mark.parametrize("claim", ["gb2312", "utf-8", ""])
def test_charset_comes_from_the_bytes_when_the_page_is_wrong(put: Put, claim: str) -> None:
    source = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={claim}"></head><body><p>{PROSE}</p>'
    )
    assert documents.read(put("a.html", source.encode("gb18030"))).text == PROSE + "\n"
    assert documents.read(put("b.html", source.encode("utf-8"))).text == PROSE + "\n"


CHROME = """
<div class="top"><a href="/">设为首页</a> 今天是2024年5月8日 晴 18~27℃</div>
<div id="mainNav"><ul><li><a href="/a">新闻中心</a></li><li><a href="/b">政务公开</a></li></ul></div>
<div class="crumb">当前位置：首页 &gt; 环境质量 &gt; 正文</div>"""
FOOT = """<div class="page">上一篇：没有了　下一篇：12月水质状况</div>
<ul><li><a href="/1">第1条推荐新闻标题很长</a></li><li><a href="/2">第2条推荐新闻标题很长</a></li>
<li><a href="/3">第3条推荐新闻标题很长</a></li></ul>
<div class="footer"><p>主办：云溪市生态环境局 某ICP备05012345号-1</p><p>访问量：20871346</p></div>"""
INFO = "<div><span>发布日期：2024-01-19 16:42</span><span>浏览：1,583次</span><span>字体：[大 中 小]</span></div>"
TABLE = """<table><caption>表1 污染物浓度</caption>
<tr><th rowspan="2">污染物</th><th colspan="2">年均值<br>(μg/m<sup>3</sup>)</th></tr><tr><th>2023年</th><th>2022年</th></tr>
<tr><td>PM<sub>2.5</sub></td><td> 34.8 </td><td>35.9</td></tr></table>"""
STYLES = {
    "divisions": f'{CHROME}<div class="wrap"><h1>空气质量状况</h1>{INFO}<div class="content"><p>{PROSE}</p>{TABLE}</div></div>{FOOT}',
    "form": f'<form>{CHROME}<div class="main"><div class="left-menu"><a href="/x">机构概况</a></div><div id="zoom">'
    f"<h1>空气质量状况</h1>{INFO}<p>{PROSE}</p>{TABLE}</div></div>{FOOT}</form>",
    "layout table": f"{CHROME}<table><tr><td><a href='/x'>栏目一</a></td><td><table><tr><td><h1>空气质量状况</h1>{INFO}</td></tr>"
    f"<tr><td><p>{PROSE * 15}</p>{TABLE}</td></tr></table></td></tr></table>{FOOT}",
    "semantic": f"<header><nav><a href='/'>首页</a></nav></header><main><article><h1>空气质量状况</h1>{INFO}<p>{PROSE}</p>{TABLE}"
    f"</article></main><aside>热点：第9名</aside><footer>版权所有</footer>",
    "margins": f'{CHROME}<h1>空气质量状况</h1>{INFO}<div class="article"><div class="margin-top-10 float-left">{PROSE}</div>{TABLE}</div>{FOOT}',
}


@pytest.mark.parametrize("style", STYLES)
def test_main_content_without_chrome(put: Put, style: str) -> None:
    document = documents.read(put("a.html", page(STYLES[style])))
    table = "表1 污染物浓度\n污染物\t年均值 (μg/m3)\t\n\t2023年\t2022年\nPM2.5\t34.8\t35.9\n"
    prose = PROSE * 15 if style == "layout table" else PROSE
    assert document.text == f"空气质量状况\n{prose}\n{table}"
    assert document.meta_published_on == date(2024, 1, 19)


def test_spanning_cells_are_repeated_in_the_grid(put: Put) -> None:
    document = documents.read(put("a.html", page(STYLES["divisions"])))
    assert grid(document) == {
        (0, 0): "污染物", (0, 1): "年均值 (μg/m3)", (0, 2): "年均值 (μg/m3)",
        (1, 0): "污染物", (1, 1): "2023年", (1, 2): "2022年",
        (2, 0): "PM2.5", (2, 1): "34.8", (2, 2): "35.9",
    }  # fmt: skip
    table = document.tables[0]
    assert document.text[table.start : table.end].startswith("污染物\t年均值")
    assert document.text[table.start : table.end].endswith("35.9\n")


def test_hidden_text_is_left_out(put: Put) -> None:
    body = f"<div><p>{PROSE}</p><p style='display: none'>隐藏的99家</p><p hidden>88家</p><input type='hidden' value='77家'></div>"
    assert documents.read(put("a.html", page(body))).text == PROSE + "\n"


def test_title_and_publisher_from_the_head(put: Put) -> None:
    head = "<title>2023年环境状况_云溪市生态环境局</title><meta name='PubDate' content='2024-02-30'>"
    document = documents.read(put("a.html", page(f"<div><p>{PROSE}</p></div>", head)))
    assert document.meta_title == "2023年环境状况"
    assert document.text == "2023年环境状况\n" + PROSE + "\n"
    assert document.metadata == {"publisher": "云溪市生态环境局"}
    assert document.meta_published_on is None  # 30 February


def test_a_table_that_claims_a_huge_grid_is_refused(put: Put) -> None:
    rows = "<tr><td colspan=1000 rowspan=1000>1</td><td>2</td></tr>" * 300
    with pytest.raises(UnreadableDocument, match="claims more than"):
        documents.read(put("a.html", page(f"<p>{PROSE}</p><table>{rows}</table>")))


def test_deep_nesting_is_refused_not_crashed(put: Put) -> None:
    with pytest.raises(UnreadableDocument, match="nests"):
        documents.read(put("a.html", page("<div>" * 3000 + "<i>甲</i>" + "</div>" * 3000 + f"<p>{PROSE}</p>")))


# Word


def word(build: Callable[[docx.document.Document], None]) -> bytes:
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_word_paragraphs_and_tables_in_order(put: Put) -> None:
    def build(document: docx.document.Document) -> None:
        document.add_paragraph("表前。")
        table = document.add_table(rows=3, cols=3)
        for (row, column), text in {
            (0, 0): "指标", (0, 1): "年度", (1, 1): "2023年", (1, 2): "2022年", (2, 0): "PM2.5", (2, 1): "34.8", (2, 2): "35.9",
        }.items():  # fmt: skip
            table.cell(row, column).text = text
        table.cell(0, 0).merge(table.cell(1, 0))
        table.cell(0, 1).merge(table.cell(0, 2))
        document.add_paragraph("表后。")

    document = documents.read(put("a.docx", word(build)))
    assert document.text == "表前。\n指标\t年度\t\n\t2023年\t2022年\nPM2.5\t34.8\t35.9\n表后。\n"
    assert grid(document)[(1, 0)] == "指标"
    assert grid(document)[(0, 2)] == "年度"
    assert document.media_type.endswith("wordprocessingml.document")


def test_word_changes_count_as_accepted_and_raised_digits_stay_apart(put: Put) -> None:
    def build(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph("立案")
        inserted = OxmlElement("w:ins")
        inserted.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>12</w:t></w:r>"))
        removed = OxmlElement("w:del")
        removed.append(parse_xml(f"<w:r {nsdecls('w')}><w:delText>99</w:delText></w:r>"))
        paragraph._p.extend([removed, inserted])
        paragraph.add_run("起，排放10")
        paragraph.add_run("4").font.superscript = True
        paragraph.add_run("吨，μg/m")
        paragraph.add_run("3").font.superscript = True
        wrapper = parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>控件中的</w:t><w:tab/><w:t>段落</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        )
        document.element.body.insert(
            list(document.element.body).index(document.element.body.find(qn("w:sectPr"))), wrapper
        )

    document = documents.read(put("a.docx", word(build)))
    assert document.text == "立案12起，排放10⁴吨，μg/m3\n控件中的\t段落\n"


# PDF


@pytest.fixture(scope="module")
def song() -> str:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


def pdf(parts: list[object], **options: object) -> bytes:
    out = io.BytesIO()
    SimpleDocTemplate(out, **options).build(parts)
    return out.getvalue()


def test_pdf_pages_and_ruled_tables(put: Put, song: str) -> None:
    style = ParagraphStyle("body", fontName=song, wordWrap="CJK")
    rules = [("GRID", (0, 0), (-1, -1), 1, "black"), ("FONT", (0, 0), (-1, -1), song), ("SPAN", (1, 0), (2, 0))]
    rows = [["污染物", "年均值", ""], ["", "2023年", "2022年"], ["PM2.5", "34.8", "35.9"]]
    table = Table(rows, style=[*rules, ("SPAN", (0, 0), (0, 1))])
    data = pdf(
        [
            Paragraph("表前的一段话，检查企业876家。", style),
            table,
            Paragraph("表后的话。", style),
            PageBreak(),
            Paragraph("第二页。", style),
        ]
    )
    document = documents.read(put("a.pdf", data))
    assert document.text == (
        "表前的一段话，检查企业876家。\n污染物\t年均值\t\n\t2023年\t2022年\nPM2.5\t34.8\t35.9\n表后的话。\n\f第二页。\n"
    )
    assert grid(document)[(0, 2)] == "年均值"
    assert grid(document)[(1, 0)] == "污染物"


def test_pdf_lines_stay_as_printed(put: Put, song: str) -> None:
    style = ParagraphStyle("body", fontName=song, wordWrap="CJK")
    text = documents.read(put("a.pdf", pdf([Paragraph(PROSE * 3, style)]))).text
    assert text.count("\n") > 1
    assert text.replace("\n", "") == PROSE * 3


def test_pdf_of_pictures_is_a_scan(put: Put) -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    for _ in range(3):
        canvas.rect(50, 50, 300, 300, fill=1)
        canvas.showPage()
    canvas.save()
    with pytest.raises(UnreadableDocument, match=r"no text layer.*OCR"):
        documents.read(put("a.pdf", out.getvalue()))


def test_encrypted_pdf(put: Put, song: str) -> None:
    style = ParagraphStyle("body", fontName=song, wordWrap="CJK")
    with pytest.raises(UnreadableDocument, match=r"encrypted.*password"):
        documents.read(put("a.pdf", pdf([Paragraph(PROSE, style)], encrypt="secret")))


def test_pdf_words_beside_a_table_are_kept(put: Put, song: str) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 300))
    canvas.setFont(song, 10)
    canvas.grid([100, 160, 220], [100, 130, 160])
    for x, y, text in [(105, 140, "立案"), (165, 140, "12起"), (105, 110, "罚款"), (165, 110, "35万元")]:
        canvas.drawString(x, y, text)
    canvas.drawString(10, 125, "左边9家")
    canvas.drawString(260, 125, "右边8家")
    canvas.drawString(10, 250, "表上7件")
    canvas.drawString(10, 40, "表下6件，其余各项工作按计划推进")
    canvas.showPage()
    canvas.save()
    document = documents.read(put("a.pdf", out.getvalue()))
    assert document.text == "表上7件\n左边9家\n立案\t12起\n罚款\t35万元\n右边8家\n表下6件，其余各项工作按计划推进\n"
