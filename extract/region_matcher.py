"""The one pass over a text that finds what may be a place: names, pronouns, urban scopes, functional areas; and words that hold names by chance."""

from __future__ import annotations

from collections.abc import Collection

import ahocorasick_rs

from extract import functional_areas
from extract.region_names import COMMON

PRONOUN, SCOPE, AREA = "@", "#", "&"  # what a find stands for where it is no name
OPENS = "\n,。;:("  # behind these a full name stands for itself, in a report of the place above it: 「依次为:应县38」
PRONOUNS = [a + b for a in "全我本各" for b in "省市县区州旗盟"] + ["我局辖区", "辖区内", "辖区", "我局"]
_SCOPES = "中心城区 主城区 老城区 城市建成区 县城建成区 建成区 城市规划区 中心城市 县城 城区 市区 城镇建成区 城市中心区".split()
_BLOCKS = (
    "长江 黄河 珠江 淮河 海河 辽河 松花江 黑龙江流域 黑龙江干流 黑龙江水系 太湖 巢湖 洞庭湖 鄱阳湖 境内江 河西走廊 京津冀 长三角 珠三角 粤港澳 新疆生产建设兵团 "
    "太行山 吕梁山 上海合作 北京时间 云南松 广东话 西藏高原 海南岛 长江口 江西岸 南北 东西部 中西部 金山银山 绿水青山 平安建设 建设平安 "
    "新建区域 新增城 罗浮山 扬子江 青海湖 滇池 巴丹吉林 阿拉善高原 天山北坡 大同小异 国家公园 城市区域 市区域 青山绿水 中山公园 人民公园 解放军 新疆棉 山西片区 内蒙古高原"
).split()


class Automaton:
    """Longest spellings from the left; entries are (pattern, what it stands for, characters to leave off before, after)."""

    def __init__(self, entries: list[tuple[str, str, int, int]]) -> None:
        self._what = [entry[1:] for entry in entries]
        kind = ahocorasick_rs.MatchKind.LeftmostLongest
        self._matcher = ahocorasick_rs.AhoCorasick([entry[0] for entry in entries], matchkind=kind)

    def find(self, text: str) -> list[tuple[int, int, str]]:
        found = []
        for pattern, start, end in self._matcher.find_matches_as_indexes(text):
            what, before, after = self._what[pattern]
            if what:
                found.append((start + before, end - after, what))
        return found


def spellings_in_text(spellings: Collection[str]) -> list[tuple[str, str, int, int]]:
    """The entries of the running text's automaton: every spelling, and what else is looked for in the same pass."""
    entries = [(name, name, 0, 0) for name in spellings if name not in COMMON]
    entries += [(f"、{name}", name, 1, 0) for name in spellings if name in COMMON]
    # … and a longer name that begins with one: 「、大兴安岭」 is no 大兴
    entries += [
        (f"、{name}", name, 1, 0)
        for name in spellings
        if name not in COMMON and (name[:2] in COMMON or name[:3] in COMMON)
    ]
    entries += [(f"{name}、", name, 0, 1) for name in spellings if name in COMMON]
    entries += [
        (f"{sign}{name}", name, 1, 0) for name in spellings if name in COMMON and name[1] == "县" for sign in OPENS
    ]
    for name in spellings:
        if len(name) == 2 and name[1] == "县":  # tables pad two-character names: 高  县
            entries += [(name[0] + " " * gap + "县", name, 0, 0) for gap in range(1, 5)]
    entries += [(pronoun, PRONOUN, 0, 0) for pronoun in PRONOUNS if pronoun not in spellings]
    entries += [(scope, SCOPE, 0, 0) for scope in _SCOPES]
    entries += [(area, AREA, 0, 0) for area in functional_areas.SPELLINGS if area not in spellings]
    entries.append(("和县城", SCOPE, 1, 0))  # no 和县 in 市区和县城
    entries += [(block, "", 0, 0) for block in _BLOCKS]
    return entries
