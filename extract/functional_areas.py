"""Functional areas without a code of GB/T 2260 (高新区, 经开区, 示范区): whether words that may name one do so in their place.

A figure of such an area is not one of the whole city; its region is the city's and the area its scope.
"""

from __future__ import annotations

import re

# One that has a place or a list before it; the first group also stands alone: 「高新区PM2.5…」.
ALONE = (
    "高新技术产业开发区 高新技术开发区 高新技术产业园区 高新区 经济技术开发区 经济开发区 经开区 综合保税区 综保区 城乡一体化示范区 旅游度假区 航空港区 航空港实验区"
).split()
NAMED = (
    "开发区 新区 示范区 工业园区 产业园区 化工园区 现代产业园 产业园 工业园 园区 管理区 度假区 保税区 试验区 实验区 合作区 集聚区 管委会"
).split()
GROUPS = "城市群 都市圈 城市带".split()  # of several cities, always with a name of its own
SPELLINGS = (*ALONE, *NAMED, *GROUPS)
_ALONE = frozenset(ALONE)
_OPENS = "\n,。;:、()（）!?“”\"' "
_JOINS = "和与及"
_LONGEST_NAME = 4  # 苏滁|现代产业园, 滨湖|新区
_LONGEST_GROUP = 8  # 天山北坡|城市群
_VERB = re.compile(r"推进|推动|建设|打造|支持|加快|加强|深化|构建|融入|服务")
_COUNTED = re.compile(r"\s?[0-9]+\s?[个家座处]|规划|环评|等|循环|及|内|的|类|化|标准|名单")


def is_area(text: str, start: int, end: int, place_end: int | None) -> int | None:
    """Where the name of the area spelled at (start, end) begins, None where it names no area: 「12个开发区」, 「园区规划环评」.

    `place_end` is the end of the place named last before it.
    """
    spelling = text[start:end]
    if _COUNTED.match(text, end):
        return None
    if place_end == start:
        return start
    left = text[start - 1] if start else "\n"
    if spelling in _ALONE and (left in _OPENS or left in _JOINS):
        return start
    if spelling in GROUPS:
        begin = start
        while begin > 0 and start - begin < _LONGEST_GROUP and text[begin - 1] not in _OPENS:
            begin -= 1
        return begin if start - begin > 1 and not _VERB.match(text, begin) else None
    # 「甲县、滨湖新区」: a proper name in a list behind a place or another area
    begin = start
    while begin > 0 and start - begin < _LONGEST_NAME and text[begin - 1] not in _OPENS:
        begin -= 1
    if begin < start and place_end is not None and text[place_end:begin].strip() == "、":
        return begin
    return None
