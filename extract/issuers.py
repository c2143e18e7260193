"""Whose report it is: the region of an issuer, from metadata, title, signature, source line, file name and the text itself.

「岳阳市生态环境局湘阴分局」 speaks for its last part, 「宜春市高安生态环境局」 for 高安. A masked issuer stays unknown, and
neither does a school, a hospital or a company make its town the region of its report. The text alone decides only where
several kinds of evidence agree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from extract.regions import RegionIndex

_MASK = re.compile(r"(?<![A-Za-z0-9])(?:[Xx×]{1,4}|[*＊○□]{1,4}|某)(?:自治)?[省市县区州旗](?!场)|美丽[*＊Xx×]{1,4}")
_INSTITUTION = re.compile(r"(?:中学|小学|大学|学院|学校|医院|幼儿园|公司|集团|银行|研究[所院]|电厂|(?<!水)厂|协会)")
_OFFICE = re.compile(
    r"生态环境|环境保护|环保|政府|县委|市委|区委|分局|局|厅|办公室|委员会|监测(?:中心|站)|指挥部|攻坚办"
)
_SHORT_OFFICE = re.compile(r"(?:生态环境|环境保护|环保|分局|政府|自治)")
_PRESS = re.compile(r"日报|晚报|晨报|新闻|电视|网$|客户端|融媒体|微信|传媒|时报")
_OWN = re.compile(r"(?:美丽|魅力|幸福|富强|现代化|大美|绿色|和谐)$")
_PRONOUN = re.compile(r"[我全本]([省市县区州旗])(?![域划级])")
_PARTY = re.compile(r"(?:委|政府|人民政府|人大|生态环境局|环保局|环境保护局)")
_MIN_CHILDREN = 3
_NAMED_OFFICE = re.compile(
    r"[^\s,，。;；:：、《》“”()（）0-9]{2,14}(?:(?:生态环境|环境保护|环保)局(?:[^\s,，。;；:：、的]{2,8}分局)?|人民政府(?=[省市县区州]长|主席)|第[一二三四五六七八九十]{1,3}届人民代表大会)"
)
_TOP, _BOTTOM = 500, 200  # characters in which a report names its own office


@dataclass(frozen=True, slots=True)
class IssuerRegion:
    """code None: unknown or masked; `text` are the words that decided, rule one of metadata, title, issuer, file, text,
    masked, none."""

    code: str | None
    text: str
    rule: str


def org_region(index: RegionIndex, text: str) -> tuple[str, str] | None:
    """The smallest place in the name of an office or in a title, with its words; each part must lie in the part before."""
    current: str | None = None
    start = end = 0
    for first, last, spelling in index.spellings_in(text):
        if (
            spelling[0] in "全各"
            and len(spelling) == 2
            and text[last : last + 1] != spelling[-1]
            and not text.startswith("县", last)
        ):
            continue  # 全州 in 全州大会 is no 全州县
        readings = index.gazetteer.spellings[spelling]
        after = text[last : last + 6]
        if _INSTITUTION.match(text[last : last + 14].lstrip("第一二三四五六七八九十市县区")):
            return None
        best = None
        for reading in readings:
            region = index.gazetteer.regions.get(reading.code)
            if region is None:
                continue
            above = index.gazetteer.ancestors(reading.code)[1:]
            if current is not None:
                if current in above:
                    best = best or reading.code
            elif reading.full or region.level == 1 or (region.level == 2 and len(spelling) > 1):
                current_full = [r for r in readings if r.full and not r.old]
                if (
                    region.level < 3
                    or len(current_full) <= 1
                    or (reading.code == readings[0].code and len(current_full) == 1)
                ):
                    best = best or reading.code
            elif _SHORT_OFFICE.match(after) and len(readings) == 1:
                best = best or reading.code
        if best is not None:
            start = start if current is not None else first
            current, end = best, last
    return (current, text[start:end]) if current else None


def issuer_region(
    index: RegionIndex,
    *,
    title: str,
    issuer: str,
    file_name: str,
    body: str,
    metadata: Mapping[str, str],
) -> IssuerRegion:
    """The region that a document reports on; see the module for what counts."""
    given = metadata.get("region_code", "").strip()
    if given in index.gazetteer.regions:
        return IssuerRegion(given, given, "metadata")
    for words in (title, issuer):
        if masked := _MASK.search(words):
            return IssuerRegion(None, masked.group(), "masked")
    for words, rule in (
        (title, "title"),
        (issuer, "issuer"),
        (metadata.get("publisher", ""), "issuer"),
        (_stem(file_name), "file"),
    ):
        if not words or (rule == "issuer" and (_PRESS.search(words) or not _OFFICE.search(words))):
            continue
        if _INSTITUTION.search(words):
            if rule in ("title", "issuer"):
                return IssuerRegion(None, words, "none")
            continue
        found = org_region(index, words)
        if found is not None:
            return IssuerRegion(*_deeper(index, found, issuer if rule == "title" else ""), rule)
    if masked := _MASK.search(body):
        return IssuerRegion(None, masked.group(), "masked")
    return _from_office(index, body) or _from_text(index, body)


def _deeper(index: RegionIndex, found: tuple[str, str], issuer: str) -> tuple[str, str]:
    """A title that names only the upper authority (市局…) gives way to the branch that signed."""
    if not issuer or _PRESS.search(issuer) or _INSTITUTION.search(issuer):
        return found
    signed = org_region(index, issuer)
    if (
        signed
        and found[0] in index.gazetteer.ancestors(signed[0])[1:]
        and re.search(r"分局|[县区旗]|市.{1,4}(?:生态环境|环境保护)局", issuer)
    ):
        return signed
    return found


def _stem(file_name: str) -> str:
    return re.sub(r"\.[A-Za-z0-9]{1,5}$", "", file_name)


def _from_office(index: RegionIndex, body: str) -> IssuerRegion | None:
    """Offices named at the top or in the signature, when they all lie on one line of parents and fit 我市 or 我县."""
    spoken = Counter(_PRONOUN.findall(body)).most_common(1)
    found: dict[str, str] = {}
    for part in (body[:_TOP], body[-_BOTTOM:]):
        for match in _NAMED_OFFICE.finditer(part):
            place = org_region(index, match.group())
            if place is not None:
                found[place[0]] = match.group()
    if not found:
        return None
    deepest = max(found, key=lambda code: len(index.gazetteer.ancestors(code)))
    name = index.gazetteer.name(deepest)
    if not set(found) <= set(index.gazetteer.ancestors(deepest)) or (spoken and name[-1] != spoken[0][0]):
        return None
    return IssuerRegion(deepest, found[deepest], "issuer")


def _from_text(index: RegionIndex, body: str) -> IssuerRegion:
    """Own-place phrases (美丽安康) and children named side by side must point to one place, at the level of 我市 or 我县."""
    level = Counter(_PRONOUN.findall(body)).most_common(1)
    if not level:
        return IssuerRegion(None, "", "none")
    gazetteer = index.gazetteer
    own: Counter[str] = Counter()
    children: dict[str, set[str]] = {}
    words: dict[str, str] = {}
    for start, end, spelling in index.spellings_in(body):
        codes = [r.code for r in gazetteer.spellings[spelling] if not r.old]
        for code in codes:
            if gazetteer.name(code)[-1:] == level[0][0] and (
                _OWN.search(body[max(0, start - 4) : start]) or _PARTY.match(body, end)
            ):
                own[code] += 1
                words.setdefault(code, body[max(0, start - 4) : end])
            parent = gazetteer.parent(code)
            if parent and len(codes) == 1:
                children.setdefault(parent, set()).add(code)
    for code, times in own.most_common(3):
        kin = len(children.get(code, ()))
        rivals = max(
            (
                len(c)
                for p, c in children.items()
                if p != code and gazetteer.regions[p].level == gazetteer.regions[code].level
            ),
            default=0,
        )
        if (kin >= _MIN_CHILDREN and kin > 2 * rivals) or (times >= 3 and len(own) == 1):
            return IssuerRegion(code, words[code], "text")
    return _from_children(index, children, level[0][0])


def _from_children(index: RegionIndex, children: dict[str, set[str]], level: str) -> IssuerRegion:
    """No own name at all, but county after county of one prefecture, which the text calls 全州 or 全市."""
    gazetteer = index.gazetteer
    fitting = {p: c for p, c in children.items() if gazetteer.name(p)[-1:] == level and gazetteer.regions[p].level == 2}
    ranked = sorted(fitting, key=lambda p: (-len(fitting[p]), p))
    rival = len(fitting[ranked[1]]) if len(ranked) > 1 else 0
    if ranked and len(fitting[ranked[0]]) > max(_MIN_CHILDREN, 3 * rival):
        names = sorted(gazetteer.name(code) for code in fitting[ranked[0]])
        return IssuerRegion(ranked[0], "、".join(names[:3]), "text")
    return IssuerRegion(None, "", "none")
