"""The numbers of a table and the words that say what each is: heads over its column, names in its row, the caption."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extract.grids import NUMBER, Grid, GridCell
from extract.records import record
from extract.water_classes import ROMAN, WORST

_CLASS = re.compile(r"\s*(?P<low>劣)?(?P<num>[ⅠⅡⅢⅣⅤ]|III|II|IV|I|V)类?\s*")
_SAME = re.compile(r"\s*(?:持平|不变)\s*")
_NOTHING = re.compile(r"\s*(?:[-—－/]+|无|\*+)?\s*")
_INDEX_HEAD = re.compile(r"序号|排名|名次|位次|编号|位序")
_UNIT_IN_HEAD = re.compile(r"\(([^()]*)\)")
_BRACKETS = re.compile(r"\([^()]*\)")
_PRIOR_HEAD = re.compile(r"(?:上年|去年)(?:同期)?(?:值|浓度|均值|天数|比例)?|同期(?:值)?")
_NAMED_UNIT = re.compile(r"单位\s?:\s?([^\s,;()]+)")
_TRAILING_UNIT = re.compile(r"/(%|天|μg/m3|mg/L|个|家)$")
_RANK_HEAD = re.compile(r"排名|名次|位次|位序")
_SORTED_BY = re.compile(r"按([^,。;:]{2,16}?)(?:由好到差|从好到差|由低到高|从低到高|由高到低|从高到低|排名|排序)")
_CHANGE_HEAD = re.compile(r"同比|变化|变幅|增减|较上年|比上年|较去年|增幅|降幅|环比|改善幅度")
_IS_NO_LEVEL = re.compile(rf"{_CHANGE_HEAD.pattern}|{_PRIOR_HEAD.pattern}|{_INDEX_HEAD.pattern}")


@record
class NumberCell:
    """A number in a grid: the words of its column's head, of its row, and of the caption, nearest last."""

    cell: GridCell
    value: Decimal
    number_start: int
    number_end: int
    unit: str
    head: str
    row_words: str
    row_start: int
    caption: str
    is_same: bool = False
    is_rank: bool = False
    is_class: bool = False
    change_words: str = ""


def number_cells(grid: Grid) -> list[NumberCell]:
    """Every number of the grid, row by row, with the words that say what it is; [] where all rows are heads."""
    head_rows = _head_rows(grid.rows)
    if head_rows == len(grid.rows):
        return []
    body = grid.rows[head_rows:]
    width = max(len(r) for r in body)
    labels = _label_columns(body)
    heads = _column_heads(grid.rows[:head_rows], width, labels)
    found: list[NumberCell] = []
    for row in body:
        words = " ".join(c.text for k, c in enumerate(row[:labels]) if c is not None and not NUMBER.fullmatch(c.text))
        row_start = next(
            (c.start for k, c in enumerate(row) if c is not None and not NUMBER.fullmatch(c.text)),
            row[0].start if row and row[0] else grid.start,
        )
        for k, cell in enumerate(row):
            if cell is None or _NOTHING.fullmatch(cell.text):
                continue
            if k < labels:
                if (ranked := _ranked_by(heads, k, labels, grid.caption)) and cell.text.isdigit():
                    rank = _read(cell, ranked, words, grid.caption, row_start)
                    found += [rank] if rank is not None else []
                continue
            head = _named_by_its_level(heads, k)
            number = _read(cell, head, words, grid.caption, row_start)
            if number is not None:
                found.append(number)
    return found


def _ranked_by(heads: list[str], column: int, labels: int, caption: str) -> str:
    """The head of a leading column of ranks with what it ranks: the caption says it, or there is one level only; else ''."""
    if column >= len(heads) or not _RANK_HEAD.fullmatch(heads[column]):
        return ""
    if said := _SORTED_BY.search(caption):
        return f"{said[1]}›{heads[column]}"
    levels = [h for h in heads[labels:] if h and not _IS_NO_LEVEL.search(h.split("›")[-1])]
    return f"{_BRACKETS.sub('', levels[0])}›{heads[column]}" if len(levels) == 1 else ""


def _named_by_its_level(heads: list[str], column: int) -> str:
    """「PM2.5(μg/m3) | 同比(%)」: a column of changes is one of the level to its left."""
    head = heads[column] if column < len(heads) else ""
    if "›" in head or not (_CHANGE_HEAD.match(head) or _PRIOR_HEAD.fullmatch(head)):
        return head
    level = next((h for h in reversed(heads[:column]) if h and not _IS_NO_LEVEL.search(h.split("›")[-1])), "")
    # a value of the year before has the level's unit, a change has not
    kept = level if _PRIOR_HEAD.fullmatch(head) else _BRACKETS.sub("", level)
    return f"{kept}›{head}" if level else head


def _read(cell: GridCell, head: str, words: str, caption: str, row_start: int) -> NumberCell | None:
    """What the cell holds: a number, a class of water quality or 持平; None for other words."""
    change = head if _CHANGE_HEAD.search(head.split("›")[-1]) or _CHANGE_HEAD.search(words) else ""
    whole = NumberCell(
        cell=cell,
        value=Decimal(0),
        number_start=cell.start,
        number_end=cell.end,
        unit="",
        head=head,
        row_words=words,
        row_start=row_start,
        caption=caption,
    )
    if _SAME.fullmatch(cell.text):
        return replace(whole, is_same=True, change_words=change or "持平")
    if m := _CLASS.fullmatch(cell.text):
        number = Decimal(WORST if m["low"] else ROMAN[m["num"]])
        return replace(whole, value=number, is_class=True)
    m = NUMBER.fullmatch(cell.text)
    if m is None:
        return None
    value = Decimal(m["num"].replace(",", ""))
    if m["sign"] in {"-", "↓"}:
        value = -value
    return replace(
        whole,
        value=value,
        number_start=cell.start + m.start("sign" if m["sign"] else "num"),
        number_end=cell.start + m.end("pct" if m["pct"] else "num"),
        unit="%" if m["pct"] else _unit(head, words, caption),
        is_rank=_RANK_HEAD.search(head.split("›")[-1]) is not None,
        change_words=change,
    )


def _unit(head: str, words: str, caption: str) -> str:
    """The unit in the nearest brackets: 「浓度(μg/m3)」, 「(μg/m3,CO为mg/m3)」, 「单位:微克/立方米」."""
    for source in (*reversed(head.split("›")), words, caption):
        for m in reversed(list(_UNIT_IN_HEAD.finditer(source))):
            inside = m.group(1)
            special = re.search(r"[,，;]\s?([A-Za-z0-9.]+|一氧化碳)\s?(?:为|单位为|:)\s?(\S+)$", inside)
            if special and re.search(
                rf"(?<![A-Za-z]){re.escape(special.group(1))}(?![A-Za-z])", words + head.split("(")[0]
            ):
                return special.group(2)
            return re.split(r"[,，;]", inside)[0].removeprefix("单位:").strip()
        if named := _NAMED_UNIT.search(source):
            return named.group(1)
        if trailing := _TRAILING_UNIT.search(source.strip()):
            return trailing.group(1)
    return ""


def _is_value(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None or _CLASS.fullmatch(text) is not None


def _head_rows(rows: list[list[GridCell | None]]) -> int:
    """How many rows stand above the first that holds mostly values; years are heads."""
    for i, row in enumerate(rows):
        cells = [c for c in row if c is not None and c.text]
        numbers = sum(_is_value(c.text) and not re.fullmatch(r"(?:19|20)\d\d", c.text) for c in cells)
        if numbers and numbers >= (len(cells) - 1) / 2:
            return i
    return len(rows)


def _label_columns(body: list[list[GridCell | None]]) -> int:
    """How many leading columns are labels: the running number and the names."""
    columns = 0
    for k in range(max(len(r) for r in body)):
        cells = [r[k] for r in body if k < len(r) and r[k] is not None]
        texts = [c.text for c in cells if c is not None]
        numbers = [t for t in texts if _is_value(t)]
        if len(numbers) * 2 > len(texts):
            if (
                k == 0
                and all(t.isdigit() for t in numbers)
                and [int(t) for t in numbers] == list(range(1, len(numbers) + 1))
                and len(body[0]) > 2
                and any(r[1] is not None and not NUMBER.fullmatch(r[1].text) for r in body if len(r) > 1)
            ):
                columns += 1
                continue
            break
        columns += 1
    return columns


def _column_heads(head: list[list[GridCell | None]], width: int, labels: int) -> list[str]:
    """The words over each column, outer first; in flattened tables a short head row aligns to the right."""
    columns: list[list[str]] = [[] for _ in range(width)]
    for row in head:
        texts = [c.text if c is not None else "" for c in row]
        if len([t for t in texts if t]) == 0:
            continue
        if len(texts) == width:
            for k, text in enumerate(texts):
                columns[k].append(text)
        elif row is head[-1] and len(head) > 1 and len(texts) <= width - labels + 1:
            under = [t for t in texts if t][-(width - labels) :]
            for k, text in enumerate(under):
                columns[width - len(under) + k].append(text)
        else:
            for k, text in _spread([t for t in texts if t], width, labels, head[-1] if row is not head[-1] else None):
                columns[k].append(text)
    return ["›".join(dict.fromkeys(t for t in c if t)) for c in columns]


def _spread(texts: list[str], width: int, labels: int, under: list[GridCell | None] | None) -> list[tuple[int, str]]:
    """A group row with fewer fields than columns: the first fields head the labels, the rest share the columns."""
    result = list(enumerate(texts[:labels]))
    groups = texts[labels:]
    if not groups:
        return result
    columns = list(range(labels, width))
    if under is not None and len(groups) < len(columns):
        below = [c.text for c in under if c is not None and c.text][-len(columns) :]
        shares = _shares(below, len(groups))
    else:
        size, rest = divmod(len(columns), len(groups))
        shares = [size + (1 if i < rest else 0) for i in range(len(groups))]
    cursor = labels
    for group, share in zip(groups, shares, strict=False):
        for k in range(cursor, min(cursor + share, width)):
            result.append((k, group))
        cursor += share
    return result


def _shares(below: list[str], groups: int) -> list[int]:
    """Where the second head row repeats (浓度, 同比 | 天数): a new group starts at a level, changes belong to it."""
    starts = [i for i, t in enumerate(below) if i == 0 or not (_CHANGE_HEAD.search(t) or _RANK_HEAD.search(t))]
    if len(starts) == groups:
        return [b - a for a, b in zip(starts, [*starts[1:], len(below)], strict=True)]
    size, rest = divmod(len(below), groups)
    return [size + (1 if i < rest else 0) for i in range(groups)]
