"""Which place a stretch of text names: finds names, pronouns (全市, 我县), urban scopes and masked places in a view text.

One Aho-Corasick pass over all spellings; then each match must hold in its place. A short name counts where its parent,
its neighbours or the issuer speak for it; names inside organisations, roads, sections and documents, and places that only
set a task or a ranking, are kept as kind `name` or `group`, which never is the region of a figure.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from extract import functional_areas
from extract.records import record
from extract.region_context import context_kind, has_statistics, is_group
from extract.region_matcher import AREA, OPENS, PRONOUN, PRONOUNS, SCOPE, Automaton, spellings_in_text
from extract.region_names import COMMON, COUNTRY, Gazetteer, Reading, load

_NO_PRONOUN = re.compile(r"[域划间段位块别名称民级委长局]|场(?!站)|政府")
_MASK_SIGNS = "*＊×□○某Xx"
_MASKED = re.compile(
    r"(?=[Xx×*＊□○某])"
    r"(?:(?:(?<![A-Za-z])[Xx×]{1,4}|[*＊]{1,4}|□{1,3}|○{2,3}|某)(?:自治)?[省市县区州旗](?![级域])|(?<=美丽)[*＊Xx×]{1,4})"
)
_CACHE = 20_000  # judgements of kinship kept; a warehouse of many issuers must not grow
_MAY_STAND = re.compile(r"[市县区]|[0-9]|[,，、]")
_EXAMPLES = re.compile(r"等地?(?:[0-9]+|[一二两三四五六七八九十]+)(?:个|座|家|地)")
# 完成县级…, 管理县…: the first character belongs to the verb before it, not to 成县 or 理县.
_VERBS = frozenset(
    "完成 建成 形成 达成 组成 生成 管理 治理 办理 处理 受理 整理 相应 对应 适应 响应 供应 面临 健康 提高 增高 丰富 致富 频道 渠道 管道 报道 收费 高和 保单 名单 清单".split()
)
_LISTED_BEFORE = re.compile(r"[、和及与]\s?$")


@record
class RegionMention:
    """A place in the text. kind: region (named), home (全市, 我县), scope (县城 of region_code), group (a ranking or an
    average that it is compared with), masked (XX区), name (inside an organisation, road, section, document or order)."""

    start: int
    end: int
    text: str
    region_code: str | None
    kind: str


class RegionIndex:
    """All spellings in one automaton, and the rules that accept a match."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._kin: dict[tuple[str, str | None, str | None], tuple[int, int]] = {}
        spellings = gazetteer.spellings
        self._all = Automaton([(name, name, 0, 0) for name in spellings])
        self._running = Automaton(spellings_in_text(spellings))

    @classmethod
    def load(cls, seeds_dir: Path) -> RegionIndex:
        """The index of a seeds folder; built once a process."""
        return _load(seeds_dir.resolve())

    def spellings_in(self, text: str) -> list[tuple[int, int, str]]:
        """Every spelling of the gazetteer in a text, with no judgement of its context: (start, end, spelling)."""
        return self._all.find(text)

    def resolve_name(self, name: str, home: str | None) -> str | None:
        """The region that a table cell holding nothing but a name means: among its readings, the home's own first."""
        readings = self.gazetteer.spellings.get(name)
        if not readings or len(name) < 2:
            return None
        inside = [
            r.code
            for r in readings
            if home is not None and (r.code == home or home in self.gazetteer.ancestors(r.code))
        ]
        if len(inside) == 1:
            return inside[0]
        return readings[0].code if len(readings) == 1 and not inside and len(name) > 2 else None

    def find_regions(self, text: str, home: str | None) -> list[RegionMention]:
        """All mentions of places in order; `home` is the issuer's region, None where the document hides it."""
        found: list[RegionMention] = []
        seen: set[str] = set(self.gazetteer.ancestors(home))
        for start, end, what in self._running.find(text):
            mention: RegionMention | None = None
            if what == SCOPE:
                mention = self._scope(text, start, end, found, home)
            elif what == AREA:
                mention = _area(text, start, end, found, home)
            elif what == PRONOUN:
                mention = self._pronoun(text, start, end, home)
            elif what:
                mention = self._named(text, start, end, what, found, seen, home)
                if mention is None and what in PRONOUNS:
                    mention = self._pronoun(text, start, end, home)
            if mention is not None:
                self._append(text, found, mention)
                if mention.region_code and mention.region_code not in seen:
                    seen.update(self.gazetteer.ancestors(mention.region_code))
        masks = list(_MASKED.finditer(text)) if any(sign in text for sign in _MASK_SIGNS) else []
        if masks:
            taken = {i for m in found for i in range(m.start, m.end)}
            found += [RegionMention(*m.span(), m.group(), None, "masked") for m in masks if m.start() not in taken]
            found.sort(key=lambda m: (m.start, m.end))
        _examples(text, found)
        return found

    def _append(self, text: str, found: list[RegionMention], mention: RegionMention) -> None:
        """Join a name with the name of its parent directly before it: 金华市义乌市 is one mention of the last."""
        last = found[-1] if found else None
        if mention.kind in ("home", "scope"):
            found.append(mention)
            return
        if last and last.end == mention.start and last.region_code in self.gazetteer.ancestors(mention.region_code)[1:]:
            found.pop()
            mention = RegionMention(
                last.start, mention.end, text[last.start : mention.end], mention.region_code, mention.kind
            )
        found.append(mention)
        if (
            text[mention.end - 1] == "县"
            and text.startswith("城", mention.end)
            and not re.match("城[乡市镇关区]", text[mention.end : mention.end + 2])
        ):
            found.append(RegionMention(mention.end - 1, mention.end + 1, "县城", mention.region_code, "scope"))

    def _scope(self, text: str, start: int, end: int, found: list[RegionMention], home: str | None) -> RegionMention:
        last = found[-1] if found else None
        owner = last.region_code if last and last.end == start and last.kind in ("region", "home") else home
        return RegionMention(start, end, text[start:end], owner, "scope")

    def _pronoun(self, text: str, start: int, end: int, home: str | None) -> RegionMention | None:
        code, words = home, text[start:end]
        if words[0] == "各":
            if not re.match(r"[县区市州旗、(（]|[0-9]", text[end : end + 1] or " "):
                return None
        elif words[1] in "省市县区州旗盟":
            if _NO_PRONOUN.match(text, end):
                return None
            code = next((c for c in self.gazetteer.ancestors(home) if self.gazetteer.name(c).endswith(words[1])), home)
        kind = "group" if is_group(text, start, end, pronoun=True) else "home"
        return RegionMention(start, end, words, code, kind)

    def _named(
        self,
        text: str,
        start: int,
        end: int,
        spelling: str,
        found: list[RegionMention],
        seen: set[str],
        home: str | None,
    ) -> RegionMention | None:
        after = text[end : end + 24]
        if spelling[0] == "全" and spelling[-1] == "县" and after[:1] in ("城", "域", "级"):
            return None  # 全州|县城以上, not 全州县
        readings = self.gazetteer.spellings[spelling]
        if len(spelling) == 2 and text[max(0, start - 1) : start + 1] in _VERBS:
            return None
        if (
            spelling[-1] in "省市县区州旗盟"
            and after[:1] in ("域", "划", "间", "位", "场", "民", "容", "面", "块", "段")
            and not after.startswith(("面积", "场站"))
        ):
            return None
        beside = found[-1] if found and start - found[-1].end < 3 else None
        if beside is not None and text[beside.end : start].strip(" 、和及与"):
            beside = None
        common = spelling in COMMON
        listed = not common or self._listed(text, start, end, beside)
        opens = common and spelling[-1] == "县" and (start == 0 or text[start - 1] in OPENS)
        if not listed and not opens and not _MAY_STAND.match(after):
            return None
        code = self._choose(readings, spelling, home, seen, beside.region_code if beside else None)
        if code is None or (not listed and code != home and not (opens and self._is_part(code, home))):
            return None
        return RegionMention(
            start,
            end,
            text[start:end],
            code,
            self._kind(text, start, end, spelling[-1] in "省市县区州盟旗", code, home),
        )

    def _choose(
        self, readings: list[Reading], spelling: str, home: str | None, seen: set[str], beside: str | None
    ) -> str | None:
        """The place that a spelling means here, or None: nearest kin of the issuer, else of the places named before."""
        key = (spelling, home, beside)
        if key not in self._kin:
            if len(self._kin) > _CACHE:
                self._kin.clear()
            self._kin[key] = min((self._rank(r, home, beside), order) for order, r in enumerate(readings))
        rank, order = self._kin[key]
        reading = readings[order]
        region = self.gazetteer.regions.get(reading.code)
        if region is None or (rank > 3 and reading.old):
            return None
        if rank <= 3 or (region.level <= 2 and spelling not in COMMON):
            return reading.code
        if not reading.full or len(spelling) < 3:
            return None
        rivals = [r.code for r in readings if not r.old]
        named = [c for c in rivals if self.gazetteer.parent(c) in seen] or [
            c for c in rivals if seen & set(self.gazetteer.ancestors(c)[1:])
        ]
        return named[0] if named else (rivals[0] if len(rivals) == 1 else None)

    def _rank(self, reading: Reading, home: str | None, beside: str | None) -> int:
        """0 the issuer's place, 1 part or neighbour of the place beside, 2 part of the issuer's, 3 above it or beside it, 6 stranger."""
        gazetteer = self.gazetteer
        above = gazetteer.ancestors(reading.code)[1:]
        kin = gazetteer.ancestors(home)
        penalty = 1 if reading.old else 0
        if reading.code == home:
            return 0
        if beside is not None and above and (beside in above or gazetteer.parent(beside) == above[0]):
            return 1 + penalty
        if home is not None and home in above:
            return 2 + penalty
        if reading.code in kin or (len(kin) > 1 and above and above[0] == kin[1]):
            return 3
        return 6

    def _is_part(self, code: str, home: str | None) -> bool:
        return home is not None and home in self.gazetteer.ancestors(code)

    def _listed(self, text: str, start: int, end: int, beside: RegionMention | None) -> bool:
        return (beside is not None and _LISTED_BEFORE.search(text[max(0, start - 2) : start]) is not None) or (
            re.match(
                r"\s?[两二三四五六七八九十]+[县区市]|\s?等[0-9两二三四五六七八九十]*个?[县区市]|\s?[县区市]",
                text[end : end + 8],
            )
            is not None
        )

    def _kind(self, text: str, start: int, end: int, full: bool, code: str, home: str | None) -> str:
        gazetteer = self.gazetteer
        above = home is not None and code != home and code in gazetteer.ancestors(home)
        if home is not None and code != home and not above:
            below = home in gazetteer.ancestors(code)
            if not below and gazetteer.parent(code) != gazetteer.parent(home):
                return "name"  # a stranger: an example, a partner, a case
        if kind := context_kind(text, start, end, full):
            return kind
        return "name" if above and not has_statistics(text, end) else "region"


def _area(text: str, start: int, end: int, found: list[RegionMention], home: str | None) -> RegionMention | None:
    """A functional area as a scope of the place that its name begins with, else of the issuer's region."""
    last = found[-1] if found else None
    begin = functional_areas.is_area(text, start, end, last.end if last else None)
    if begin is None:
        return None
    if last is not None and last.end == begin and last.kind in ("region", "name") and last.region_code is not None:
        found.pop()
        return RegionMention(last.start, end, text[last.start : end], last.region_code, "scope")
    return RegionMention(begin, end, text[begin:end], home, "scope")


def _examples(text: str, found: list[RegionMention]) -> None:
    """「甲、乙等4个县」: the places are examples of what is counted, not the region of the count."""
    for index in range(len(found) - 1, -1, -1):
        mention = found[index]
        if mention.kind == "region" and _EXAMPLES.match(text, mention.end):
            last = index
            while last >= 0 and found[last].kind == "region":
                found[last] = replace(found[last], kind="name")
                if last == 0 or text[found[last - 1].end : found[last].start].strip() not in ("、", "和", "及"):
                    break
                last -= 1


@lru_cache(maxsize=4)
def _load(seeds: Path) -> RegionIndex:
    return RegionIndex(load(seeds))


__all__ = ["COUNTRY", "RegionIndex", "RegionMention"]
