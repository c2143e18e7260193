"""The noun phrase beside a figure that the vocabulary does not know, found by jieba, so that a curator sees what is missing."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any

_WORD = re.compile(r"[一-鿿A-Za-z]")
_STOP = re.compile(r"[,。;:!?、\n()“”\"]")
_DROPPED = frozenset(
    "的 了 共 约 达 达到 为 是 有 已 累计 总计 全年 其中 完成 开展 实现 全市 全县 全区 全省 今年 共有 新增 对 在 将 把 及 和 与 等 近 超 各 再 又 年 月".split()
)


@lru_cache(maxsize=1)
def _segmenter() -> Any:
    """rjieba where it is installed (same dictionary), else jieba."""
    try:
        import rjieba
    except ImportError:
        import jieba

        jieba.setLogLevel(logging.WARNING)
        return jieba
    return rjieba


def noun_phrase(text: str, start: int, end: int, floor: int, ceiling: int) -> str:
    """The last words before the figure, else the first words behind it; at most three words."""
    left = text[max(floor, start - 14) : start]
    words = _words(_STOP.split(left)[-1])[-3:]
    if words:
        return "".join(words)
    right = text[end : min(ceiling, end + 14)]
    return "".join(_words(_STOP.split(right, maxsplit=1)[0])[:3])


@lru_cache(maxsize=2048)  # the same words stand beside figure after figure
def _words(text: str) -> tuple[str, ...]:
    if not _WORD.search(text):
        return ()
    return tuple(w for w in _segmenter().cut(text) if w.strip() and w not in _DROPPED and not w[0].isdigit())
