"""Finds a page's main content: drops what is never content, then takes the smallest element that still holds it all.

Made for government sites: the article is one container of prose and tables amid menus, link lists and legal notes.
trafilatura was compared on such pages: short ones come back with all their chrome and with PM₂.₅ broken over lines,
and it gives no spans of table cells. Losing a figure costs more here than keeping a line of chrome: in doubt text stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

NEVER = frozenset(
    "script style noscript template iframe object embed svg canvas map select option button textarea input nav footer aside "
    "head audio video dialog datalist".split()
)
CHROME = frozenset(  # as a word of a class, an id or a role
    "nav navbar navigation menu submenu breadcrumb breadcrumbs crumb crumbs mbx dqwz footer copyright share bdshare "
    "bdsharebuttonbox bshare sidebar aside related recommend pager pagination pagebar toolbar banner logo search login "
    "qrcode ewm weixin wechat comment comments advert modal friendlink yqlj accessibility wza".split()
)
CHROME_WHOLE = frozenset(  # only as a whole name: margin-top and float-left hold content
    "top bottom head header foot hot rank close copy float print popup tools ads ad links xgxw xgyd page fenye".split()
)
WORDS = re.compile(r"[A-Za-z][a-z]*|[A-Z]+(?![a-z])")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
STOPS = re.compile(r"[，。；：、,;]")
HOLDS_ALL = 0.85  # share of the page's weight that the chosen element must hold
TOO_MUCH = 0.4  # an element with this share of the page's text is no chrome, whatever its class says
LINKED = 0.7  # a list with this share of its text in links leads elsewhere
LAYOUT_CELL = 600  # characters; a table with longer cells lays out the page
UNDIVIDED = frozenset("p ul ol dl blockquote pre span font b strong".split())  # what stands around them belongs to them
MAX_NESTING = 400  # deeper than any page; guards the recursion of the writer


def main_content(body: LexborNode) -> LexborNode:
    """Prunes `body` in place and returns the element to write out."""
    _drop(body, (n for n in _elements(body) if n.tag in NEVER or _is_hidden(n)))
    whole = _weight_of_text(body)
    _drop(body, (n for n in _elements(body) if _is_chrome(n, whole)))
    chosen = _smallest_with_all(body)
    _drop(chosen, (n for n in _elements(chosen) if _is_link_list(n)))
    return chosen


def _elements(node: LexborNode) -> Iterator[LexborNode]:
    return (n for n in node.traverse() if n.is_element_node and n.mem_id != node.mem_id)


def _drop(top: LexborNode, nodes: Iterator[LexborNode]) -> None:
    """Removes the outermost of `nodes` (in document order), reading all of them before the tree changes."""
    doomed: dict[int, LexborNode] = {}
    for node in list(nodes):
        above = node.parent
        while above is not None and above.mem_id != top.mem_id and above.mem_id not in doomed:
            above = above.parent
        if above is None or above.mem_id == top.mem_id:
            doomed[node.mem_id] = node
    for node in doomed.values():
        node.remove()


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return (
        "hidden" in attributes
        or (attributes.get("type") or "").lower() == "hidden"
        or bool(HIDDEN.search(attributes.get("style") or ""))
    )


def _is_chrome(node: LexborNode, whole: float) -> bool:
    if node.tag in ("body", "table", "tbody", "tr", "td", "p", "h1", "article", "main"):
        return False
    attributes = node.attributes
    named = " ".join(filter(None, (node.tag, *(attributes.get(name) for name in ("class", "id", "role")))))
    if not CHROME.intersection(word.lower() for word in WORDS.findall(named)) and not CHROME_WHOLE.intersection(
        named.lower().split()
    ):
        return False
    prose = node.text().count("。") > 1
    return not prose and _weight_of_text(node) < TOO_MUCH * whole


def _is_link_list(node: LexborNode) -> bool:
    if node.tag not in ("ul", "ol", "dl", "div", "section"):
        return False
    links = node.css("a")
    if len(links) < 3 or node.css_first("table") is not None:
        return False
    linked = sum(len(link.text(strip=True)) for link in links)
    return linked > LINKED * len(node.text(strip=True))


def _weight_of_text(node: LexborNode) -> float:
    """Characters outside links, with sentence marks counted extra: prose and tables weigh, menus do not."""
    weight = 0.0
    for piece in node.traverse(include_text=True):
        if piece.is_text_node and not _in_link(piece, node):
            text = (piece.text_content or "").strip()
            weight += len(text) + 10 * len(STOPS.findall(text))
    return weight


def _in_link(piece: LexborNode, top: LexborNode) -> bool:
    above = piece.parent
    for _ in range(4):  # a link's text stands at most a few inline elements deep
        if above is None or above.mem_id == top.mem_id:
            return False
        if above.tag == "a":
            return True
        above = above.parent
    return False


def _smallest_with_all(body: LexborNode) -> LexborNode:
    needed = HOLDS_ALL * _weight_of_text(body)
    chosen = body
    for _ in range(MAX_NESTING):
        heavy = next((c for c in chosen.iter() if _weight_of_text(c) >= needed), None)
        if heavy is None or heavy.tag in UNDIVIDED or is_data_table(heavy):
            return chosen
        if any(_may_say_something(c) for c in chosen.iter() if c.mem_id != heavy.mem_id):
            return chosen
        chosen = heavy
    return chosen


def _may_say_something(node: LexborNode) -> bool:
    """Sentences or a table of figures: never left out for being short beside the rest."""
    return "。" in node.text() or is_data_table(node) or any(is_data_table(t) for t in node.css("table"))


def is_data_table(node: LexborNode) -> bool:
    """Rows and columns of short cells; tables in tables and long cells are old-fashioned page layout."""
    if node.tag != "table" or len(node.css("table")) > 1 or node.attributes.get("role") in ("presentation", "none"):
        return False
    rows = node.css("tr")
    if max((sum(c.tag in ("td", "th") for c in row.iter()) for row in rows), default=0) < 2:
        return False
    return all(len(cell.text(strip=True)) < LAYOUT_CELL for cell in node.css("td, th"))
