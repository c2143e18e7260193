"""Searching only where a sign stands: for patterns that open with words that may be missing and so cost a try anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator


def near(sign: re.Pattern[str], reach: int, pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern that has a sign at most `reach` characters behind its start.

    Same as pattern.finditer(text), which would try the pattern at every character of a text where the sign is rare.
    """
    untried = 0
    for at in sign.finditer(text):
        for start in range(max(untried, at.start() - reach), at.start() + 1):
            if (m := pattern.match(text, start)) is not None:
                yield m
                untried = m.end()
                break
        else:
            untried = max(untried, at.start() + 1)
