"""Names of waters in running text: sections, rivers, lakes, sources; and words that end like one but name none (入河, 美丽河湖)."""

from __future__ import annotations

import re

_WORD = r"[^,。;:、\d()\s]"
_NAME = re.compile(
    rf"{_WORD}{{1,16}}?(?:断面|江段|河段|干流|支流|流域|水库|湖区|海域|饮用水水源地|水源地|(?:河|江|渠|溪|淀|湖)(?!{_WORD}{{0,8}}(?:断面|水库|水源地)|流域|干流|支流|河段|江段))"
    r"(?=[^,。;]{0,40}$)"
)
# what stands before a name and is no part of it
_BEFORE_NAME = re.compile(
    r"^(?:[一二三四五六七八九十]是|其中|个|[两二三四五六七八九十]+个|%?以上的?|我[省市县区州局]|全[省市县区州]|[年月日]|汛期|目前|已|[的对在将由和与及“”]|以及"
    r"|完成|提前完成|确保|保持|实现|清理整治|整治|排查|新排查|干流沿线共排查出|溯源|封堵|监测|抽测|打造|建设|新?建成?|全面启动|启动|推进|优于|等|干流及?|流域|仅)+"
)
# 「入河排污口」, 「美丽河湖」: what is left names no single water
_NO_NAME = re.compile(
    r".*(?:入|排|进)[河江湖海渠]|(?:省级|市级|国家级|示范)*(?:美丽|幸福|健康|生态|黑臭|沿|环|干|各|主要)*[河江湖海渠溪]"
    r"|干流|支流|流域|水库|海域|断面|(?:优良|达标|考核|监测|控制|劣[Ⅴ五]类|Ⅰ[~至-]Ⅲ类)断面|(?:水质)?(?:自动)?监测.*"
)

_PROPER = re.compile(r"[^河江湖渠溪][河江湖渠溪]|流域|干流|水库")
_CLASS_OF = re.compile(r"[国省市县]级?[考控]|考核|地表水|跨界|[出入]境|水源|级|农村|城市|河流(?!域)|江河|湖库")


def last_named(text: str, start: int, end: int) -> str | None:
    """The last name of a water in text[start:end], without the words around it; None where none is named."""
    for name in reversed(_NAME.findall(text, start, end)):
        bare = _BEFORE_NAME.sub("", name)
        if len(bare) > 1 and not _NO_NAME.fullmatch(bare):
            return str(bare)
    return None


def is_proper(name: str) -> bool:
    """Whether a name is that of one river, lake or basin, not of a class of sections (国考断面) or sources (县级水源地)."""
    return _PROPER.search(name) is not None and _CLASS_OF.search(name) is None
