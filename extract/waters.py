"""Water quality classes: when 「Ⅲ类」 is a value, and of which waters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.quantities import Quantity
from extract.sentences import Linked, Sentence, rejected
from extract.vocabulary import Vocabulary

_PART_OF_RATIO = re.compile(r"(?:水质|水)?(?:水体|断面|水质|点位|体)?(?:的)?(?:比例|比率|占比|占|率|断面比例)|\s?\d")
_PART_OF_NAME = re.compile(r"(?:国考|国控|省考|省控|地表水)?(?:水质|水体)?(?:断面|水体)(?!水质|标准)")
_REACHES = re.compile(r"[达为到符合于]$")
_NONE_OF = re.compile(r"(?:(?<!有)无|没有|消除|清零|退出|杜绝|剔除)[^,。;、\d]{0,16}$")
_COUNTED_BEFORE = re.compile(r"\d\s?个月?\s?$|\d+(?:\.\d+)?%?\s?(?:达到|符合)?$")
_COUNTED_AFTER = re.compile(r"水?(?:断面|点位)?\s?\d+个")
_WATER = re.compile(r"水|河|湖|江|断面|流域|库|渠|溪|海|淀|段|氨氮|总磷|COD")
_NOT_WATER = re.compile(r"声环境|噪声|功能区|射线|放射源|固体废物|废物|工业用地|新药|医疗器械")
_CLOSED_LIST = re.compile(
    r"(?P<names>[^,。;:、\d]{2,14}(?:(?:、|和|与|以及)[^,。;:、\d等]{2,14}?)+?)(?P<count>[两二三四五六七八九十\d]+[个条座])?"
    r"(?P<what>断面|河流|主要河流|水库|湖泊|干流)?(?:年均)?(?:水质)?(?:年均)?(?P<each>均|都|全部)?(?:稳定)?(?P<verb>达到|达|为|是|符合|保持在?|在|优于)?$"
)
_BODY_ENDS = ("断面", "河", "江", "湖", "水库")


def link_class(vocabulary: Vocabulary, s: Sentence, i: int) -> list[Linked]:
    """A class as the quality of named waters, or rejected as part of a name or of a count."""
    q, role = s.quantities[i], s.roles[i]
    before, after = s.text[max(s.start, q.start - 24) : q.start], s.text[q.end : q.end + 14]
    if _PART_OF_RATIO.match(after) or (_PART_OF_NAME.match(after) and not _REACHES.search(before)):
        return [rejected(q, role, "name_not_figure")]
    if _NONE_OF.search(before) or _COUNTED_BEFORE.search(before) or _COUNTED_AFTER.match(after):
        return [rejected(q, role, "name_not_figure")]
    near = (
        s.text[s.start : s.end] + s.context[-40:] if s.is_environmental else s.text[s.clause_start(q.start) : q.end + 4]
    )
    if not _WATER.search(near) or _NOT_WATER.search(before[-16:] + re.split(r"[,。;]", after)[0]):
        return [rejected(q, role, "no_indicator")]
    indicator = vocabulary.indicators["water_section_quality_class"]
    scopes: Sequence[str | None] = _bodies(s, q) or [None]
    return [Linked(q, role, indicator, None, "class", scope=name) for name in scopes]


def share_of_class(vocabulary: Vocabulary, s: Sentence, i: int) -> Linked:
    """「劣Ⅴ类占4.5%」 is an indicator, the share of a better class is none."""
    q, role, share_of = s.quantities[i], s.roles[i], s.quantities[i - 1]
    if share_of.value != 6:
        return rejected(q, role, "unknown_indicator")
    return Linked(q, role, vocabulary.indicators["water_inferior_v_section_ratio"], None, "class")


def unless_in_a_name(linked: Linked, result: list[Linked]) -> Linked:
    """「5个断面达到Ⅲ类水以上标准」: the class is part of the words that name what is counted."""
    q = linked.quantity
    if q.kind != "class":
        return linked
    for other in result:
        term = other.term
        if term is not None and other.quantity is not q and term.start <= q.start and q.end <= term.end:
            return rejected(q, linked.role, "name_not_figure")
    return linked


def _bodies(s: Sentence, q: Quantity) -> list[str]:
    """「甲江、乙江、丙江3条河流水质均达到Ⅱ类」: the names of a closed list, one reading each."""
    m = _CLOSED_LIST.search(s.text[s.clause_start(q.start) : q.start])
    if m is None or "等" in m.group():
        return []
    names = [n.strip() for n in re.split(r"、|和|与|以及", m["names"])]
    of_bodies = m["what"] == "断面" or all(n.endswith(_BODY_ENDS) for n in names)
    if not m["each"] and not (of_bodies and (m["count"] or m["verb"] in {"为", "是"})):
        return []  # 「甲江、乙河干流水质保持Ⅱ类」 is one statement
    if not all(2 <= len(n) <= 14 for n in names):
        return []
    return [n if n.endswith(_BODY_ENDS) else n + (m["what"] or "") for n in names]
