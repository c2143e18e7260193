"""Figures told as parts of the count before them: 「其中大气类71件」, 「占90.9%」, 「排查排污口15个,取缔6个」."""

from __future__ import annotations

import re

from extract.naming import Namer
from extract.sentences import Linked, Sentence

_KIND_OF_CASE = re.compile(
    r"(?:大气|废气|噪声|噪音|水|废水|污水|固废|固体废物|油烟|异味|恶臭|扬尘|粉尘|辐射|生态|其他|其它|土壤|光污染|电磁|餐饮|工业|施工"
    r"|养殖|畜禽|秸秆|建设项目|环境影响)[^,。;、\d]{0,8}$"
)
_KIND_OF_FILE = re.compile(r"(?:市级|县级|区级|省级)?(?:报告书|报告表|审批)(?:项目)?$")
_PARTS = {
    "petition_received_count": _KIND_OF_CASE,
    "eia_approved_count": _KIND_OF_FILE,
}  # a part has the nature of the whole
_SHARE = re.compile(r"[,、(;\s]*(?:其中)?占(?:比|总数|全部)?(?:的|为|达|达到)?\s?")
_BREAKS = re.compile(r"[,;]")
_VERB = "拆除|取缔|规范|整治|关停|关闭|淘汰|改造|治理|整改|不合格|超标|建成|查处|核查|验收|封堵|报废|修复|完成"
_ONLY_VERBS = re.compile(
    rf"(?:其中|已|现已|目前|累计|共|本年|今年|当年|年内|现场|并网|到位|全部|了|的|有|[,、;:(\s]|{_VERB})*"
)
_VERBS = re.compile(_VERB)
_LEADING_VERB = re.compile(r"^(?:排查出?|摸排|检查|抽查|路检|检测|摸底|排定|下发|新增|共有|现有|全市|全县|全区)+")


def part_of_kind(s: Sentence, i: int, own: str) -> list[Linked] | None:
    """「受理投诉143件,其中大气类71件、噪声类46件」: parts of the same nature keep the indicator, with a scope."""
    q, role = s.quantities[i], s.roles[i]
    if role.measure != "level":
        return None
    words = re.sub(r"^[、,和:(\s]*(?:其中)?[:,]?", "", own)
    for j in range(i - 1, -1, -1):
        whole = s.done[j][0] if j in s.done else None
        if whole is None or whole.indicator is None or whole.quantity.unit != q.unit or whole.role.measure != "level":
            continue
        label = _PARTS[whole.indicator.code].search(words) if whole.indicator.code in _PARTS else None
        if label is not None:
            return [Linked(q, role, whole.indicator, whole.term, "part", scope=label.group().strip())]
    return None


def whole_of(s: Sentence, i: int, segment: int) -> Linked | None:
    """「投诉164件,其中热线117件、微信26件、来电21件,同比下降8%」: a change behind several parts compares the whole."""
    if s.roles[i].measure not in {"change_pct", "change_abs"} or not i:
        return None
    among = s.text.rfind("其中", segment, s.quantities[i].start)
    if among < 0 or not s.text.startswith(",", s.quantities[i - 1].end):
        return None
    told = [o for o in s.quantities[:i] if o.start > among]
    if (
        len(told) < 2
        or len({o.unit for o in told}) > 1
        or _BREAKS.search(s.text[among : told[-1].start].lstrip("其中,:"))
    ):
        return None
    whole = next((s.done[j][0] for j in range(i - 1, -1, -1) if s.quantities[j].end <= among and j in s.done), None)
    if whole is None or whole.indicator is None or whole.quantity.unit != told[-1].unit:
        return None
    return whole


def share_of(namer: Namer, s: Sentence, i: int, own: str) -> list[Linked] | None:
    """「优良断面7个,占87.5%」: the share belongs to the ratio that goes with the count before it."""
    q, role = s.quantities[i], s.roles[i]
    if q.unit != "%" or role.measure != "level" or not i or not _SHARE.fullmatch(own):
        return None
    count = s.done[i - 1][0] if i - 1 in s.done else None
    if count is None or count.indicator is None or not count.indicator.code.endswith("_count"):
        return None
    ratio = namer.vocabulary.indicators.get(count.indicator.code.removesuffix("count") + "ratio")
    return [Linked(q, role, ratio, count.term, "part", item=count.item)] if ratio is not None else None


def verb_on_noun(namer: Namer, s: Sentence, i: int, own: str) -> list[Linked] | None:
    """「排查排污口15个,取缔6个、规范9个」: a verb of its own on the noun that was counted before."""
    q, role = s.quantities[i], s.roles[i]
    verbs = _VERBS.findall(own)
    if role.measure != "level" or not verbs or not _ONLY_VERBS.fullmatch(own):
        return None
    for j in range(i - 1, -1, -1):
        counted = s.done[j][0] if j in s.done else None
        if counted is None or counted.term is None or counted.role.measure != "level":
            continue
        if counted.quantity.unit != q.unit or counted.rule == "part":
            continue
        noun = _LEADING_VERB.sub("", s.text[counted.term.start : counted.term.end])
        for spelled in (f"{verbs[-1]}{noun}", f"{noun}{verbs[-1]}"):
            alias = namer.named(s, spelled, [], q, role)
            if alias is not None and any(verb in part for verb in verbs for part in alias.parts):
                return [Linked(q, role, alias.indicator, counted.term, "part")]
        return None
    return None
