"""Tables: grids of cells from the document or from lines with tabs and spaces, and what each number cell stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_SPLIT = re.compile(r"\t| {2,}")
_NUMBER = re.compile(r"\s*(?P<sign>[-+↓↑])?\s*(?P<num>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<pct>%)?\s*")
_CLASSES = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
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
_CHANGE_HEAD = re.compile(r"同比|变化|变幅|增减|较上年|比上年|较去年|增幅|降幅|环比|改善幅度")
_IS_NO_LEVEL = re.compile(rf"{_CHANGE_HEAD.pattern}|{_PRIOR_HEAD.pattern}|{_INDEX_HEAD.pattern}")


@dataclass(frozen=True, slots=True)
class GridCell:
    start: int
    end: int
    text: str


@dataclass(slots=True)
class Grid:
    """Rows of cells in view positions; `start` and `end` cover the whole table, `caption` is the line above."""

    start: int
    end: int
    rows: list[list[GridCell | None]]
    caption: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
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
    is_same: bool
    is_rank: bool
    change_words: str
    is_class: bool = False


def flattened(text: str) -> list[Grid]:
    """Tables flattened to lines: two or more neighbouring lines with at least three fields each."""
    grids: list[Grid] = []
    lines: list[tuple[int, str]] = []
    position = 0
    for line in text.split("\n"):
        lines.append((position, line))
        position += len(line) + 1
    i = 0
    while i < len(lines):
        if not _SPLIT.search(lines[i][1]):
            i += 1
            continue  # one field: no table begins here
        block = _block(lines, i)
        if block is None:
            i += 1
            continue
        j, rows = block
        caption = next((t.strip() for _, t in reversed(lines[max(0, i - 3) : i]) if t.strip()), "")
        after = next((t.strip() for _, t in lines[j : j + 2] if t.strip()), "")
        grids.append(
            Grid(lines[i][0], lines[j - 1][0] + len(lines[j - 1][1]), rows, caption if len(caption) < 90 else "", after)
        )
        i = j
    return grids


def _fields(start: int, line: str) -> list[GridCell]:
    cells, cursor = [], 0
    tabbed = "\t" in line
    for m in re.finditer(r"\t" if tabbed and not re.search(r"\S {3,}\S", line) else _SPLIT, line):
        if line[cursor : m.start()].strip() or m.group() == "\t":
            cells.append(_cell(start, line, cursor, m.start()))
        cursor = m.end()
    cells.append(_cell(start, line, cursor, len(line)))
    return _rejoined([c for c in cells if c is not None], line, start)


def _rejoined(cells: list[GridCell], line: str, start: int) -> list[GridCell]:
    """「高  县」: a two-character name padded with spaces is one field."""
    result: list[GridCell] = []
    for c in cells:
        if result and re.fullmatch(r"[县市区州旗]", c.text) and re.fullmatch(r"[一-鿿]", result[-1].text):
            result[-1] = GridCell(
                result[-1].start, c.end, line[result[-1].start - start : c.end - start].replace(" ", "")
            )
        else:
            result.append(c)
    return result


def _cell(start: int, line: str, a: int, b: int) -> GridCell:
    raw = line[a:b]
    lead = len(raw) - len(raw.lstrip())
    return GridCell(start + a + lead, start + a + lead + len(raw.strip()), raw.strip())


def _block(lines: list[tuple[int, str]], i: int) -> tuple[int, list[list[GridCell | None]]] | None:
    rows: list[list[GridCell]] = []
    j = i
    while j < len(lines):
        start, line = lines[j]
        if not line.strip():
            break
        cells = _fields(start, line)
        if (
            len(cells) < 3
            and rows
            and len(cells) == 1
            and _NUMBER.fullmatch(cells[0].text)
            and len(rows[-1]) < max(len(r) for r in rows)
        ):
            rows[-1] += cells  # a cell that a line break tore off its row
            j += 1
            continue
        if len(cells) < 2 or re.search(r"[。;]", line) or max(len(c.text) for c in cells) > 40:
            break
        if len(cells) == 2 and not rows and not _NUMBER.fullmatch(cells[1].text):
            break
        rows.append(cells)
        j += 1
    numeric = sum(1 for r in rows if sum(bool(_NUMBER.fullmatch(c.text)) for c in r[1:]) >= 1)
    if len(rows) < 2 or numeric < 2 or max(len(r) for r in rows) < 2:
        return None
    return j, [list(r) for r in rows]


def number_cells(grid: Grid) -> list[NumberCell]:
    """Every number of the grid with the words that say what it is."""
    head_rows = _head_rows(grid.rows)
    if head_rows == len(grid.rows):
        return []
    body = grid.rows[head_rows:]
    width = max(len(r) for r in body)
    labels = _label_columns(body)
    heads = _column_heads(grid.rows[:head_rows], width, labels, body)
    found: list[NumberCell] = []
    for row in body:
        words = " ".join(c.text for k, c in enumerate(row[:labels]) if c is not None and not _NUMBER.fullmatch(c.text))
        row_start = next(
            (c.start for k, c in enumerate(row) if c is not None and not _NUMBER.fullmatch(c.text)),
            row[0].start if row and row[0] else grid.start,
        )
        for k, cell in enumerate(row):
            if cell is None or k < labels or _NOTHING.fullmatch(cell.text):
                continue
            head = _named_by_its_level(heads, k)
            number = _read(cell, head, words, grid.caption, row_start)
            if number is not None:
                found.append(number)
    return found


def _named_by_its_level(heads: list[str], column: int) -> str:
    """「PM2.5(μg/m3) | 同比(%)」: a column of changes is one of the level to its left."""
    head = heads[column] if column < len(heads) else ""
    if "›" in head or not (_CHANGE_HEAD.match(head) or _PRIOR_HEAD.fullmatch(head)):
        return head
    level = next((h for h in reversed(heads[:column]) if h and not _IS_NO_LEVEL.search(h.split("›")[-1])), "")
    kept = (
        level if _PRIOR_HEAD.fullmatch(head) else _BRACKETS.sub("", level)
    )  # a value of the year before has the level's unit
    return f"{kept}›{head}" if level else head


def _read(cell: GridCell, head: str, words: str, caption: str, row_start: int) -> NumberCell | None:
    change = head if _CHANGE_HEAD.search(head.split("›")[-1]) or _CHANGE_HEAD.search(words) else ""
    if _SAME.fullmatch(cell.text):
        return NumberCell(
            cell, Decimal(0), cell.start, cell.end, "", head, words, row_start, caption, True, False, change or "持平"
        )
    if m := _CLASS.fullmatch(cell.text):
        number = Decimal(6 if m["low"] else _CLASSES[m["num"]])
        return NumberCell(
            cell, number, cell.start, cell.end, "", head, words, row_start, caption, False, False, "", True
        )
    m = _NUMBER.fullmatch(cell.text)
    if m is None:
        return None
    value = Decimal(m["num"].replace(",", ""))
    if m["sign"] in {"-", "↓"}:
        value = -value
    start = cell.start + (m.start("sign") if m["sign"] else m.start("num"))
    end = cell.start + (m.end("pct") if m["pct"] else m.end("num"))
    unit = "%" if m["pct"] else _unit(head, words, caption)
    return NumberCell(
        cell,
        value,
        start,
        end,
        unit,
        head,
        words,
        row_start,
        caption,
        False,
        bool(_RANK_HEAD.search(head.split("›")[-1])),
        change,
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
    return _NUMBER.fullmatch(text) is not None or _CLASS.fullmatch(text) is not None


def _head_rows(rows: list[list[GridCell | None]]) -> int:
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
                and any(r[1] is not None and not _NUMBER.fullmatch(r[1].text) for r in body if len(r) > 1)
            ):
                columns += 1
                continue
            break
        columns += 1
    return columns


def _column_heads(
    head: list[list[GridCell | None]], width: int, labels: int, body: list[list[GridCell | None]]
) -> list[str]:
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
