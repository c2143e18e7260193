"""What a page says about itself in its tags and its information line: title, date, publisher, address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborHTMLParser

SPACE = re.compile(r"\s+")
PUBLISHED = re.compile(r"(?:发布|发文|公开|成文|生成|印发|更新)(?:日期|时间)\s*[:：]?\s*")
DATE = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
DATE_TAGS = ("pubdate", "publishdate", "article:published_time", "date", "dc.date")
SITE = re.compile(r"^(.+?)\s*[_|｜–—-]+\s*([^_|｜–—-]*(?:局|厅|部|委员会|政府|网|网站|平台|门户|公开))$")


@dataclass(frozen=True, slots=True)
class PageHead:
    """`metadata` uses the names of the sidecar file: publisher, source_url; content_source is the office that wrote it."""

    title: str | None
    published_on: date | None
    metadata: dict[str, str]


def read_head(tree: LexborHTMLParser) -> PageHead:
    metas = _metas(tree)
    named = tree.css_first("title")
    window_title = SPACE.sub(" ", named.text(strip=True)) if named is not None else ""
    site = SITE.match(window_title)
    given = {
        "publisher": metas.get("sitename") or (site.group(2) if site else None),
        "content_source": metas.get("contentsource"),
        "source_url": metas.get("url") or metas.get("og:url"),
    }
    return PageHead(
        title=_title(tree, metas, site.group(1) if site else window_title),
        published_on=_published_on(tree, metas),
        metadata={key: value for key, value in given.items() if value},
    )


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    """The page's meta tags by lower-case name; government sites must carry SiteName, ArticleTitle, PubDate, Url."""
    found = {}
    for meta in tree.css("meta"):
        name = meta.attributes.get("name") or meta.attributes.get("property") or ""
        content = (meta.attributes.get("content") or "").strip()
        if name and content:
            found[name.lower()] = content
    return found


def _title(tree: LexborHTMLParser, metas: dict[str, str], window_title: str) -> str | None:
    headings = [text for h in tree.css("h1") if (text := h.text(strip=True))]
    heading = headings[0] if len(headings) == 1 else None  # several: the site's name is among them
    for title in (metas.get("articletitle"), heading, metas.get("og:title"), window_title):
        if title and title.strip():
            return SPACE.sub(" ", title).strip()
    return None


def _published_on(tree: LexborHTMLParser, metas: dict[str, str]) -> date | None:
    tagged = next((found for name in DATE_TAGS if (found := _date(metas.get(name, "")))), None)
    if tagged or tree.body is None:
        return tagged
    text = tree.body.text()
    stated = PUBLISHED.search(text)
    return _date(text[stated.end() : stated.end() + 20]) if stated else None


def _date(text: str) -> date | None:
    found = DATE.search(text)
    if not found:
        return None
    year, month, day = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:  # 31 November and the like: the page's slip, and no date
        return None
