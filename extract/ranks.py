"""Places in a ranking: 「居全省第3位」, 「首位」, 「前十」, with the group that is ranked; and places gained, 「前移两位」."""

from __future__ import annotations

import re
from decimal import Decimal

from extract.numerals import chinese_number
from extract.quantities import Quantity
from extract.rare_signs import near

_RANK = re.compile(
    r"(?P<back>倒数|后)?第\s?(?P<num>\d{1,4}|[一二三四五六七八九十百]{1,4})\s?(?P<unit>位|名)?"
    r"|(?P<word>首位|榜首|之首|第一方阵|前列(?=x))|前(?P<top>[二两三四五六七八九十]|\d{1,2})(?P<topunit>位|名|强)?(?=[,。;、)]|$)"
)
_ORDINAL = re.compile(r"第|首位|榜首|之首|前[列二两三四五六七八九十\d]")
_RANK_CUE = re.compile(
    r"(?:排名?|位列|位居|名列|居|列|位次|排到了?|排在|还在|排位|排序|排行|保持|稳居|跃居|跃升至?|升至|上升到|上升至|降至|下降到|下降至|分列|为|夺得|全[国省市州县区盟旗]|[省市州县区]中?|流域|地区|试点省份|中部|西部|东部|西北|全国)\s?$"
)
_RANK_UNIT_CUE = re.compile(r"(?:排名?|位列|位居|名列|居|列|位次|排位|排行|[国省市州县区中])(?:在|为|:)?\s?$")
_TOP_CUE = re.compile(r"[国省市区县州列居]$")
_NO_RANK_AFTER = re.compile(
    r"\s?(?:批|轮|次|届|期|季度|产业|时间|责任|方(?!阵)|款|条|项|部分|章|节|类|个|步|线|手|监测|年|天|组|人|阶段|大|届|书记|工程|污染源|资源|监督|议题|课|案)"
)
_RANK_ENDS = re.compile(r"\s?(?:[,。;、)的!]|$|[一-鿿]{2,}(?:水质|情况|:))")
_GROUP = re.compile(
    r"(?P<n>\d+|[一二三四五六七八九十]+)\s?个(?P<what>[^,。;\d]{1,14}?)(?:中|里|当中|(?<=[县市区州盟旗镇)]))(?:[^,。;\d]{0,6})$"
)
_WHOLE = re.compile(r"全[国省市州县区盟旗](?=[^,。;]{0,6}$)")
_PLACES_GAINED = re.compile(
    r"(?:前移|后移|上升|下降|提升|后退|退后|进位|前进|前赶|跃升|赶)了?(?P<num>[一两二三四五六七八九十]{1,2})(?P<unit>个?位次|个?名次|位|名)"
)


def find(text: str) -> list[Quantity]:
    """Every place that is one in a ranking; 「第二批」, 「第三产业」, 「第一书记」 are none."""
    found = []
    for m in near(_ORDINAL, 2, _RANK, text):
        before = text[max(0, m.start() - 24) : m.start()]
        number = _place(text, m, before)
        if number is None:
            continue
        group_length, group = _group(before)
        number_end = m.end("num") if m["num"] else m.end()
        found.append(
            Quantity(
                start=m.start() - group_length,
                end=m.end() if m["unit"] else number_end,
                number_start=m.start(),
                number_end=number_end,
                value=number,
                unit="位",
                unit_text=m["unit"] or "",
                qualifier="le" if m["top"] else "eq",
                kind="rank",
                group=group,
            )
        )
    return found


def find_places_gained(text: str) -> list[Quantity]:
    """「前移两位」「后退一位」: places in a ranking, in Chinese numerals."""
    found = []
    for m in _PLACES_GAINED.finditer(text):
        number = chinese_number(m["num"])
        if number is not None:
            start, end = m.span("num")
            found.append(Quantity(start, m.end(), start, end, number, "位", m["unit"], "eq", "number"))
    return found


def _place(text: str, m: re.Match[str], before: str) -> Decimal | None:
    """The place that a match of _RANK tells, None where it is no place in a ranking."""
    if m["word"]:
        return Decimal(1)
    number = _number(m["top"] or m["num"])
    if m["top"]:
        return number if m["topunit"] or _TOP_CUE.search(before) else None
    if _NO_RANK_AFTER.match(text, m.end()):
        return None
    ends = m["unit"] is not None or _RANK_ENDS.match(text[m.end() : m.end() + 6]) is not None
    is_told = _RANK_CUE.search(before) or (m["unit"] and _RANK_UNIT_CUE.search(before)) or m["back"]
    is_plain = m["unit"] and m["num"].isdigit()  # 「第3位」 needs no word that ranks
    return number if (ends and is_told) or is_plain else None


def _number(words: str) -> Decimal | None:
    return Decimal(words) if words.isdigit() else chinese_number(words)


def _group(before: str) -> tuple[int, str]:
    """What is ranked, and how many characters before the rank begin with it: (10, 「14个市州」) for 「14个市州中排名」.

    A group without a number (全省) does not belong to the quantity: its length is 0.
    """
    if counted := _GROUP.search(before):
        return len(before) - counted.start(), f"{counted['n']}个{counted['what']}"
    whole = _WHOLE.search(before)
    return 0, whole.group() if whole else ""
