"""Which indicator a single figure can belong to: alias against unit, position and context. No lists, no ellipsis."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.quantities import Quantity
from extract.records import record
from extract.roles import Role
from extract.vocabulary import NO_INDICATOR, Alias, Indicator, Term, Vocabulary

THRESHOLD = 58.0
_GAPS_KEPT = 4096  # the same few words stand between names and figures again and again, above all none
_FILLERS = re.compile(
    r"(?:浓度|年均|年平均|平均|累计|总计|合计|共计|均值|年均值|目标|任务|达到|达|为|是|有|约|近|共|已|超过|超|了|的|数|总数|数量|总量|值|指标|分别|依次|均|都|各|全部|保持|保持在|稳定在|稳定|维持在|维持|控制在|提高到|提升至|提高至|提升到|提高|提升|上升到|上升至|上升|增至|增加到|增长到|降至|降到|下降到|下降至|下降|减少|增加|增长|改善|首次|仅|只有|仅为|预计|预期|同比|环比|完成|实现|情况|方面|水平|比例|率|其中|目前|现有|现已|实际|全年|全市|全县|全区|全省|今年|年度|进一步|不低于|不高于|力争|确保|基本|总体|实施|高达|又|再|新增|总|面积|优良|综合|占|任务|每立方米|每升|范围|减排量|削减量|重点工程|排放量|排放总量|压缩[至到]|缩短[至到]|压减[至到]|最高|最低|最好|最差|仍|还|法定|[:“”\"()\s、,和及在到至由从以])"
)
_PERSONS = frozenset({"{person}", "{person_time}"})
_EVENTS = frozenset({"{event}", "{issue}", "{round}", "{batch}", "{sample}"})
_TRIPS = frozenset({"{vehicle_trip}"})
_VEHICLES = frozenset({"{vehicle}", "{unit}", "{set}"})
_VISITS = frozenset({"{visit}"})
_THINGS = frozenset({"{item}", "{case}", "{enterprise}"})
_THINGS_AND_FILES = _THINGS | {"{document}", "{facility}", "{site}", "{household}"}
_ONLY_RANK = frozenset({"{rank}"})
RANK_UNITS = frozenset({"位", "名", "个位次", "位次", "个名次", "名次"})


@record
class Match:
    term: Term
    score: float
    rule: str

    @property
    def indicator(self) -> Indicator:
        return self.term.alias.indicator


def fits(vocabulary: Vocabulary, alias: Alias, q: Quantity, role: Role) -> float | None:
    """A bonus for how well the unit fits the alias, None where it cannot be."""
    indicator = alias.indicator
    if indicator is NO_INDICATOR:
        return (
            8.0
            if role.measure == "level"
            and (not alias.units or alias.units & set(vocabulary.units[q.unit].codes if q.unit else ()))
            else None
        )
    if role.measure == "rank" or (role.measure == "change_abs" and q.unit in RANK_UNITS):
        return (
            0.0
            if not alias.units or "{rank}" in alias.units or indicator.dimension == "ratio" or "%" in alias.units
            else None
        )
    if alias.units == _ONLY_RANK or (indicator.theme == "emission" and role.measure.startswith("change_p")):
        return None
    if role.measure == "change_pp" or (q.unit.endswith("百分点")):
        return 0.0 if indicator.unit_code == "%" else None
    if role.measure == "change_pct":
        if indicator.code.endswith("_reduction_ratio"):
            return 8.0
        if alias.units and "%" in alias.units and indicator.unit_code != "%":
            return None
        if alias.units and (indicator.unit_code not in alias.units or len(alias.text) < 4):
            return None
        return 0.0
    if not q.unit:
        return _fits_bare(alias, q)
    unit = vocabulary.units[q.unit]
    if alias.units:
        if not alias.units.isdisjoint(unit.codes):
            return 10.0
        if (
            indicator.dimension == "count"
            and unit.dimension == "count"
            and any(_same_family(u, c) and u == indicator.unit_code for u in alias.units for c in unit.codes)
        ):
            return -8.0 if _loose(alias.text, alias.units, unit.codes) else None
        return None
    if indicator.unit_code in unit.codes:
        return 8.0
    for code in unit.codes:
        dimension = vocabulary.dimensions[code]
        if dimension == "count" and indicator.dimension == "count":
            if _same_family(code, indicator.unit_code):
                return 0.0
        elif dimension == indicator.dimension or {dimension, indicator.dimension} <= {"mass", "mass_kg"}:
            return 4.0
    return None


def _loose(text: str, units: frozenset[str], codes: tuple[str, ...]) -> bool:
    """Counts of things are written with several classifiers; aliases of one word keep to theirs."""
    return len(text) > 3 and bool(units & _THINGS) and bool(_THINGS_AND_FILES & set(codes))


def _fits_bare(alias: Alias, q: Quantity) -> float | None:
    dimension = alias.indicator.dimension
    if q.unit_text and dimension not in {"count", "currency", "area", "mass"}:
        return None  # 「2100万」 counts or is money
    if q.unit_text:
        return 2.0 if dimension == "currency" else -10.0
    if alias.indicator.unit_code in {"1", "[pH]"}:
        return 10.0
    if dimension in {"count", "days"} or dimension.startswith("concentration"):
        return -12.0
    if alias.indicator.unit_code == "%" and q.value == 0:
        return 0.0  # 「比例降至0」
    return None


def _same_family(a: str, b: str) -> bool:
    if a == b:
        return True
    for family in (_PERSONS, _EVENTS, _TRIPS | _VEHICLES):
        if a in family and b in family:
            return True
    pair = {a, b}
    if pair & _VISITS:
        return bool(pair & _EVENTS)
    if pair & _PERSONS:
        return pair == {"{person_time}", "{event}"}
    if pair & _EVENTS:
        return bool(pair & {"{vehicle_trip}"}) or pair == {"{event}", "{vessel}"} or pair == {"{batch}", "{document}"}
    return not pair & _TRIPS


def holds(alias: Alias, context: str, near: str) -> bool:
    """The alias's own conditions. A condition on the segment looks no further back than the last semicolon."""
    if alias.context is None and alias.exclude is None:
        return True
    segment = context[max(context.rfind(";"), context.rfind("。"), context.rfind("\n")) + 1 :]
    if alias.context is not None and not alias.context.search(segment if alias.context_is_near else context):
        return False
    return alias.exclude is None or not alias.exclude.search(segment if alias.exclude_is_wide else near)


@lru_cache(maxsize=_GAPS_KEPT)
def residual(text: str) -> int:
    """How many characters of a gap say something that the fillers do not explain."""
    return len(_FILLERS.sub("", text))


_OF_CHANGE = re.compile(
    r"[升降增减涨]幅|下滑|回落|上涨|升高|变化|持平|排名|排[在名位]?|位[列居次]|名列|居|列|跃|第|前移|后移|较|比|上年|去年|同期|年|月|高于|低于|优于|好于|超|与|相[比较]|仍|差|少|多|低|高|降|升|增|减|一举|历史|底|末|初|相应|双双|连续|继续|稳|进|退"
)


@lru_cache(maxsize=_GAPS_KEPT)
def residual_of_change(text: str) -> int:
    """Like `residual` for a figure that only compares: 「较上年同期」, 「居全省」 name nothing of their own."""
    return len(_OF_CHANGE.sub("", _FILLERS.sub("", text)))


def length_bonus(term: Term) -> float:
    """Longer names and those with a condition of their own say more."""
    return _length_bonus(term.alias.parts) + (5.0 if term.alias.context is not None else 0.0)


@lru_cache(maxsize=8192)  # above the number of aliases
def _length_bonus(parts: tuple[str, ...]) -> float:
    return 1.5 * min(12, sum(len(p) for p in parts)) + 3.0 * (len(parts) > 1)
