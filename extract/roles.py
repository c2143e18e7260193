"""What a figure is in its sentence: a level, a change, the gap to a target, or a rank; with its sign and base."""

from __future__ import annotations

import re
from decimal import Decimal

from extract.quantities import Quantity
from extract.records import record
from extract.scenarios import REQUIRED_AFTER, TARGET_AFTER

_FILL = r"(?:了|约|近|超过|超|逾|累计|分别|依次|均|都|各|幅度|比例|率|达到|达|为|是|将|:|又|再|同比|环比|\s|仅|只|共|高达|前|后|最高)*"
_UP = r"上升|升高|增长|提高|提升|增加|上涨|增多|增幅|升幅|涨幅|增量|反弹|回升|净增|扩大|上浮|(?<![新净幸])增(?![幅加长])|涨|升(?![级幅])|多[出了]?(?![元家个次份人])|高(?![度速])"
_DOWN = (
    r"下降|降低|减少|降幅|回落|下滑|缩减|缩短|减幅|削减|压减|减排|降(?![至到为幅低])|减(?![少幅至到])|少了?|低(?![于])"
)
_CHANGE = re.compile(
    rf"(?P<verb>(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<better>改善|好转)(?:率|幅度)?|(?P<worse>恶化)|(?P<signed>变化|变幅|同比|环比))(?:率|幅度)?{_FILL}$"
)
_TO = re.compile(
    r"(?:上升|升|提高|提升|增加|增长|增|下降|降低|降|减少|减|压缩|压减|缩短|缩减|好转|改善|恢复|扩大|回升|跃升|攀升|控制|提)(?:至|到|为|成|达到?)(?:了|约|近|平均|每|\s)*$"
)
_COMPARED = re.compile(
    r"同比|环比|同期|比上年|较上年|比去年|较去年|比\d|较\d|与[^,。]{0,10}相比|比[^,。;]{1,12}(?:年|期|月|初|末|前)|较[^,。;]{1,12}(?:年|期|月|初|末|前)|同上年|同去年"
)
_BASE = re.compile(
    r"(?:较|比|与|同|和|相比|相较于?)\s?(?P<base>[^,。;:、]{0,16}?(?:年(?:度|末|底|初)?|\"?“?十[一二三四五]五”?\"?末?|治理前|整治前|改造前|之初|[年月]底|月份?|全国平均(?:水平)?|全省平均(?:水平)?))"
)
BASE_VALUE = "base value"
_BASE_VALUE = re.compile(r"(?:较|比|与|由|从)[^,。;、]{0,12}(?:年|同期|月|年初|年底|年末)的\s?$")
_OF_A_GOAL = re.compile(r"(?:距离?|离|较|比|与)[^,。;]{0,24}(?:目标|指标|要求|任务)(?:值)?(?:\(|的)?\s?$")
_YOY = re.compile(r"同比|同期|上年|去年|前一年")
_MOM = re.compile(r"环比|上月|上季度")
_AVERAGE = re.compile(
    r"(?:高于|低于|优于|好于|超过|超|超出)(?P<base>(?:全国|全省|全市|全区|全州)?(?:平均|均值)(?:水平|值)?)"
)

_AIM = r"(?:目标|任务|考核|指标|[定给下]达?的(?=\d)|要求|时序进度|序时|下达的?|计划|控制线|考核线|约束)"
_GAP = re.compile(
    rf"(?:比|较|距离?|与|离|超|超过|超出|低于|高于|优于|好于|劣于|完成|差于|超额完成|优)[^,。;]{{0,28}}?{_AIM}[^,。;]{{0,26}}?(?P<sign>尚差|还差|仍差|相差|差距为?|差|少|低|欠|高出|高|多|超出|超过|超|优|好|落后){_FILL}$"
    rf"|(?P<sign2>优于|好于|超过|超额完成|超出|高出|低出|超|低于|高于|劣于|差于|多于|少于)[^,。;]{{0,14}}?{_AIM}(?:值|要求|线)?(?:\([^)]{{0,14}}\))?{_FILL}$"
    rf"|(?:目标|任务|考核[^,。;]{{0,6}}|指标|标准)(?:\([^)]{{0,14}}\))?(?P<sign3>尚差|还差|仍差|相差|差|少|低|高|多|超|优){_FILL}$"
    rf"|(?P<sign5>差)(?:[省市县区州国]里?|年度|全年)[^,。;]{{0,8}}?{_AIM}(?:值)?[^,。;]{{0,10}}$"
    rf"|(?P<sign4>高于|低于|超过|超出)[^,。;]{{0,14}}?的(?:年度|考核|省定|市定)?(?:目标|任务|要求|指标)(?:要求|值)?{_FILL}$"
)
_FALLS_SHORT = re.compile(rf"(?:还|尚|仍)(?:差|欠|缺){_FILL}$")
_OF_THE_GOAL_BEFORE = re.compile(
    rf"(?:距离?|较|与|比|按|按照|对照|离)[^,。;]{{0,36}}(?:目标|任务|要求)(?:值|相比|来看)?,[^,。;]{{0,8}}?(?:已|还|仍|尚)(?P<sign>高出|超出|超过|超|高|多|低|少|差|有){_FILL}$"
)
# one of these stands in every match of the expressions for a gap and for the value of a goal
_SPEAKS_OF_AN_AIM = re.compile(
    r"目标|任务|考核|指标|定的|给的|下的|达的|要求|时序|序时|下达|计划|控制线|约束|标准|差|欠|缺"
)
_OPENS_CHANGE = re.compile(r"[上升增提扩涨反回净多高下降减少缩削压低改好恶变同环]")  # as every verb of _CHANGE does
_NEGATIVE_GAP = re.compile(r"少|低")
_WORSE_GAP = re.compile(r"差|欠|落后")  # short of a target: below one to be reached, above one to be kept under
_BETTER_GAP = re.compile(r"优|好")


@record
class Role:
    """How a figure is meant; `sign` applies to its value, `by_direction` flips it for indicators that should fall."""

    measure: str
    measure_text: str = ""
    sign: int = 1
    by_direction: bool = False
    base: str | None = None


def read_role(text: str, q: Quantity, clause_start: int, left_start: int) -> Role:
    """The measure of a figure, from the words between the previous figure (or the clause's start) and the number."""
    if q.kind == "same":
        return Role("change_pct", text[q.start : q.end], base=_base(text, clause_start, q.start) or "yoy")
    if q.kind == "rank":
        return Role("rank", text[q.start : q.end])
    if q.kind == "class":
        return Role("level")
    near = text[left_start : q.number_start]
    clause = text[clause_start : q.number_start]
    if q.unit in {"位", "个位次", "位次", "名", "个名次", "名次"}:
        if m := re.search(
            r"(前移|提升|提高|上升|进位|跃升|前进|前赶|赶|进)|(后移|后退|下降|降低|退后|下滑|退)", near[-8:]
        ):
            return Role("change_abs", m.group(), -1 if m[1] else 1, base=_base(text, clause_start, q.start) or "yoy")
        return Role("level")
    average = _AVERAGE.search(clause) if "均" in clause else None
    is_points = q.unit.endswith("百分点") or q.unit in {"pp", "pct点"}
    if average and near.endswith(average.group()) and (is_points or q.unit == "%"):
        return Role(
            "change_pp" if is_points else "change_pct",
            average.group(),
            1 if average.group()[0] in "高超" else -1,
            base=average["base"],
        )
    of_an_aim = _SPEAKS_OF_AN_AIM.search(text, max(0, clause_start - 40), q.number_start) is not None
    if of_an_aim and (gap := _gap(text, q, clause, near, text[max(0, clause_start - 40) : q.number_start])):
        return gap
    if _TO.search(near):
        return Role("level")
    is_target = _is_target_itself(text, q)
    is_base = ("的" in near and _BASE_VALUE.search(near)) or (of_an_aim and _OF_A_GOAL.search(near))
    if is_base or (is_target and not q.is_bare):
        return Role("level", BASE_VALUE)
    if not is_target and _OPENS_CHANGE.search(near) and (change := _CHANGE.search(near)):
        role = _change(text, q, clause, near, change, clause_start, is_points)
        if role is not None:
            return role
    if is_points:
        return Role("change_pp", "", base=_base(text, clause_start, q.start) or "yoy")
    return Role("level")


def _gap(text: str, q: Quantity, clause: str, near: str, wide: str) -> Role | None:
    """The figure as the distance to a target: 「比目标低3微克」, 「距…的目标,还差2个百分点」."""
    if short := _FALLS_SHORT.search(near):
        return Role("target_gap", short.group(), -1, by_direction=True)
    if beyond := _OF_THE_GOAL_BEFORE.search(wide):
        return _gap_role(beyond.group()[-12:], beyond["sign"])
    gap = _GAP.search(clause)
    if gap is None or _is_target_itself(text, q):
        return None
    if gap["sign2"] and near.endswith(("目标", "任务", "考核", "指标", "要求")) and text[q.number_start - 1] == "(":
        return None
    return _gap_role(gap.group(), gap["sign"] or gap["sign2"] or gap["sign3"] or gap["sign4"] or gap["sign5"])


def _gap_role(words: str, sign: str) -> Role:
    if _BETTER_GAP.search(sign):
        return Role("target_gap", words, 1, by_direction=True)
    if _WORSE_GAP.search(sign):
        return Role("target_gap", words, -1, by_direction=True)
    return Role("target_gap", words, -1 if _NEGATIVE_GAP.search(sign) else 1)


def _change(
    text: str, q: Quantity, clause: str, near: str, change: re.Match[str], clause_start: int, is_points: bool
) -> Role | None:
    verb = change["verb"]
    compared = bool(_COMPARED.search(clause))
    if verb in {"多", "高", "少", "低", "多出", "同比", "环比"} and not compared and near.strip(" ,(") != verb:
        return None
    if change["signed"] and not (q.unit == "%" or is_points):
        return None
    if (
        not is_points
        and q.unit not in {"%", "成"}
        and not compared
        and verb in {"提升", "提高", "改善", "扩大", "压减", "压缩", "削减", "减排", "缩短", "好转"}
    ):
        return None  # 「森林抚育提升200万亩」 is an amount of work
    measure = "change_pp" if is_points else "change_pct" if q.unit in {"%", "成"} else "change_abs"
    if q.unit == "倍":
        return None
    sign = -1 if change["down"] else 1
    by_direction = bool(change["better"] or change["worse"])
    if change["worse"]:
        sign = -1
    if q.value is not None and q.value < 0:
        sign = 1
    return Role(measure, change.group().strip(), sign, by_direction, _base(text, clause_start, q.start) or "yoy")


def _base(text: str, clause_start: int, figure_start: int) -> str | None:
    """The base of a change: 'yoy', or its words; from the clause, else from the sentence before it."""
    before = text[clause_start:figure_start]
    if _MOM.search(before):
        return "环比"
    if _YOY.search(before):
        return "yoy"
    if m := _BASE.search(before):
        return m["base"].strip(' “”"') or None
    return None


def previous_year_base(base: str | None, report_year: int | None) -> str | None:
    """「2022年度」 in a report on 2023 is the year before: 'yoy'."""
    if base and report_year and re.fullmatch(rf"{report_year - 1}年(?:度|全年)?", base):
        return "yoy"
    return base


def _is_target_itself(text: str, q: Quantity) -> bool:
    """「高于98%的目标0.35个百分点」, 「年度目标(85)低9」: the figure that the gap is measured from."""
    if TARGET_AFTER.match(text, q.end) or (text.startswith("的", q.end) and REQUIRED_AFTER.match(text, q.end)):
        return True
    return q.is_bare and text[q.number_start - 1 : q.number_start] == "("


def signed_value(q: Quantity, role: Role, direction: str) -> Decimal | None:
    """The value with the sign of its role; 改善 is a fall where a fall is better."""
    if q.value is None:
        return None
    value = q.value * role.sign
    if role.by_direction and direction == "lower_better":
        value = -value
    return value
