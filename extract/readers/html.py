"""HTML pages: the main content as lines, tables as tab-separated lines, the page's own title and date.

White space follows the browser: runs in the source are one space, line ends between Chinese characters are nothing.
No-break and em spaces stay as they are, like every other character.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.documents import UnreadableDocument
from extract.readers import Reading
from extract.readers.content import MAX_NESTING, is_data_table, main_content
from extract.readers.encodings import decode
from extract.readers.html_head import PUBLISHED, read_head
from extract.readers.layout import Spanning, TextBuilder, raised

CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6 header "
    "hr html legend li main ol p pre section summary table tbody tfoot thead tr td th ul".split()
)
SPACE = re.compile(r"[ \t\n\r\f]+")
WIDE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
BROKEN = re.compile(rf"(?<={WIDE})[ \t]*[\r\n]\s*(?={WIDE})")
CHROME_LINE = re.compile(
    r"\s*[【\[(（<]?\s*(?:您?当前(?:所在)?(?:的)?位置|您?(?:现在)?所?在的?位置|上一[篇条页]|下一[篇条页]|相关(?:链接|阅读|文章|信息|附件)\s*[:：]?\s*$"
    r"|打\s*印|关\s*闭|返回(?:顶部|首页|列表)|扫一扫|分享(?:到|至)|字\s*[号体](?:大小)?\s*[:：]|责任编辑|(?:浏览|点击|阅读|访问)(?:次数|量|数)?\s*[:：]"
    r"|版权所有|主办单位?\s*[:：]|承办单位?\s*[:：]|技术支持|网站(?:标识码|地图)|Copyright|.{0,12}ICP备|.{0,6}公网安备)"
)
INFO_LINE = re.compile(r"(?:字\s*[号体]|浏览|点击|阅读|打印|分享|访问量)")
MAX_OPEN = 10 * MAX_NESTING  # leaves room for what pages forget to close
NESTING_TAG = re.compile(  # elements that only an end tag closes
    r"<(/?)(?:div|span|font|center|section|article|main|table|ul|ol|dl|blockquote|form|fieldset|a|b|i|u|em|strong|small|big)\b",
    re.I,
)
MAX_CHROME = 120  # characters; a longer line is prose that happens to begin like chrome


def read(data: bytes) -> Reading:
    found = CHARSET.search(data[:4096])
    text, encoding = decode(data, found.group(1).decode("ascii", "ignore") if found else None)
    _check_open_tags(text)
    tree = LexborHTMLParser(text)
    if tree.body is None or tree.root is None:
        raise UnreadableDocument("The page holds no content.", "Save the page again, complete, from the browser.")
    _check_nesting(tree.body)
    head = read_head(tree)  # before the chrome goes: title and date often stand in it
    article = main_content(tree.body)
    builder = TextBuilder()
    if head.title and _plain(head.title) not in _plain(article.text())[: len(head.title) + 500]:
        builder.line(head.title)  # it tells year and issuer, so it opens the text where the article leaves it out
    _Writer(builder).write(article)
    body, tables = builder.finish()
    return Reading(body, encoding, tables, head.title, head.published_on, head.metadata)


def _check_open_tags(text: str) -> None:
    """Refuse a page before it is parsed where so many elements stand open that the parser, which looks back over them, would not end."""
    depth = 0
    for tag in NESTING_TAG.finditer(text):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        if depth > MAX_OPEN:
            raise UnreadableDocument("The page nests its elements too deep.", "Save its text as .txt instead.")


def _check_nesting(body: LexborNode) -> None:
    """Refuse a page that no browser was meant to show, before anything looks at each element with all that is in it."""
    depths = {body.mem_id: 0}
    for node in body.traverse():
        parent = node.parent
        if parent is None or node.mem_id == body.mem_id:
            continue
        depth = depths[node.mem_id] = depths.get(parent.mem_id, 0) + 1
        if depth > MAX_NESTING:
            raise UnreadableDocument("The page nests its elements too deep.", "Save its text as .txt instead.")


class _Writer:
    """Walks elements in order; inline text collects until a block or a line break ends the line."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._inline: list[str] = []

    def write(self, node: LexborNode) -> None:
        self._node(node, 0)
        self._end_line()

    def _node(self, node: LexborNode, depth: int) -> None:
        tag = node.tag or ""
        if node.is_text_node:
            self._inline.append(node.text_content or "")
        elif node.is_element_node:
            if depth > MAX_NESTING:
                raise UnreadableDocument("The page nests its elements too deep.", "Save its text as .txt instead.")
            if tag == "br":
                self._end_line()
            elif tag == "pre":
                self._end_line()
                for line in (node.text() or "").splitlines():
                    self._builder.line(line)
            elif tag == "table" and is_data_table(node):
                self._end_line()
                self._table(node)
            elif tag in ("sup", "sub"):
                self._script(node, tag)
            else:
                if tag in BLOCKS:
                    self._end_line()
                for child in node.iter(include_text=True):
                    self._node(child, depth + 1)
                if tag in BLOCKS:
                    self._end_line()

    def _script(self, node: LexborNode, tag: str) -> None:
        text = SPACE.sub("", node.text() or "")
        self._inline.append(raised(text, "".join(self._inline[-1:])) if tag == "sup" else text)

    def _table(self, table: LexborNode) -> None:
        for caption in table.css("caption"):
            self._builder.line(_cell_text(caption))
        rows = [
            [
                Spanning(_cell_text(cell), _span(cell, "rowspan"), _span(cell, "colspan"))
                for cell in row.iter()
                if cell.tag in ("td", "th")
            ]
            for row in table.css("tr")
        ]
        self._builder.table(rows)

    def _end_line(self) -> None:
        line = SPACE.sub(" ", BROKEN.sub("", "".join(self._inline))).strip(" ")
        self._inline.clear()
        if line and not _is_chrome_line(line):
            self._builder.line(line)


def _is_chrome_line(line: str) -> bool:
    if len(line) > MAX_CHROME:
        return False
    return bool(CHROME_LINE.match(line)) or bool(INFO_LINE.search(line) and PUBLISHED.search(line))


def _cell_text(node: LexborNode) -> str:
    """A cell's text on one line, blocks and breaks in it as spaces."""
    inner = TextBuilder()
    writer = _Writer(inner)
    for child in node.iter(include_text=True):
        writer._node(child, 0)
    writer._end_line()
    return inner.finish()[0].strip("\n").replace("\n", " ").strip()


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "1").strip()
    return min(max(int(value), 1), 1000) if value.isascii() and value.isdigit() else 1


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)
