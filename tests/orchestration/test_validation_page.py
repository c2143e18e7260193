"""The page that people read: what it says of each verdict, whose words it marks, and that it trusts no document."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from orchestration.candidate import Candidate
from orchestration.validation import page
from orchestration.validation.results import BROKEN, FAILED, PASSED, Outcome, Validation, read
from orchestration.validation.rules import BLOCK, FLAG, QUARANTINE
from tests.orchestration.marts import write

TEXT = "<img src=x onerror=alert(1)>全年检查企业5家，立案5家\u202e。"
ROW = {
    "key": "c1", "document_id": "d1", "file_name": "<b>2022</b>.txt", "char_start": TEXT.index("5家", TEXT.index("立案")),
    "quote": "5家", "sentence": TEXT, "subject": "立案数 · <i>阳泉市</i>", "why": "不可能 & <script>x</script>",
}  # fmt: skip


@pytest.fixture
def built(tmp_path: Path) -> Candidate:
    database = write(tmp_path / "greenledger.duckdb")
    (tmp_path / "documents").mkdir()
    duckdb.execute("create or replace temp table part as select 'd1' as document_id, ? as text", [TEXT])
    duckdb.execute(f"copy part to '{tmp_path}/documents/part.parquet' (format parquet)")
    return Candidate(tmp_path, 7, True, "f" * 64, {}, 0, database)


def said(*outcomes: Outcome, last: int | None = 6, changed: bool = True) -> Validation:
    return Validation(7, last, changed, "f" * 64, outcomes)


def outcome(name: str, kind: str, status: str, *rows: dict[str, object], failed: int | None = None) -> Outcome:
    count = len(rows) if failed is None else failed
    return Outcome(name, "fct_observation", kind, f"题目{name}", "meaning", status, "话", 9, count, rows, "select '<'")


def text_of(html: str) -> str:
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", "", body).split())


def test_verdicts(built: Candidate) -> None:
    good, told = outcome("a", BLOCK, PASSED), outcome("b", FLAG, FAILED, ROW)
    blocked, broken = outcome("c", BLOCK, FAILED, ROW), outcome("d", FLAG, BROKEN)
    for validation, words in (
        (said(good), ("第 7 次发布：全部检查通过", "与第 6 次发布比较过")),
        (said(good, told), ("第 7 次发布：通过，1 项检查有提示",)),
        (said(good, last=None), ("没有可比的上一次",)),
        (said(good, changed=False), ("内容与第 7 次发布相同",)),
        (said(good, told, blocked), ("未发布：1 项检查阻断", "读者看到的仍是第 6 次发布")),
        (said(good, blocked, last=None), ("还没有任何发布",)),
        (said(broken), ("未发布：1 项检查阻断", "1 项是校验本身出错，数据未必有问题")),
    ):
        shown = text_of(page.render(validation, built))
        for each in words:
            assert each in shown, shown[:300]


def test_what_breaks_stands_under_what_blocks(built: Candidate) -> None:
    html = page.render(said(outcome("d", FLAG, BROKEN), outcome("q", QUARANTINE, FAILED, ROW)), built)
    blocks, quarantined = html.index('id="block"'), html.index('id="quarantine"')
    assert blocks < html.index("题目d") < quarantined < html.index("题目q")


def test_the_figure_is_marked_and_not_its_double(built: Candidate) -> None:
    html = page.render(said(outcome("q", QUARANTINE, FAILED, ROW)), built)
    assert "检查企业5家，立案<mark>5家</mark>" in html
    elsewhere = {**ROW, "document_id": "gone"}  # without its text the first one is taken
    assert "检查企业<mark>5家</mark>" in page.render(said(outcome("q", QUARANTINE, FAILED, elsewhere)), built)
    lost = {**ROW, "quote": "6家"}
    assert "<mark></mark>" in page.render(said(outcome("q", QUARANTINE, FAILED, lost)), built)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_nothing_of_a_document_becomes_markup_and_nothing_is_fetched(built: Candidate) -> None:
    html = page.render(said(outcome("q", QUARANTINE, FAILED, ROW), outcome("b", BLOCK, FAILED, ROW)), built)
    tags = Tags()
    tags.feed(html)
    names = {tag for tag, _ in tags.found}
    assert not names & {"script", "img", "i", "link", "iframe", "object", "a", "form"}
    assert not any({"src", "href", "onerror"} & set(attributes) for _, attributes in tags.found)
    assert not re.search(r"https?://|url\(|@import", html)
    assert "default-src 'none'" in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_files_that_could_not_be_read_are_named_with_a_remedy(built: Candidate) -> None:
    assert "读不出的文件" not in page.render(said(), built)
    with duckdb.connect(str(built.database)) as con:
        con.execute(
            "insert into marts.dim_document (document_id, file_name, status, error_reason, error_remedy) "
            "values ('d9', '<s>.pdf', 'failed', '加密', '解密')"
        )
    assert "<td>&lt;s&gt;.pdf</td><td>加密</td><td>解密</td>" in page.render(said(), built)


def test_many_rows_are_folded_and_counted(built: Candidate) -> None:
    rows = [{**ROW, "key": f"c{n}"} for n in range(page.OPEN_ROWS + 3)]
    html = page.render(said(outcome("q", QUARANTINE, FAILED, *rows, failed=5000)), built)
    assert "再列 3 条" in html
    assert f"共 5,000 条，这里列出前 {len(rows)} 条" in html
    assert all(f"<code>c{n}</code>" in html for n in range(len(rows)))


def test_the_same_gives_the_same_bytes_and_json_keeps_all(built: Candidate) -> None:
    validation = said(outcome("q", QUARANTINE, FAILED, ROW), outcome("a", BLOCK, PASSED))
    assert page.render(validation, built) == page.render(validation, built)
    validation.write(built.folder)
    assert read(built.folder) == validation
