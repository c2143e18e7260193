"""What the words around a place name make of it: the region of a figure, a ranking group, or part of another name."""

from __future__ import annotations

import re

_ORGAN = (
    r"(?:生态环境|环境保护|环保|水利|水务|农业农村|住建|住房|城管|公安|自然资源|发改|工信|交通|林业|林草|应急|市场监管|卫健|气象|国土|规划|财政|农业)"
    r"[^,，。;；、\s0-9]{0,6}?(?:局|厅|委|站|中心|支队|大队|部门|系统)"
)
_AFTER_NAME = re.compile(
    rf"(?:人民)?(?:政府|人大|政协|检察院|法院|代表大会)|[省市县区州]?委(?!托|员)|纪委|{_ORGAN}|分局|[^,，。;；、\s0-9]{{0,12}}(?:有限公司|集团|股份|公司)"
    r"|级(?!以|及|市)|下达|下发|反馈|交办|转办|批复|授予|通报|考核目标|核定|[^,，。;；、\s0-9]{0,8}(?:条例|警示片|日报|电视台|新闻网|大学|学院|医院|中学|小学|铁路|高速)"
    r"|第[一二三四五六七八九十]+(?:中学|小学|医院|批)|[东南西北中]?[路街巷](?!检|面|段)|大道|大街|大桥|机场|盆地|平原|半岛|海峡|[侧麓坡岸部边面]|时间|省[级直]"
)
_AFTER_SHORT = re.compile(
    r"[江河湖海山岭湾港桥溪沟渠泉塘镇乡村屯岛寺庙](?!流域|流经)|[^,，。;；、\s0-9(（]{0,7}?(?:断面|江段|河段|段(?!时)|水库|库区|水文站|湿地|国家公园|风景名胜区|自然保护区|森林公园|电厂|热电|化工园|矿业|石化|钢铁|河口|灌区)"
)
_CITED = re.compile(r"国控|省控|市控|县控|考核|国考|省考|地表水|跨界|出境|入境|各|所有|全部|空气|水质")
_GROUP_BEFORE = re.compile(
    r"(?:居|列|位于|位居|位列|名列|跻身|排名?|排在|处于|代表|高于|低于|优于|好于|差于|超过|[为是]|领先)(?:于)?$"
)
_GROUP_AFTER = re.compile(
    r"(?:的?\s?(?:[0-9]+|[一二三四五六七八九十]+)\s?个[^,，。;；]{0,16}?中)?[^,，。;；0-9]{0,6}?(?:第(?:[0-9]|[一二三四五六七八九十])|前[0-9一二三四五六七八九十]|首位|前列|末位|倒数|榜首|排名|排位|唯一|首个|之首)"
    r"|(?:的?\s?(?:[0-9]+|[一二三四五六七八九十]+)\s?个[^,，。;；]{0,16}?[中里])|的?平均(?:水平|值|数)?(?=[,，。;；0-9]|$)"
)
_RANKED = re.compile(
    r"(?:的?\s?[0-9一二三四五六七八九十]+\s?个[^,，。;；]{0,16}?中)?[^,，。;；0-9]{0,4}?(?:排名?|位[居列]|居|列)?第(?:[0-9]|[一二三四五六七八九十])"
)
_IN_BEFORE = re.compile(r"(?:在|居|列|排|位居|位列|从|跃居|升至)$")
_ANCESTOR_STATS = re.compile(r"全[省市州区]|各|平均|空气|环境|优良|PM|地表水|国控|[0-9]+个")


def is_group(text: str, start: int, end: int, pronoun: bool = False) -> bool:
    """Whether a place is the field of a ranking or the average that a figure is compared with, not the figure's region."""
    before, after = text[max(0, start - 6) : start], text[end : end + 32]
    if _GROUP_BEFORE.search(before) and (_GROUP_AFTER.match(after) or before.endswith("代表")):
        return True
    if _RANKED.match(after) and (pronoun or not re.match(r"[^第0-9]{0,3}(?:居|列|排)", after)):
        return True
    return _IN_BEFORE.search(before) is not None and _GROUP_AFTER.match(after) is not None


def has_statistics(text: str, end: int) -> bool:
    """Whether a place above the issuer is spoken of with figures of its own (湖南全省优良率), not as an authority."""
    return _ANCESTOR_STATS.match(text, end) is not None


def context_kind(text: str, start: int, end: int, full: bool) -> str | None:
    """`group` or `name` where the words around decide so; None where the place stands for itself. `full`: with its suffix."""
    if is_group(text, start, end):
        return "group"
    if text.rfind("《", max(0, start - 40), start) > text.rfind("》", max(0, start - 40), start):
        return "name"
    after = text[end : end + 24]
    if _AFTER_NAME.match(after):
        return "name"
    if not full and (match := _AFTER_SHORT.match(after)) and not _CITED.search(match.group()):
        return "name"
    return None
