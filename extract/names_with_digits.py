"""What has digits but is no quantity: dates, times, telephone and document numbers, numbering of lines, names (PM2.5, A股)."""

from __future__ import annotations

import re

from extract.units import Units

_DATE = re.compile(
    r"(?:19|20)\d\d(?:[-~至到、](?:19|20)?\d\d)?(?:年(?:度|底|末|初)?|学年)"
    r"|(?:19|20)\d\d[-./]\d{1,2}(?:[-./~]\d{1,2})*(?:日|月)?(?![\d%]|[.]\d)(?:[ T]*\d{1,2}:\d\d(?::\d\d)?)?"
    r"|\d{1,2}(?:月(?:份)?)?[-~至到、]\d{1,2}(?:月|日)"
    r"|\d{1,2}月(?:\d{1,2}[日号])?|\d{1,2}[日号](?!均)|\d{1,2}:\d\d(?::\d\d)?"
    r"|(?:19|20)\d\d(?=[-~至到](?:19|20)\d\d)"
    r"|\d{2}年(?:底|末|初|代|度|来)"
)
_JOINTS = frozenset("-~至到、年学/.月日号:")  # one of them follows the digits in every short match of _DATE and _PHONE
_YEAR_ALONE = re.compile(r"(?:19[89]|20[0-4])\d")
_PHONE = re.compile(r"\d{3,4}-[\dxX*×]{6,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4}|\d{11,}")
_SERVICE_LINE = re.compile(r"(?:12345|12369|12315|12388|12328|12379)(?!\d|[件个起家])")
_AFTER_IS_NAME = re.compile(
    r"\s?(?:号(?!召)|#|\+|小时(?!的)|分钟|秒|岁|周岁|届|时|点(?:[前后整半到至]|钟)|百分位|分位|per\b|h\b|[A-Za-z]+级|级(?!以上)|度电|楼|层|室|栋|路|线|街|站台|班|中学|小学|"
    r"周年|世纪|·\d|大以来|大精神|式|[.]\d+[.]|米A|后(?=青年|干部)|进制|期叠加|维|类固定)"
)
_BEFORE_IS_NAME = re.compile(
    r"(?:第|[A-Za-z]{2,}[/ ]?T?\s?-?|\[|No\.?|编号:?|文号:?|邮编:?|电话:?\d*-?|传真:?|热线:|浏览(?:量|次数)?:|(?:阅读|点击|浏览)[:\s]\s?|阅读(?:量|次数):|点击(?:量|次数|数):|访问量?:|[\d×xX*]-|\d[.]|\d\+|·|/|@|编码(?::|为|是)|ICP备|安备)$"
)
_NAME_ENDS = frozenset("第号编话真为是备·×")  # with ASCII, blanks and digits all that _BEFORE_IS_NAME can end in
_LINE_NUMBER = re.compile(r"\d{1,2}(?:[.、](?!\d)|\)|[.](?=\d{4}年)|(?:\.\d{1,2}){1,3}\s(?=[一-鿿]))")
_POLLUTANT = re.compile(
    r"PM[_ ]?2[._]5|PM[_ ]?10|SO2|NO2|CO2|N2O|CH4|O3(?:[-_](?:8h|8H|90per|max8h))*|NH3(?:-N)?|BOD5|H2S|CO-95per|CO(?![A-Za-z])|COD(?:Mn|mn|cr|Cr)?|TSP|TP|TN|DO|pH|PH|AQI|API|EQI|EI|CWQI|WQI|VOCs?",
)
_ASCII_TAIL = re.compile(r"[A-Za-z][A-Za-z0-9._\-]*$")


def end_of_name(text: str, start: int, end: int, floor: int, units: Units) -> int | None:
    """Where to go on when the digits text[start:end] are no quantity, None where they may be one.

    `floor` is the end of what was read before: it belongs to no name here.
    """
    before = text[max(floor, start - 14) : start]
    if before and before[-1].isascii() and (before[-1].isalpha() or before[-1] in "_-. "):
        name_end = _pollutant_end(text, start, floor)
        if name_end is not None and name_end > start:
            return name_end
        if name_end is None and before[-1].isalpha():
            return _ascii_word_end(text, end)
    written_end = _date_or_telephone_end(text, start, end, units) if _may_be_written_on(text, start, end) else None
    if written_end is None:
        written_end = _line_number_end(text, start)
    if written_end is not None:
        return written_end
    if _is_year_alone(text, start, end, units) or (_ends_in_name(before) and not _ends_in_pollutant(before)):
        return end
    if m := _AFTER_IS_NAME.match(text, end):
        return m.end()
    if text[start:end].isdigit() and end - start >= 7 and not units.at(text, end):
        return end  # seven digits without a unit are a number of a document or an account
    if before.endswith("“") and text.startswith("”", end):
        return end
    if text.startswith("年", end):
        return None if before.endswith("连续") else end + 1
    follower = text[end : end + 1]
    if follower.isascii() and follower.isalpha() and not units.at(text, end) and not _POLLUTANT.match(text, end):
        return _ascii_word_end(text, end)
    return None


def _may_be_written_on(text: str, start: int, end: int) -> bool:
    """Whether the digits are long, broken, or followed by a sign of a date or a telephone number: most are not."""
    return end - start >= 5 or text[end : end + 1] in _JOINTS or "." in text[start:end]


def _date_or_telephone_end(text: str, start: int, end: int, units: Units) -> int | None:
    if m := _DATE.match(text, start):
        is_long = text[start:end].isdigit() and end - start >= 5  # 「202112家」
        is_decimal = m.group().count(".") == 1 and units.behind(text, m.end())[1] is not None  # 「1946.5吨」
        if not is_long and not is_decimal:
            return m.end()
    m = _PHONE.match(text, start) or _SERVICE_LINE.match(text, start)
    return m.end() if m else None


def _line_number_end(text: str, start: int) -> int | None:
    """The end of 「1.」, 「2)」, 「3.1.2 」 where a line or a sentence opens."""
    m = _LINE_NUMBER.match(text, start)
    if m is None:
        return None
    line_start = text.rfind("\n", 0, start) + 1
    head = text[line_start:start].strip()
    opened = head.removesuffix("(").rstrip()
    if opened and opened[-1] not in "。;:“":
        return None
    if m.group()[-1] == ")" and opened and not head.endswith("("):
        return None
    return m.end()


def _is_year_alone(text: str, start: int, end: int, units: Units) -> bool:
    return (
        end - start == 4
        and _YEAR_ALONE.match(text, start, end) is not None
        and units.behind(text, end)[1] is None
        and not text.startswith(("余", "多", "万", "亿", "千", "百"), end)
    )


def _pollutant_end(text: str, start: int, floor: int) -> int | None:
    """The end of a pollutant's name that reaches to or over `start` (PM10 in 「PM1073微克」), None if there is none."""
    tail = _ASCII_TAIL.search(text, max(floor, start - 12), start)
    if tail is None:
        return start
    return next((m.end() for m in _POLLUTANT.finditer(text, tail.start(), start + 12) if m.end() >= start), None)


def _ends_in_name(before: str) -> bool:
    """Whether the words before make the digits a name; the last character tells mostly that they do not."""
    last = before[-1:]
    may_end = last.isascii() or last.isspace() or last.isdecimal() or last in _NAME_ENDS
    return may_end and _BEFORE_IS_NAME.search(before) is not None


def _ends_in_pollutant(before: str) -> bool:
    tail = _ASCII_TAIL.search(before)
    return tail is not None and any(m.end() == len(before) for m in _POLLUTANT.finditer(before, tail.start()))


def _ascii_word_end(text: str, position: int) -> int:
    while (
        position < len(text) and text[position].isascii() and (text[position].isalnum() or text[position] in "._-@/+")
    ):
        position += 1
    return position
