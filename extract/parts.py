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
_KIND_OF_FUND = re.compile(
    r"(?:大气|水|土壤|农村|生态|固废|监测|海洋|地下水|环境)[^,。;、\d]{0,6}(?:防治|整治|治理|修复|保护|建设|监测|资金|类|方面)$"
)
_PARTS = {  # a part has the nature of the whole
    "petition_received_count": _KIND_OF_CASE,
    "inspection_petition_assigned_count": _KIND_OF_CASE,
    "enforcement_penalty_decision_count": _KIND_OF_CASE,
    "enforcement_cases_filed": _KIND_OF_CASE,
    "eia_approved_count": _KIND_OF_FILE,
    "funding_upper_amount": _KIND_OF_FUND,
    "funding_central_amount": _KIND_OF_FUND,
}
_AMONG = re.compile(r"其中[:,]?")
_KIND_OF_WHOLE = re.compile(r"[^,。;、:\d]{2,10}$")
_SOMETHING_DONE = re.compile(r"发现|存在|违法|问题|[不未没]|超|完成|整改|停产|处罚|立案|达标|合格|关停|淘汰|优良|因|为")
_NOUNS = ("企业", "事件", "案件", "断面", "水源地", "锅炉", "车辆", "信访件", "投诉", "举报", "加油站", "矿山", "村")
_OPENS_PART = re.compile(r"^[、,和:(\s]*(?:其中)?[:,]?")
_SHARE = re.compile(r"[,、(;\s]*(?:其中)?占(?:比|总数|全部)?(?:的|为|达|达到)?\s?")
_BREAKS = re.compile(r"[,;]")
_VERB = "拆除|取缔|规范|整治|关停|关闭|淘汰|改造|治理|整改|不合格|超标|建成|查处|核查|验收|封堵|报废|修复|完成"
_PLANNED = re.compile(r"计划|任务|目标|需|应|拟")
_ONLY_VERBS = re.compile(
    rf"(?:其中|截至|截止|已|现已|目前|累计|共|本年|今年|当年|年内|现场|并网|到位|全部|了|的|有|[,、;:(\s]|{_VERB})*"
)
_VERBS = re.compile(_VERB)
_LEADING_VERB = re.compile(r"^(?:排查出?|摸排|检查|抽查|路检|检测|摸底|排定|下发|新增|共有|现有|全市|全县|全区)+")


def part_of_kind(s: Sentence, i: int, own: str) -> list[Linked] | None:
    """「受理投诉143件,其中大气类71件、噪声类46件」: parts of the same nature keep the indicator, with a scope."""
    q, role = s.quantities[i], s.roles[i]
    if role.measure != "level":
        return None
    for j in range(i - 1, -1, -1):
        whole = s.done[j][0] if j in s.done else None
        if whole is None or whole.indicator is None or whole.quantity.unit != q.unit or whole.role.measure != "level":
            continue
        words = _OPENS_PART.sub("", own)
        kind = _PARTS.get(whole.indicator.code)
        label = kind.search(words) if kind is not None else None
        if label is None and _AMONG.search(s.text, max(whole.quantity.end, s.segment_start(q.start)), q.start):
            label = _same_noun(s, whole, words)
        if label is not None:
            return [Linked(q, role, whole.indicator, whole.term, "part", scope=label.group().strip())]
    return None


def _same_noun(s: Sentence, whole: Linked, words: str) -> re.Match[str] | None:
    """「检查企业96家,其中国控企业12家」: a part that is named by the noun of the whole, with nothing done to it."""
    if whole.term is None or _SOMETHING_DONE.search(words):
        return None
    named = s.text[whole.term.start : whole.term.end]
    noun = next((n for n in _NOUNS if words.endswith(n) and n in named), None)
    return _KIND_OF_WHOLE.search(words) if noun else None


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
    code = count.indicator.code
    ratio = namer.vocabulary.indicators.get(namer.vocabulary.ratios.get(code) or code.removesuffix("count") + "ratio")
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
        if verbs[-1] == "完成" and _PLANNED.search(
            s.text, s.clause_start(counted.term.start), counted.quantity.end + 3
        ):
            return [Linked(q, role, counted.indicator, counted.term, "part")]  # 「计划改造11万户,已完成10万户」
        noun = _LEADING_VERB.sub("", s.text[counted.term.start : counted.term.end])
        for spelled in (f"{verbs[-1]}{noun}", f"{noun}{verbs[-1]}"):
            alias = namer.named(s, spelled, [], q, role)
            if alias is not None and any(verb in part for verb in verbs for part in alias.parts):
                return [Linked(q, role, alias.indicator, counted.term, "part")]
        return None
    return None
