"""Which days a Chinese period expression means: calendar arithmetic on the shapes of period_shapes.py.

What an expression does in its sentence (period, base, prior, plan) is period_roles.py's.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from extract.period_shapes import CHINESE_MONTH, COUNT, FIVE, ROC_YEAR, Y4, YEAR_DIGITS

Span = tuple[date, date]

_DIGITS = {
    "〇": 0,
    "○": 0,
    "零": 0,
    "O": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_RELATIVE = {
    "今": 0,
    "本": 0,
    "当": 0,
    "同": 0,
    "去": -1,
    "上": -1,
    "前": -2,
    "明": 1,
    "来": 1,
    "下": 1,
    "次": 1,
    "翌": 1,
}

_PARTS = re.compile(
    rf"^(?:(?P<y>{Y4}|{YEAR_DIGITS}|{ROC_YEAR}|[今本当去上前明来下次翌](?:一)?(?=年))\s?年?度?)?\s?年?"
    rf"(?:(?P<m>[0-9]{{1,2}}|{CHINESE_MONTH})\s?月份?)?\s?(?:(?P<d>[0-9]{{1,2}}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s?[日号])?"
    r"(?P<t>[底末初]|[上中下]旬)?$"
)
_SPLIT = re.compile(r"\s?[-—–~～至到]{1,2}\s?")


@dataclass(frozen=True, slots=True)
class Clock:
    """What relative words are measured from: `now` for 今年, `month_year` for a month without a year."""

    now: int | None
    month_year: int | None


def number(text: str) -> int:
    """Arabic or Chinese numeral below a hundred, or a year digit by digit (二〇二三)."""
    if text.isascii():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return int("".join(str(_DIGITS[c]) for c in text))


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


@lru_cache(maxsize=1024)
def year_span(first: int, last: int | None = None) -> Span:
    return date(first, 1, 1), date(last if last is not None else first, 12, 31)


def month_span(year: int, first: int, last: int | None = None) -> Span:
    return date(year, first, 1), month_end(year, last if last is not None else first)


def shifted(span: Span, months: int) -> Span:
    """The same span `months` earlier; ends of months stay ends of months."""

    def move(day: date, closes: bool) -> date:
        index = day.year * 12 + day.month - 1 - months
        year, month = index // 12, index % 12 + 1
        last = month_end(year, month).day
        return date(year, month, last if closes and day == month_end(day.year, day.month) else min(day.day, last))

    return move(span[0], False), move(span[1], True)


@lru_cache(maxsize=1024)  # a document speaks of few spans, and every figure asks
def type_of(start: date | None, end: date | None) -> str:
    """period_type of a span: one of the words of the public contract."""
    if start is None or end is None:
        return "unknown"
    opens, closes = (start.month, start.day), end == month_end(end.year, end.month)
    if start == end:
        return "point"
    if opens == (1, 1) and (end.month, end.day) == (12, 31):
        return "annual" if start.year == end.year else "multi_year"
    if start.year != end.year:
        return "other" if (end - start).days < 400 else "multi_year"
    if start.day == 1 and closes:
        months = end.month - start.month + 1
        if months == 1:
            return "month"
        if months == 3 and start.month % 3 == 1:
            return "quarter"
        if months == 6 and start.month in (1, 7):
            return "half"
    return "year_to_date" if opens == (1, 1) and end.month > 1 else "other"


def year_of(text: str, clock: Clock) -> int | None:
    """The year that a year word names (2023, 二〇二三, 民国112, 去)."""
    if text[-1].isdigit() and "民国" in text:
        return int(re.sub(r"\D", "", text)) + 1911
    if text[0] in _RELATIVE:
        return None if clock.now is None else clock.now + _RELATIVE[text[0]]
    return number(text)


def point_span(text: str, clock: Clock) -> Span | None:
    """The days of one expression: 2023年, 去年1月份, 6月27日, 2023年1月上旬; None when no year can be told."""
    parts = _PARTS.match(text.strip())
    if parts is None:
        return None
    year = year_of(parts["y"], clock) if parts["y"] else clock.month_year
    if year is None or not 1900 < year < 2200:
        return None
    tail = parts["t"] or ""
    if parts["m"] is None:
        return (
            (date(year, 1, 1),) * 2 if tail == "初" else year_span(year)
        )  # what stands at a year's end is the year's figure
    month = number(parts["m"])
    if not 1 <= month <= 12:
        return None
    if parts["d"]:
        day = number(parts["d"])
        return (date(year, month, day),) * 2 if 1 <= day <= month_end(year, month).day else None
    first, last = month_span(year, month)
    if tail in ("底", "末"):
        return date(year, 1, 1), last
    return {
        "上旬": (first, date(year, month, 10)),
        "中旬": (date(year, month, 11), date(year, month, 20)),
        "下旬": (date(year, month, 21), last),
        "初": (first, first),
    }.get(tail, (first, last))


def range_span(text: str, clock: Clock) -> Span | None:
    """The days from the first to the second half: 1—11月, 2020-2022年, 2023年1月1日至11月21日, 10月至次年3月."""
    halves = _SPLIT.split(text, maxsplit=1)
    if len(halves) != 2:
        return None
    left, right = halves[0].strip(), halves[1].strip()
    if re.search(r"[年度]\s?[0-9]{1,2}$", left):
        left += "月"
    elif left.isdigit():
        left += "年" if len(left) == 4 else "月"
    if len(right) == 4 and right.isdigit():
        right += "年"
    first = point_span(left, clock)
    if first is None:
        return None
    follow = Clock(first[0].year if right[:1] in "次翌" else clock.now, first[0].year)
    if re.fullmatch(r"[0-9]{1,2}\s?[日号]", right):
        right = f"{first[0].month}月{right}"
    last = point_span(right, follow)
    if last is None and re.match(r"[0-9]", left) and "年" not in left and "年" in right:
        return None
    if last is None:
        return None
    if "年" in right and "年" not in left and len(left) < 4:  # 11月至2023年2月: the first half lies before
        moved = point_span(left, Clock(clock.now, last[1].year))
        first = (
            moved if moved and moved[0] <= last[1] else point_span(left, Clock(clock.now, last[1].year - 1)) or first
        )
    return (first[0], last[1]) if first[0] <= last[1] else None


def season_span(text: str) -> Span | None:
    """Winters across two years; 秋冬季 is the campaign from October to March, the heating season is 15 November to 15 March."""
    years = re.findall(r"[0-9]{4}", text)
    first = int(years[0])
    if re.search(r"采暖|供暖", text):
        return date(first, 11, 15), date(first + 1, 3, 15)
    return (
        (date(first, 12, 1), month_end(first + 1, 2))
        if text.endswith("冬季") and "秋" not in text
        else (*month_span(first, 10)[:1], date(first + 1, 3, 31))
    )


def part_span(text: str, year: int) -> Span | None:
    """Quarters, halves and first months of a year: 前三季度, 第四季度, 上半年, 前10个月."""
    if "半年" in text:
        return month_span(year, 1, 6) if "上半年" in text else month_span(year, 7, 12)
    if "季度" in text:
        quarter = number(re.sub(r"[第前]", "", text.split("季度")[0])[-1])
        from_start = "前" in text or _SPLIT.search(text) is not None
        return month_span(year, 1 if from_start else quarter * 3 - 2, quarter * 3)
    months = re.search(rf"[前头]({COUNT})个?月", text)
    count = number(months[1]) if months else 0
    return month_span(year, 1, count) if 1 <= count <= 12 else None


def five_year_span(text: str) -> Span:
    """The five years of a plan period, or its last year (末), or its first years (前四年); 十一五 is 2006–2010."""
    plan = re.search(rf"({FIVE})", text)
    first = 2006 + (number(plan[1][:-1]) - 11) * 5 if plan else 2021
    early = re.search(r"前([一二两三四])年", text)
    if early:
        return year_span(first, first + number(early[1]) - 1)
    if "末" in text:
        return year_span(first + 4)
    return year_span(first) if "初" in text else year_span(first, first + 4)


def span_of(shape: str, words: str, clock: Clock, report_year: int | None, own: Span | None) -> Span | None:
    """The days of an expression, read against the clock."""
    year = clock.month_year
    named = re.match(r"[0-9]{4}|[今去上前明本当]", words)
    if named and shape in ("quarter", "half", "first", "dquarter") and not words.startswith(("上半", "前")):
        year = year_of(named.group(), clock)
    if shape == "until":
        tail = re.sub(r"^截[至止]到?\s?", "", words)
        if "季度" in tail:
            quarter = span_of("quarter", tail.removesuffix("末"), clock, report_year, own)
            return (date(quarter[1].year, 1, 1), quarter[1]) if quarter else None
        point = point_span(tail if tail[0] not in "年" else f"{clock.now}{tail}", clock)
        return (date(point[1].year, 1, 1), point[1]) if point else None
    if shape in ("quarter", "half", "first", "dquarter"):
        return part_span(words, year) if year else None
    if shape in ("range", "wordrange", "glued"):
        return range_span(words, clock)
    if shape == "dotted":
        numbers = [int(n) for n in re.findall(r"[0-9]+", words)]
        return (
            month_span(numbers[0], numbers[1], numbers[-1])
            if len(numbers) > 1 and numbers[1] <= numbers[-1] <= 12
            else None
        )
    if shape == "months":
        bounds = [point_span(p, clock) for p in re.split(r"[、和及]", words)]
        first = bounds[0]
        last = point_span(re.split(r"[、和及]", words)[-1], Clock(clock.now, first[0].year)) if first else None
        return (first[0], last[1]) if first and last and first[0] <= last[1] else None
    if shape == "season":
        return season_span(words)
    if shape == "winter" and clock.now:
        first_year = clock.now - 1 if words.startswith("去") else clock.now
        return date(first_year, 11, 1), date(first_year + 1, 3, 31)
    if shape in ("run", "dyears"):
        count = re.search(r"[0-9]+|[一二两三四五六七八九十]+", words)
        end = report_year
        return year_span(end - min(number(count.group()), 200) + 1, end) if count and end else None
    if shape == "past":
        return own
    if shape in ("whole", "yearend") and (year or clock.now):
        return year_span(year or clock.now or 0)
    if shape == "yearstart" and clock.now:
        return (date(clock.now, 1, 1),) * 2
    return point_span(words, clock) if shape in ("point", "dpoint") else None
