"""Other figures, another order and other words for a report that is read the same way: one function a variation."""

from __future__ import annotations

import csv
import random
import re
from functools import lru_cache

from labelled import Edit, Label, Report
from renaming import FULL_WIDTH, SEEDS

_PLAIN_NUMBER = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?")  # not the 3 of m3
_RANGE_SIGN = re.compile(r"[-－—–~～至到]\s?$")
_SENTENCE = re.compile(r"[^。\n]*(?:。|\n|$)")
# What ties a sentence to the one before or governs the one behind: such a sentence stays where it is.
_TIED = re.compile(
    r"\s*(?:其中|同比|环比|较|比|与|和|分别|均|该|其|同时|此外|另|并|但|也|再|又|对此|为此|以上|上述|主要|[一二三四五六七八九十]+[是、，]|[（(]|\d+[.、]|第|首先|其次|[①-⑳])"
)
_GOVERNS = re.compile(r"年|月|季度|截[至止]|目前|以来|期间|[全我本辖城市县区州旗]区|县城|省|市|县|州|旗|XX|[*×○]")


def other_figures(report: Report, dice: random.Random) -> Report:
    """Each figure printed with digits gets others, as many, inside the indicator's limits; the label follows."""
    if not report.has_spans:
        return report
    edits: list[Edit] = []
    values: dict[int, float] = {}
    for group in _by_number(report).values():
        number, labels = group
        new = _other_number(report.text, number, labels, dice)
        if new is not None:
            edits.append(Edit(*number.span(), new))
            ratio = float(new) / float(number.group())
            values.update({label["id"]: float(f"{label['value'] * ratio:.9g}") for label in labels})
    changed = report.changed(edits)
    return changed.with_labels({**label, "value": values.get(label["id"], label["value"])} for label in changed.labels)


def _by_number(report: Report) -> dict[int, tuple[re.Match[str], list[Label]]]:
    """The number of each label; one number may serve several labels."""
    found: dict[int, tuple[re.Match[str], list[Label]]] = {}
    for label in report.labels:
        numbers = list(_PLAIN_NUMBER.finditer(report.text, label["start"], label["end"]))
        if label["value"] and label["measure"] != "rank" and len(numbers) == 1:
            number = numbers[0]
            found.setdefault(number.start(), (number, []))[1].append(label)
    return found


def _other_number(text: str, number: re.Match[str], labels: list[Label], dice: random.Random) -> str | None:
    old = number.group()
    start, end = number.span()
    is_range = _RANGE_SIGN.search(text, start - 2, start) or re.match(
        r"[^\d,，。;；、]{0,5}[-－—–~～至到]\s?\d", text[end : end + 9]
    )
    if (
        is_range
        or (old.startswith("0") and "." not in old)
        or text[start - 1] in ",，."
        or re.match(r"[,，.]\d", text[end : end + 2])
    ):
        return None
    for _ in range(20):
        new = "".join(
            c
            if c == "." or (i == 0 and c == "0")
            else dice.choice("123456789" if i == 0 or i == len(old) - 1 else "0123456789")
            for i, c in enumerate(old)
        )
        if all(_is_allowed(label, float(new) / float(old)) for label in labels) and float(new):
            return new if old.isascii() else new.translate(FULL_WIDTH)
    return None


def _is_allowed(label: Label, ratio: float) -> bool:
    value: float = label["value"] * ratio
    if label["measure"] == "change_pct":
        return abs(value) < 100
    low, high = _limits().get(label["indicator"], (None, None))
    if label["unit"] == "%" and value > 100 >= label["value"]:
        return False
    if label["measure"] != "level":
        return True
    return (low is None or value >= low) and (high is None or value <= high)


@lru_cache(maxsize=1)
def _limits() -> dict[str, tuple[float | None, float | None]]:
    with (SEEDS / "indicators.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["indicator_code"]: (
                float(row["hard_min"]) if row["hard_min"] else None,
                float(row["hard_max"]) if row["hard_max"] else None,
            )
            for row in csv.DictReader(file)
        }


def other_order(report: Report, dice: random.Random) -> Report:
    """Sentences of a paragraph change places where none leans on another: own subject, no date, no place."""
    if not report.has_spans:
        return report
    pieces: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    leads = True  # the first sentence of a paragraph may name what the others are about
    for m in _SENTENCE.finditer(report.text):
        words = m.group()
        if not words:
            continue
        is_free = words.endswith("。") and not leads and not _TIED.match(words) and not _GOVERNS.search(words)
        if is_free:
            run.append(m.span())
        elif run and words.endswith("。") and not _GOVERNS.search(words):
            run[-1] = (run[-1][0], m.end())  # leans on the sentence before and moves with it
        else:
            dice.shuffle(run)
            pieces += [*run, m.span()]
            run = []
        leads = words.endswith("\n")
    dice.shuffle(run)
    return report.permuted(pieces + run)


_CHANGES = "下降|上升|增加|减少|提高|增长|改善|降低|提升"
_BEFORE_FIGURE = {  # words directly before a figure that is told as it is
    "达到": ["达", "为"],
    "达": ["达到", "为"],
    "为": ["是", "达到", "达"],
    "是": ["为", "达"],
    "共": ["共计", "累计", "总计"],
    "共计": ["共", "合计"],
    "累计": ["共", "总计"],
    "总计": ["共计", "累计"],
    "下降": ["降低", "下降了", "下降约"],
    "降低": ["下降", "减少"],
    "上升": ["提高", "提升", "上升了"],
    "提高": ["上升", "提升", "提高了"],
    "提升": ["提高", "上升"],
    "增加": ["增长", "增加了"],
    "增长": ["增加", "增长了"],
    "减少": ["下降", "减少了"],
}
_PHRASES = [
    (re.compile(rf"同比(?={_CHANGES})"), ["较上年同期", "比上年同期", "比去年同期", "与上年同期相比"]),
    (re.compile(rf"(?:较|比)(?:上年|去年)同期(?={_CHANGES})"), ["同比"]),
    (re.compile(rf"(?:较|比)(?:上年|去年)(?={_CHANGES})"), ["同比", "与上年相比，", "比上一年"]),
    (re.compile(r"累计(?=完成|办理|受理|立案|出动|检查|查处|开展|下达|排查|发放)"), ["共", "总共", "合计"]),
    (re.compile(r"(?<![公一])共(?=完成|办理|受理|立案|出动|检查|查处|开展|下达|排查|发放)"), ["累计", "总共"]),
    (
        re.compile(r"优良天数比例|优良天数比率|空气质量优良率|优良天数占比"),
        ["优良天数比例", "优良天数比率", "空气质量优良率", "优良天数占比"],
    ),
    (re.compile(r"查处(?=环境|生态环境)"), ["依法查处", "查办"]),
    (re.compile(r"罚款金额|处罚金额"), ["罚款金额", "处罚金额", "罚款"]),
]


def other_words(report: Report, dice: random.Random) -> Report:
    """Words of report language for their equals: 同比 and 较上年同期, 达到 and 为, 累计 and 共."""
    if report.is_wrapped:
        return report
    edits: list[Edit] = []
    for pattern, choices in _PHRASES:
        edits += [
            Edit(*m.span(), dice.choice([c for c in choices if c != m.group()])) for m in pattern.finditer(report.text)
        ]
    figures = {label["start"]: label["measure"].startswith("change") for label in report.labels}
    for word, choices in _BEFORE_FIGURE.items():
        for m in re.finditer(word, report.text):
            is_change = word in _CHANGES.split("|")
            is_part = report.text[m.start() - 1] in "成认作均共累总合已以因分公还整变改降升增减转定设"
            if figures.get(m.end()) is is_change and report.text[m.end()].isdigit() and not is_part:
                edits.append(Edit(*m.span(), dice.choice(choices)))
    return report.changed(edits)
