"""Where a figure belongs: the place named before it, the places of a list, the issuer's region; and its narrower scope."""

from __future__ import annotations

import re

from extract import functional_areas, water_bodies
from extract.page import Page, Place, within
from extract.regions import RegionMention
from extract.sentences import Linked, Sentence

_GOVERNS = frozenset({"region", "home", "scope", "masked"})
_ADDITIVE = frozenset({"count", "area", "mass", "mass_kg", "length", "currency", "volume"})
_SPEAKS_ON = frozenset({"air", "noise"})  # themes whose figures are told clause by clause for one town
_HEAD_WORDS = 8  # 「州府所在地…」, 「关于空气--…」: what may stand before the place that heads a clause
_IN_A_LIST_OF_WATERS = re.compile(
    r"[河江湖溪渠]|(?:、[^,。;、\d]{1,8}[河江湖溪渠库])+"
)  # 清水、沙河: rivers, though 清水 is a county too
_NAME_OF_TOWN = re.compile(r"[\u4e00-\u9fff]{2,8}?[市县区州旗]$")  # 「甲市|城区」 is one name


def places_of(page: Page, linked: Linked, s: Sentence) -> list[Place]:
    """The place of a figure; several where one value is told of several places (「甲县、乙县均为100%」)."""
    q = linked.quantity
    clause = s.clause_start(q.start)
    in_list = _of_list_item(page, linked)
    if in_list is not None:
        return [in_list]
    before = [
        r
        for r in within(page.places, s.start, q.start)
        if r.kind in _GOVERNS
        and (r.start >= clause or _heads_its_clause(page.text, r, s, clause))
        and not _is_set_apart(page.text, r, s, linked)
        and not _ends_with_its_item(page.text, r, s, linked)
        and (r.kind != "scope" or r.start >= clause or _reaches_on(page.text, r, linked))
    ]
    if linked.rule == "class" and linked.scope:
        before = [r for r in before if not _IN_A_LIST_OF_WATERS.match(page.text, r.end)]
    if before:
        return _of_mention(page, linked, s, before, clause)
    carried = _scope_before(page, s.start) if linked.indicator and linked.indicator.theme in _SPEAKS_ON else None
    if carried is not None:
        return [Place(carried.region_code or page.head.region_code, carried.text, "paragraph", carried.text)]
    return [Place(page.home.code, page.home.text, page.home.rule, _water_scope(page.text, linked, s))]


def _of_list_item(page: Page, linked: Linked) -> Place | None:
    if linked.item is None:
        return None
    inside = [r for r in within(page.places, *linked.item) if r.kind in {"region", "masked", "scope"}]
    since = [r for r in within(page.places, linked.item[1], linked.quantity.start) if r.kind == "region"]
    if not inside or (since and linked.rule != "list"):
        return None
    last = inside[-1]
    return Place(last.region_code, last.text, "list", last.text if last.kind == "scope" else None)


def _of_mention(page: Page, linked: Linked, s: Sentence, before: list[RegionMention], clause: int) -> list[Place]:
    last = before[-1]
    rule = "masked" if last.kind == "masked" else "clause" if last.start >= clause else "sentence"
    if last.kind == "scope":
        return [Place(_region_of_scope(page, before), last.text, rule, last.text)]
    if last.kind in {"home", "masked"}:
        return [Place(page.head.region_code, last.text, rule, _water_scope(page.text, linked, s))]
    together = _coordinated(page.text, before)
    if len(together) > 1 and linked.rule != "list":
        between = page.text[last.end : linked.quantity.start]
        if _is_counted_together(page, linked, s, last):
            return [Place(page.home.code, page.home.text, page.home.rule, _water_scope(page.text, linked, s))]
        each = re.search(r"均|都|各", between) is not None
        if not each and between.strip() and _adds_up(page, linked):
            scope = page.text[together[0].start : last.end]
            return [Place(page.home.code, page.home.text, page.home.rule, scope)]
        if not between.strip() or each or linked.role.measure == "level":
            return [Place(r.region_code, r.text, "list") for r in together]
    return [Place(last.region_code, last.text, rule, _water_scope(page.text, linked, s))]


def _reaches_on(text: str, scope: RegionMention, linked: Linked) -> bool:
    """「县城生活垃圾处理率99%,农村改厕率71%」: a town ends with its clause, unless the air is told of or an area that is a place."""
    theme = linked.indicator.theme if linked.indicator is not None else None
    return theme in _SPEAKS_ON or linked.rule == "ellipsis" or scope.text.endswith(functional_areas.SPELLINGS)


def _ends_with_its_item(text: str, place: RegionMention, s: Sentence, linked: Linked) -> bool:
    """「甲市优良率99%;断面优良率92%;污水治理率48%」: behind a semicolon a new theme is one of the report's own region.

    A place that stands before a colon or a comma opens all that follows.
    """
    segment = s.segment_start(linked.quantity.start)
    if segment <= place.end or place.kind not in {"region", "scope"} or text[place.end] in ",:":
        return False
    own = s.segment_end(place.end)
    themes = {term.alias.indicator.theme for term in s.terms_from(place.start, own)}
    return bool(themes) and linked.indicator is not None and linked.indicator.theme not in themes


def _is_set_apart(text: str, place: RegionMention, s: Sentence, linked: Linked) -> bool:
    """「…,其中甲县31件;办结28件」, 「除甲县外,其余…」: a place that is told of apart does not hold behind that."""
    figure, segment = linked.quantity.start, s.segment_start(place.start)
    goes_on = linked.rule == "part" and s.clause_start(figure) > place.end  # 「计划11万户,其中甲县2万户,已完成10万户」
    if (s.segment_start(figure) > place.end or goes_on) and "其中" in text[segment : place.start]:
        return True
    apart = text.rfind("除", max(s.start, place.start - 24), place.start)
    outside = text.find("外", place.end, figure)
    return apart >= 0 and place.end <= outside < place.end + 24 and not re.search("[,;]", text[apart : place.start])


def _adds_up(page: Page, linked: Linked) -> bool:
    """「甲县、乙县和丙县完成改造6万户」: a count, an area or a sum of several places is what they have together."""
    unit = page.vocabulary.units.get(linked.quantity.unit)
    return linked.role.measure == "level" and unit is not None and unit.dimension in _ADDITIVE


def _is_counted_together(page: Page, linked: Linked, s: Sentence, last: RegionMention) -> bool:
    """「甲县、乙县61座矿山」, 「甲县、乙县5个水源地达标率均为100%」: what several places have together is the issuer's."""
    behind = [o for o in s.quantities if last.end <= o.start <= linked.quantity.start]
    if not behind or behind[0].unit not in page.vocabulary.units or page.text[last.end : behind[0].start].strip():
        return False
    counts_places = re.match(r"(?:县|市|区|旗|镇|乡|街道)", page.text[behind[0].end : behind[0].end + 2])
    return page.vocabulary.units[behind[0].unit].dimension == "count" and counts_places is None


def _region_of_scope(page: Page, before: list[RegionMention]) -> str | None:
    """「甲县新建管网…,县城污水处理率」: the county town is that of the place named before it in the sentence."""
    named = [r for r in before[:-1] if r.kind == "region"]
    if before[-1].text.endswith(functional_areas.SPELLINGS):
        return before[-1].region_code  # 「甲县…,高新区优良率」: of the issuer's, not of 甲县
    if named and before[-1].region_code in {None, page.head.region_code} and page.head.region_code is not None:
        if page.head.region_code in page.regions.gazetteer.ancestors(named[-1].region_code):
            return named[-1].region_code
    return before[-1].region_code


def _heads_its_clause(text: str, place: RegionMention, s: Sentence, clause: int) -> bool:
    """A place holds for later clauses where it is the subject of its own: at its head, with a figure behind."""
    start, end = s.clause_start(place.start), s.clause_end(place.end)
    words = _NAME_OF_TOWN.sub("", text[start : place.start]) if place.kind == "scope" else text[start : place.start]
    if len(words.strip()) > _HEAD_WORDS or "、" in words:
        return False
    if text[end : end + 1] == ":":
        return True
    if place.kind != "region" or any(place.end <= q.start < end for q in s.quantities):
        return True
    return end + 1 == clause  # 「甲区最高,为30微克」


def _scope_before(page: Page, position: int) -> RegionMention | None:
    """「中心城区…。PM2.5…」: an urban scope that was named last holds to the paragraph's end."""
    paragraph = page.text.rfind("\n", 0, position) + 1
    before = [r for r in within(page.places, paragraph, position) if r.kind in {"region", "home", "scope"}]
    return before[-1] if before and before[-1].kind == "scope" else None


def _coordinated(text: str, before: list[RegionMention]) -> list[RegionMention]:
    group = [before[-1]]
    for r in reversed(before[:-1]):
        if r.kind != "region" or not re.fullmatch(r"\s?(?:、|和|与|及)\s?", text[r.end : group[0].start]):
            break
        group.insert(0, r)
    return group


def _water_scope(text: str, linked: Linked, s: Sentence) -> str | None:
    """The section, river or source that a water figure is about, in the document's words."""
    indicator = linked.indicator
    if indicator is None or indicator.theme != "water":
        return None
    name = water_bodies.last_named(text, s.segment_start(linked.quantity.start), linked.quantity.start)
    if indicator.code.endswith("ratio") and (name is None or not water_bodies.is_proper(name)):
        return None  # 「国考断面优良比例」 is that of the region, 「长江干流断面优良比例」 is not
    return name
