"""Every quantity of a view: number, unit, qualifier, span. Not its meaning, which linking.py finds.

Dates, numbering, telephone and document numbers and names that hold digits are no quantities and are left out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.numerals import CHINESE_DIGITS, chinese_number, scaled
from extract.vocabulary import Vocabulary

ROMAN = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_CLASS_DIGITS = {**ROMAN, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5}

_RUN = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)?")
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_SPLIT_YEAR = re.compile(r"((?:19|20)\d\d)(\d{1,4})(?=家|件|个|起|份|项|人|台|辆)")
_DATE = re.compile(
    r"(?:19|20)\d\d(?:[-~至到、](?:19|20)?\d\d)?(?:年(?:度|底|末|初)?|学年)"
    r"|(?:19|20)\d\d[-./]\d{1,2}(?:[-./~]\d{1,2})*(?:日|月)?(?![\d%]|[.]\d)(?:[ T]*\d{1,2}:\d\d(?::\d\d)?)?"
    r"|\d{1,2}(?:月(?:份)?)?[-~至到、]\d{1,2}(?:月|日)"
    r"|\d{1,2}月(?:\d{1,2}[日号])?|\d{1,2}[日号](?!均)|\d{1,2}:\d\d(?::\d\d)?"
    r"|(?:19|20)\d\d(?=[-~至到](?:19|20)\d\d)"
    r"|\d{2}年(?:底|末|初|代|度|来)"
)
_YEAR_ALONE = re.compile(r"(?:19[89]|20[0-4])\d")
_PHONE = re.compile(r"\d{3,4}-[\dxX*×]{6,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4}|\d{11,}")
_SERVICE_LINE = re.compile(r"(?:12345|12369|12315|12388|12328|12379)(?!\d|[件个起家])")
_AFTER_IS_NAME = re.compile(
    r"\s?(?:号(?!召)|#|\+|小时(?!的)|分钟|秒|岁|周岁|届|时|点(?:[前后整半到至]|钟)|百分位|分位|per\b|h\b|[A-Za-z]+级|级(?!以上)|度电|楼|层|室|栋|路|线|街|站台|班|中学|小学|"
    r"周年|世纪|·\d|大以来|大精神|式|[.]\d+[.]|米A|后(?=青年|干部)|进制|期叠加|维|类固定)"
)
_BEFORE_IS_NAME = re.compile(
    r"(?:第|[A-Za-z]{2,}[/ ]?T?\s?-?|\[|No\.?|编号:?|文号:?|邮编:?|电话:?\d*-?|传真:?|热线:|浏览(?:量|次数)?:|阅读(?:量|次数)?:|点击(?:量|次数|数)?:|访问量?:|[\d×xX*]-|\d[.]|\d\+|·|/|@|编码:?|ICP备|安备)$"
)
_LINE_NUMBER = re.compile(r"\d{1,2}(?:[.、](?!\d)|\)|[.](?=\d{4}年)|(?:\.\d{1,2}){1,3}\s(?=[一-鿿]))")
_POLLUTANT = re.compile(
    r"PM[_ ]?2[._]5|PM[_ ]?10|SO2|NO2|CO2|N2O|CH4|O3(?:[-_](?:8h|8H|90per|max8h))*|NH3(?:-N)?|BOD5|H2S|CO-95per|CO(?![A-Za-z])|COD(?:Mn|mn|cr|Cr)?|TSP|TP|TN|DO|pH|PH|AQI|API|EQI|EI|CWQI|WQI|VOCs?",
)
_ASCII_TAIL = re.compile(r"[A-Za-z][A-Za-z0-9._\-]*$")
_TAIL = re.compile(
    r"(?:\s?(?=[余多千百万亿]))?(?P<mult>[十百千万亿]{0,3})(?P<more>余|多|来)?(?P<mult2>[百千万亿]{0,2})"
)
_CLOSE = re.compile(
    r"(?P<more>余|多)?(?:\s?(?P<word>及以上|及其以上|以上|及以下|以下|以内|之内|左右|上下|之间|(?<=%)内))?"
)
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
_PREFIX = re.compile(
    r"(?P<ge>≥|>=|不得低于|不低于|不少于|不小于|不得少于|至少|力争达到?|最低)?"
    r"(?P<le>≤|<=|不得超过|不得高于|不超过|不高于|不大于|不多于|控制到|控制在|限制在|最多)?"
    r"(?P<gt>>|超过|超|逾|突破|高于|大于|多于)?(?P<lt><|不足|不到|将近|接近|近|低于|少于|小于)?(?P<approx>大约|约|大概|左右)?\s?$"
)
_PREFIX_ENDS = frozenset("≥≤<>=于少小到低过高大多在超逾破足近约概右至达")
_PER_UNIT = re.compile(r"每(立方米|升|平方米|千克|公斤|平方公里)\s?$")
_RANGE = re.compile(r"\s?[-~至到]\s?(?=\d)")
_CHINESE = re.compile(
    rf"[{CHINESE_DIGITS}]+(?:[万亿][{CHINESE_DIGITS}]+)+万?|[{CHINESE_DIGITS}]+(?:点[{CHINESE_DIGITS}]+)?"
)
_CHINESE_SKIP_BEFORE = re.compile(
    r"(?:第|(?<![目此之以年])前|其|之|同|单|唯|万|星期|周|初|农历|“|专|统|十[一二三四五]五|逐|[零一二三四五六七八九十])$"
)
_KINDS = re.compile(r"项(?:主要|重点|约束性|常规)?(?:污染物|指标|制度|机制|行动|工作|举措|措施|减排|排放量)")
_NO_COUNT = re.compile(
    r"类|级|分(?!之)|成|度|种(?!植)|位一体|位|名义|条线|方面|大"
    r"|个(?:全面|意识|维护|自信|严禁|百分百|确保|结合|坚持|落实|方面|月来|领域|转变|一|文明)"
)
_YEARS_RUNNING = re.compile(r"连续(?P<n>[两二三四五六七八九十]{1,2})年")
_BOUND_BEFORE_HUNDREDS = re.compile(r"[超近逾上约达](?=[百千万亿])")
_HUNDREDS = re.compile(r"(?P<pre>超|近|逾|上|约|达)?(?P<num>百万|千万|百|千|万|亿)(?P<more>余|多)?")
_PERCENT_WORD = re.compile(rf"(?P<per>百分之|千分之|万分之)(?P<num>[{CHINESE_DIGITS}点]+|\d+(?:\.\d+)?)")
_TENTHS = re.compile(
    rf"(?P<pre>近|约|超|逾|超过|不足)?(?P<num>[{CHINESE_DIGITS}]{{1,2}})成(?P<half>半|[一二三四五六七八九])?(?=[,。、;)以左多的]|\s|$)"
)
_MASK = re.compile(
    r"(?:(?<![\d.])\d+(?:\.\d*)?[×*]+(?:\.[×*\d]+)?|[×*]+\.[×*\d]+|\*+|(?<![A-Za-z])[Xx](?:\.[Xx])?(?=[十百千万亿余多])|[Xx](?:\.[Xx])(?![A-Za-z])|[xX]{2,}|×{1,}|□+|○{2,}|〇{2,}|_{3,}|\?{2,})"
)
_RANK = re.compile(
    r"(?P<back>倒数|后)?第\s?(?P<num>\d{1,4}|[一二三四五六七八九十百]{1,4})\s?(?P<unit>位|名)?"
    r"|(?P<word>首位|榜首|之首|第一方阵|前列(?=x))|前(?P<top>[二两三四五六七八九十]|\d{1,2})(?P<topunit>位|名|强)?(?=[,。;、)]|$)"
)
_RANK_CUE = re.compile(
    r"(?:排名?|位列|位居|名列|居|列|位次|排到了?|排在|还在|排位|排序|排行|保持|稳居|跃居|跃升至?|升至|上升到|上升至|降至|下降到|下降至|分列|为|夺得|全[国省市州县区盟旗]|[省市州县区]中?|流域|地区|试点省份|中部|西部|东部|西北|全国)\s?$"
)
_RANK_UNIT_CUE = re.compile(r"(?:排名?|位列|位居|名列|居|列|位次|排位|排行|[国省市州县区中])(?:在|为|:)?\s?$")
_PLACES_GAINED = re.compile(
    r"(?:前移|后移|上升|下降|提升|后退|退后|进位|前进|前赶|跃升|赶)了?(?P<num>[一两二三四五六七八九十]{1,2})(?P<unit>个?位次|个?名次|位|名)"
)
_NO_RANK_AFTER = re.compile(
    r"\s?(?:批|轮|次|届|期|季度|产业|时间|责任|方(?!阵)|款|条|项|部分|章|节|类|个|步|线|手|监测|年|天|组|人|阶段|大|届|书记|工程|污染源|资源|监督|议题|课|案)"
)
_GROUP = re.compile(
    r"(?P<n>\d+|[一二三四五六七八九十]+)\s?个(?P<what>[^,。;\d]{1,14}?)(?:中|里|当中|(?<=[县市区州盟旗镇)]))(?:[^,。;\d]{0,6})$"
)
_CLASS = re.compile(
    r"(?P<pre>达到或(?:优|好)于|达到或高于|优于或达到|不低于|优于)?(?:地表水)?(?P<low>劣)?(?P<num>[ⅠⅡⅢⅣⅤ]|(?<![A-Za-z])(?:III|II|IV|I|V)(?![A-Za-z])|[一二三四五](?=类水|类标准|类以上水|类,|类。|类目标|类及以上)|(?<=劣)[一二三四五](?=类)|(?<=[由到至为达])[一二三四五](?=类[;,。、上提升改]))"
    r"\s?类(?:水质|水体|水)?(?P<suf>及以上|以上|及以下|或以上|及优于)?"
)
_CLASS_LIST = re.compile(r"[ⅠⅡⅢⅣⅤI]+\s?(?:[-~至到、和及]|类\s?[-~至到])\s?$")
_SAME = re.compile(
    r"(?:基本|大体|总体)?(?:持平|保持不变|没有变化|无变化)|(?<=同比)不变|(?<=年)(?:相同|不变)|(?<=[年期])(?:保持)?一致"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in the view. `unit` is a spelling of seeds/unit_spellings.csv ('' where the text has none)."""

    start: int  # with qualifier
    end: int
    number_start: int
    number_end: int
    value: Decimal | None
    unit: str
    unit_text: str
    qualifier: str
    kind: str  # number, rank, class, same
    is_masked: bool = False
    group: str = ""  # of a rank: 「14个市州」
    unit_is_shared: bool = False  # taken from the end of its list

    @property
    def is_bare(self) -> bool:
        return self.kind == "number" and not self.unit


# What every match of a pattern holds, where the pattern itself opens with words that may be missing: see `_near`.
_PER = re.compile("分之")
_TENTH = re.compile(rf"成(?<=[{CHINESE_DIGITS}]成)")
_ORDINAL = re.compile(r"第|首位|榜首|之首|前[列二两三四五六七八九十\d]")
_CLASS_WORD = re.compile(r"类(?:(?<=[ⅠⅡⅢⅣⅤIV一二三四五]类)|(?<=[ⅠⅡⅢⅣⅤIV一二三四五]\s类))")
_CLASS_FOLLOWS = re.compile(r"\s?[-~至到]\s?[ⅠⅡⅢⅣⅤ]")
_SAME_WORD = re.compile(r"持平|不变|变化|相同|一致")
_MASK_SIGN = re.compile(r"[×*Xx□○〇_?]")


def _near(sign: re.Pattern[str], reach: int, pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
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


def _masks_in(text: str) -> Iterator[re.Match[str]]:
    """The matches of _MASK: they open with a sign, or with the digits before one (1××)."""
    untried = 0
    for sign in _MASK_SIGN.finditer(text):
        start = sign.start()
        while start > untried and (text[start - 1].isdecimal() or text[start - 1] == "."):
            start -= 1
        for at in range(max(untried, start), sign.start() + 1):
            if (m := _MASK.match(text, at)) is not None:
                yield m
                untried = m.end()
                break


class Scanner:
    """Finds quantities; compiled once from the units of the vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        spellings = sorted(vocabulary.units, key=len, reverse=True)
        body = _one_of([s for s in spellings if s not in {"", "年", "月", "日"}])
        # a unit in letters must end where the letters end; 分 and 级 must not begin another word
        self._unit = re.compile(
            rf"\s{{0,2}}(?:(?P<unit>{body})(?:\((?P<sub>次|套)\))?)(?<!分(?=[局钟别析类布为级管])) (?!x)".replace(
                " (?!x)", ""
            )
            + r"(?![A-Za-z])(?!钟|局|支机构)(?<!案(?=[例件卷情]))"
        )
        classifiers = "|".join(
            re.escape(s)
            for s in spellings
            if vocabulary.units[s].dimension
            in {
                "count",
                "days",
                "duration",
                "ratio_change",
                "area",
                "mass",
                "length",
                "currency",
                "volume",
                "concentration_air",
                "concentration_water",
                "sound_level",
            }
            and not s.isascii()
        )
        self._classifier = re.compile(rf"(?:{classifiers})")
        self._units = vocabulary.units

    def scan(self, text: str) -> list[Quantity]:
        """All quantities of the view, in order, without overlaps."""
        found = self._digits(text)
        found += self._percent_words(text)
        found += self._chinese(text)
        found += self._masks(text)
        found += self._ranks(text)
        found += self._classes(text)
        found += self._places_gained(text)
        found += [
            Quantity(m.start(), m.end(), m.start(), m.end(), Decimal(0), "", "", "eq", "same")
            for m in _near(_SAME_WORD, 4, _SAME, text)
        ]
        return _share_units(text, _without_overlaps(found))

    def _digits(self, text: str) -> list[Quantity]:
        found: list[Quantity] = []
        cursor = 0
        while (run := _RUN.search(text, cursor)) is not None:
            start = run.start()
            skip_to = self._not_a_quantity(text, start, run.end(), cursor)
            if skip_to is not None:
                cursor = max(skip_to, start + 1)
                continue
            number = _NUMBER.match(text, start)
            assert number is not None
            if (glued := _SPLIT_YEAR.match(text, start)) and start and text[start - 1] in "至到-~、及和":
                start = glued.end(1)
                number = _NUMBER.match(text, start)
                assert number is not None
            quantity = self._complete(text, start, number.end(), Decimal(number.group().replace(",", "")))
            cursor = max(quantity.end, number.end())
            pair = self._range(text, quantity)
            found += pair or [quantity]
            if pair:
                cursor = pair[1].end
        return found

    def _not_a_quantity(self, text: str, start: int, end: int, floor: int) -> int | None:
        """Where to go on when the digits at `start` are no quantity, else None."""
        before = text[max(floor, start - 14) : start]
        if before and before[-1].isascii() and (before[-1].isalpha() or before[-1] in "_-. "):
            name_end = _name_with_digits(text, start, floor)
            if name_end is not None and name_end > start:
                return name_end
            if name_end is None and before[-1].isalpha():
                return _ascii_word_end(text, end)
        for pattern in (_DATE, _PHONE, _SERVICE_LINE):
            if m := pattern.match(text, start):
                if pattern is _DATE and text[start:end].isdigit() and len(text[start:end]) >= 5:
                    continue
                if pattern is _DATE and m.group().count(".") == 1 and self._tail(text, m.end())[1]:
                    continue  # 「1946.5吨」
                return m.end()
        line_start = text.rfind("\n", 0, start) + 1
        head = text[line_start:start].strip()
        opened = head.removesuffix("(").rstrip()
        if (not opened or opened[-1] in "。;:“") and (m := _LINE_NUMBER.match(text, start)):
            if m.group()[-1] != ")" or not opened or head.endswith("("):
                return m.end()
        if (
            _YEAR_ALONE.fullmatch(text, start, end)
            and self._tail(text, end)[1] is None
            and not text.startswith(("余", "多", "万", "亿", "千", "百"), end)
        ):
            return end
        if _BEFORE_IS_NAME.search(before) and not _after_pollutant(before):
            return end
        if m := _AFTER_IS_NAME.match(text, end):
            return m.end()
        if text[start:end].isdigit() and end - start >= 7 and not self._unit.match(text, end):
            return end
        if before.endswith("“") and text.startswith("”", end):
            return end
        if text[end : end + 1] == "年":
            return None if before.endswith("连续") else end + 1
        if (
            text[end : end + 1].isascii()
            and text[end : end + 1].isalpha()
            and not self._unit.match(text, end)
            and not _POLLUTANT.match(text, end)
        ):
            return _ascii_word_end(text, end)
        return None

    def _complete(self, text: str, start: int, end: int, number: Decimal) -> Quantity:
        """The quantity whose bare number is text[start:end]: multiplier, unit, qualifier, sign."""
        tail, unit = self._tail(text, end)
        multiplier, more = tail["mult"] + tail["mult2"], tail["more"]
        if unit is None and tail.end() > end:
            # 「2100万」: a multiplier without unit; 「3千万」 likewise; but 「10多」 alone is no multiplier
            unit_text, spelling, stop = text[end : tail.end()], "", tail.end()
        elif unit is None and text[end : end + 1] == "年" and text[start - 2 : start] == "连续":
            unit_text, spelling, stop = "年", "年", end + 1
        elif unit is None:
            unit_text, spelling, stop = "", "", end
        else:
            spelling = unit["unit"].replace(" ", "")
            if unit["sub"]:
                spelling = spelling + unit["sub"] if spelling + unit["sub"] in self._units else spelling
            if spelling not in self._units:
                spelling = unit["unit"]
            unit_text, stop = text[end : unit.end()].strip(), unit.end()
        close = _CLOSE.match(text, stop)
        assert close is not None
        word = close["word"]
        stop = close.end()
        before = text[max(0, start - 10) : start]
        sign = 1
        if (
            before[-1:] in "-+"
            and not (before[-2:-1].isascii() and before[-2:-1].isalnum())
            and before[-2:-1] not in ")%-—"
        ):
            sign = -1 if before[-1] == "-" else 1
            start -= 1
            before = before[:-1]
        per = _PER_UNIT.search(before)
        if per and spelling and not spelling.count("/") and f"{spelling}/{per[1]}" in self._units:
            spelling = f"{spelling}/{per[1]}"
            start -= len(per[0])
            before = before[: per.start()]
        prefix = _prefix(before)
        qualifier = "eq"
        opening = start
        if prefix and prefix.group().strip():
            qualifier = next((name for name in ("ge", "le", "gt", "lt", "approx") if prefix[name]), "eq")
            if not prefix["ge"] or not prefix["ge"].startswith("力争"):
                opening = start - len(prefix.group().lstrip())
        if more := more or close["more"]:
            qualifier = _MORE[more]
        if word:
            qualifier = _SUFFIX.get(word, qualifier)
        return Quantity(
            opening, stop, start, end, sign * scaled(number, multiplier), spelling, unit_text, qualifier, "number"
        )

    def _tail(self, text: str, end: int) -> tuple[re.Match[str], re.Match[str] | None]:
        """Multiplier and unit behind a number; 「万千瓦」 is 万 and 千瓦."""
        longest = _TAIL.match(text, end)
        assert longest is not None
        for stop in range(longest.end(), end - 1, -1):
            tail = _TAIL.fullmatch(text, end, stop)
            if text.startswith("分点", stop):
                continue  # 「1.3百分点」 has no hundred
            if tail is not None and (unit := self._unit.match(text, stop)):
                return tail, unit
        if text[end : end + 1] == " " and text.startswith(("万", "亿"), end + 1):
            return self._tail(text, end + 1)
        return longest, None

    def _range(self, text: str, low: Quantity) -> list[Quantity] | None:
        joint = _RANGE.match(text, low.end)
        if joint is None:
            return None
        number = _NUMBER.match(text, joint.end())
        if number is None:
            return None
        high = self._complete(text, joint.end(), number.end(), Decimal(number.group().replace(",", "")))
        if high.number_start != joint.end() or low.value is None or high.value is None or high.value <= low.value:
            return None
        if not high.unit and not low.unit and not text[high.end : high.end + 2].startswith("之间"):
            return [replace(low, qualifier="ge"), replace(high, qualifier="le")]
        return [
            replace(low, qualifier="ge", unit=low.unit or high.unit, unit_is_shared=not low.unit),
            replace(high, qualifier="le"),
        ]

    def _percent_words(self, text: str) -> list[Quantity]:
        found = []
        for m in _near(_PER, 1, _PERCENT_WORD, text):
            number = (
                Decimal(m["num"])
                if m["num"][0].isdigit()
                else chinese_number(m["num"].replace("百", "一百") if m["num"] == "百" else m["num"])
            )
            if number is not None:
                share = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}[m["per"][0]]
                found.append(self._close(text, m.start(), m.end(), m.start("num"), m.end("num"), number * share, "%"))
        for m in _near(_TENTH, 4, _TENTHS, text):
            number = chinese_number(m["num"])
            if number is not None and number <= 10:
                half = {None: 0, "半": 5}.get(m["half"])
                rest = half if half is not None else int(chinese_number(m["half"]) or 0)
                found.append(
                    self._close(text, m.start("num"), m.end(), m.start("num"), m.end("num"), number * 10 + rest, "%")
                )
        return found

    def _close(
        self, text: str, start: int, end: int, number_start: int, number_end: int, value: Decimal, unit: str
    ) -> Quantity:
        """A quantity whose unit is already known: qualifiers around it only."""
        prefix = _prefix(text[max(0, start - 8) : start])
        qualifier = "eq"
        if prefix and prefix.group().strip():
            qualifier = next((name for name in ("ge", "le", "gt", "lt", "approx") if prefix[name]), "eq")
            start -= len(prefix.group().lstrip())
        close = _CLOSE.match(text, end)
        assert close is not None
        if close["more"]:
            qualifier = "gt"
        if close["word"]:
            qualifier = _SUFFIX.get(close["word"], qualifier)
        return Quantity(
            start, close.end(), number_start, number_end, value, unit, text[number_end:end], qualifier, "number"
        )

    def _chinese(self, text: str) -> list[Quantity]:
        found = []
        for m in _CHINESE.finditer(text):
            if m.group() == "一" or _CHINESE_SKIP_BEFORE.search(text, max(0, m.start() - 4), m.start()):
                continue
            if m.group() in {"百", "千"} or m.group()[0] in "百千":
                found += self._hundreds(text, m.start())
                continue
            number = (
                chinese_number(m.group().rstrip("百千") or m.group())
                if m.group()[-1] in "百千" and len(m.group()) == 1
                else chinese_number(m.group())
            )
            tail = _TAIL.match(text, m.end())
            assert tail is not None
            classifier = self._classifier.match(text, tail.end())
            if number is None or (number < 2 and "点" not in m.group()) or classifier is None:
                continue
            if (
                text[m.start() - 1 : m.start()] == "“"
                or _KINDS.match(text, tail.end())
                or _NO_COUNT.match(text[tail.end() : tail.end() + 4])
            ):
                continue
            if classifier.group() in {
                "年",
                "天",
                "日",
                "度",
                "分",
                "方",
                "里",
                "斤",
                "两",
                "条",
                "轮",
                "场",
                "级",
                "位",
                "类",
                "号",
            } and classifier.group() not in {"天", "轮", "条"}:
                if not (classifier.group() == "年" and text.endswith("连续", 0, m.start())):
                    continue
            quantity = self._complete(text, m.start(), m.end(), number)
            found.append(quantity)
        for m in _BOUND_BEFORE_HUNDREDS.finditer(text):
            found += self._hundreds(text, m.end())
        for m in _YEARS_RUNNING.finditer(text):
            number = chinese_number(m["n"])
            if number is not None:
                found.append(
                    Quantity(
                        m.start("n"),
                        m.end(),
                        m.start("n"),
                        m.end("n"),
                        number,
                        "年" if "年" in self._units else "",
                        "年",
                        "eq",
                        "number",
                    )
                )
        return found

    def _hundreds(self, text: str, start: int) -> list[Quantity]:
        """「千余人」「超百万」「近百家」: a bare hundred, thousand … with a word that makes it a bound."""
        m = _HUNDREDS.match(text, start)
        if m is None:
            return []
        prefix = _prefix(text[max(0, start - 4) : start])
        if (start and text[start - 1].isdigit()) or not (m["more"] or (prefix and prefix.group().strip())):
            return []
        unit = self._unit.match(text, m.end())
        if unit is None and not re.match(r"[,。;)]", text[m.end() : m.end() + 1]):
            return []
        quantity = self._complete(text, start, start, Decimal(1))
        return [replace(quantity, number_end=m.end("num"))]

    def _masks(self, text: str) -> list[Quantity]:
        found = []
        for m in _masks_in(text):
            tail = _TAIL.match(text, m.end())
            assert tail is not None
            unit = self._unit.match(text, tail.end())
            if (
                unit is None
                or (m.group()[0] in "xX×" and text[m.start() - 1 : m.start()].isdigit())
                or unit["unit"] in {"级", "位", "类", "分", "里", "方", "号", "日", "年", "月"}
            ):
                continue
            if unit["unit"].isascii() and unit["unit"] != "%" and unit.end() - unit.start() == 1:
                continue
            quantity = self._complete(text, m.start(), m.end(), Decimal(0))
            found.append(replace(quantity, value=None, is_masked=True))
        return found

    def _ranks(self, text: str) -> list[Quantity]:
        found = []
        for m in _near(_ORDINAL, 2, _RANK, text):
            before = text[max(0, m.start() - 24) : m.start()]
            if m["word"]:
                number = Decimal(1)
            elif m["top"]:
                top = chinese_number(m["top"]) if not m["top"].isdigit() else Decimal(m["top"])
                if top is None or not (m["topunit"] or re.search(r"[国省市区县州列居]$", before)):
                    continue
                number = top
            else:
                ordinal = Decimal(m["num"]) if m["num"].isdigit() else chinese_number(m["num"])
                if ordinal is None or _NO_RANK_AFTER.match(text, m.end()):
                    continue
                at_end = m["unit"] is not None or re.match(
                    r"\s?(?:[,。;、)的!]|$|[一-鿿]{2,}(?:水质|情况|:))", text[m.end() : m.end() + 6]
                )
                if not at_end or not (
                    _RANK_CUE.search(before) or (m["unit"] and _RANK_UNIT_CUE.search(before)) or m["back"]
                ):
                    if not (m["unit"] and m["num"].isdigit()):
                        continue
                number = ordinal
            start = m.start()
            group = _GROUP.search(before)
            name = ""
            if group:
                start = m.start() - len(before) + group.start()
                name = f"{group['n']}个{group['what']}"
            elif whole := re.search(r"全[国省市州县区盟旗](?=[^,。;]{0,6}$)", before):
                name = whole.group()
            qualifier = "le" if m["top"] else "eq"
            end = m.end("num") if m["num"] and not m["unit"] else m.end()
            found.append(
                Quantity(
                    start,
                    end,
                    m.start(),
                    m.end("num") if m["num"] else m.end(),
                    number,
                    "位",
                    m["unit"] or "",
                    qualifier,
                    "rank",
                    group=name,
                )
            )
        return found

    @staticmethod
    def _places_gained(text: str) -> list[Quantity]:
        """「前移两位」「后退一位」: places in a ranking, in Chinese numerals."""
        found = []
        for m in _PLACES_GAINED.finditer(text):
            number = chinese_number(m["num"])
            if number is not None:
                found.append(
                    Quantity(
                        m.start("num"), m.end(), m.start("num"), m.end("num"), number, "位", m["unit"], "eq", "number"
                    )
                )
        return found

    def _classes(self, text: str) -> list[Quantity]:
        found = []
        for m in _near(_CLASS_WORD, 13, _CLASS, text):
            if _CLASS_LIST.search(text, max(0, m.start() - 5), m.start()) or _CLASS_FOLLOWS.match(text, m.end()):
                continue
            value = Decimal(6 if m["low"] else _CLASS_DIGITS[m["num"]])
            qualifier = "le" if m["pre"] or (m["suf"] and not m["suf"].endswith("以下")) else "eq"
            end = m.end("suf") if m["suf"] else text.index("类", m.end("num")) + 1
            found.append(
                Quantity(
                    m.start(),
                    end,
                    m.start("num"),
                    m.end("num"),
                    value,
                    f"{m['low'] or ''}{_ROMAN_NAMES[int(_CLASS_DIGITS[m['num']])]}类",
                    text[m.end("num") : end],
                    qualifier,
                    "class",
                )
            )
        return found


def _one_of(spellings: list[str]) -> str:
    """An expression for one of the spellings, in their order, which looks only at those with the right first character."""
    by_first: dict[str, list[str]] = {}
    for spelling in spellings:
        by_first.setdefault(spelling[0], []).append(re.escape(spelling[1:]).replace(r"\ ", r"\s?"))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in by_first.items())


_ROMAN_NAMES = {1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ", 5: "Ⅴ"}
ROMAN_CLASSES = {
    **{n: f"{name}类" for n, name in _ROMAN_NAMES.items()},
    6: "劣Ⅴ类",
}  # spellings of seeds/unit_spellings.csv


def _name_with_digits(text: str, start: int, floor: int) -> int | None:
    """The end of a pollutant's name that reaches to or over `start` (PM10 in 「PM1073微克」), None if there is none."""
    tail = _ASCII_TAIL.search(text, max(floor, start - 12), start)
    if tail is None:
        return start
    for m in _POLLUTANT.finditer(text, tail.start(), start + 12):
        if m.end() >= start:
            return m.end()
    return None


def _prefix(before: str) -> re.Match[str] | None:
    """The qualifier at the end of the words before a number; tried only where the last character could end one."""
    last = before[-1:]
    return _PREFIX.search(before) if last in _PREFIX_ENDS or last.isspace() else None


def _after_pollutant(before: str) -> bool:
    tail = _ASCII_TAIL.search(before)
    return tail is not None and any(m.end() == len(before) for m in _POLLUTANT.finditer(before, tail.start()))


def _ascii_word_end(text: str, position: int) -> int:
    while (
        position < len(text) and text[position].isascii() and (text[position].isalnum() or text[position] in "._-@/+")
    ):
        position += 1
    return position


def _without_overlaps(found: list[Quantity]) -> list[Quantity]:
    kept: list[Quantity] = []
    for quantity in sorted(found, key=lambda q: (q.start, -q.end)):
        if kept and quantity.start < kept[-1].end:
            if kept[-1].is_bare and not quantity.is_bare:
                kept[-1] = quantity
            continue
        kept.append(quantity)
    return kept


_LIST_GLUE = re.compile(r"\s?(?:、|和|与|及|以及|,)\s?(?:约|近)?$")


def _share_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """「38、9、14微克/立方米」: bare numbers before a quantity take the unit at the end of their list."""
    for i in range(len(found) - 2, -1, -1):
        here, after = found[i], found[i + 1]
        if here.unit == "个" and len(after.unit) > 1 and after.unit.startswith("个") and after.kind == "number":
            if _LIST_GLUE.fullmatch(text[here.end : after.start]):
                found[i] = replace(here, unit=after.unit, unit_is_shared=True)  # 「20个和10个工作日」
            continue
        if (
            here.is_bare
            and not here.is_masked
            and after.unit
            and after.kind == "number"
            and _LIST_GLUE.fullmatch(text[here.end : after.start])
        ):
            found[i] = replace(here, unit=after.unit, unit_is_shared=True)
    return found
