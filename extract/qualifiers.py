"""Words that bound a number, before it (不低于, 超过, 约) and behind it (余, 以上, 以内, 左右)."""

from __future__ import annotations

import re

_BEFORE = re.compile(
    r"(?P<ge>≥|>=|不得低于|不低于|不少于|不小于|不得少于|至少|力争达到?|最低)?"
    r"(?P<le>≤|<=|不得超过|不得高于|不超过|不高于|不大于|不多于|控制到|控制在|限制在|最多)?"
    r"(?P<gt>>|超过|超|逾|突破|高于|大于|多于)?(?P<lt><|不足|不到|将近|接近|近|低于|少于|小于)?(?P<approx>大约|约|大概|左右)?\s?$"
)
_BEFORE_ENDS = frozenset("≥≤<>=于少小到低过高大多在超逾破足近约概右至达")
_BEHIND = re.compile(
    r"(?P<more>余|多)?(?:\s?(?P<word>及以上|及其以上|以上|及以下|以下|以内|之内|左右|上下|之间|(?<=%)内))?"
)
_BEHIND_OPENS = frozenset("余多及以之左上内")
_MORE = {"余": "gt", "多": "gt", "来": "approx"}
_SUFFIX = {
    "及以上": "ge",
    "及其以上": "ge",
    "以上": "ge",
    "及以下": "le",
    "以下": "le",
    "以内": "le",
    "之内": "le",
    "内": "le",
    "左右": "approx",
    "上下": "approx",
}


def before(words: str) -> tuple[str, str]:
    """The qualifier at the end of the words before a number and how it is said; ('eq', '') where nothing is."""
    found = _search_before(words)
    if found is None or not found.group().strip():
        return "eq", ""
    # Where two are said the bound of the goal counts: 「不低于约…」 is at least.
    qualifier = next((name for name in ("ge", "le", "gt", "lt", "approx") if found[name]), "eq")
    return qualifier, found.group().lstrip()


def behind(text: str, end: int, qualifier: str, more: str | None = None) -> tuple[str, int]:
    """The qualifier with what text[end:] adds to it, and where that ends.

    `qualifier` is the one said before the number; `more` is a 余, 多 or 来 inside it (「20余万」).
    """
    follower = text[end : end + 1]
    if follower not in _BEHIND_OPENS and not follower.isspace():
        return (_MORE[more] if more else qualifier), end
    close = _BEHIND.match(text, end)
    assert close is not None
    if more := more or close["more"]:
        qualifier = _MORE[more]
    if close["word"]:
        qualifier = _SUFFIX.get(close["word"], qualifier)
    return qualifier, close.end()


def _search_before(words: str) -> re.Match[str] | None:
    """The match of _BEFORE, tried only where the last character could end one: an empty match says nothing."""
    last = words[-1:]
    return _BEFORE.search(words) if last in _BEFORE_ENDS or last.isspace() else None
