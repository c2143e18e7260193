"""How a page speaks: Chinese or English, and how values, names and addresses are written in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import quote, urlencode

from explorer import wording
from explorer.published import Row

Words = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Language:
    """Templates write both languages side by side: `t('地区', 'Regions')`."""

    code: Literal["zh", "en"]

    def __call__(self, zh: str, en: str) -> str:
        return zh if self.code == "zh" else en

    @property
    def prefix(self) -> str:
        """What the addresses of this language begin with."""
        return "" if self.code == "zh" else "/en"

    def link(self, path: str, *parts: str, **parameters: Any) -> str:
        """An address of this language; parts are quoted and join the path, parameters that are empty are left out."""
        whole = self.prefix + path + "".join(f"/{quote(part, safe='')}" for part in parts)
        query = urlencode({k: v for k, v in parameters.items() if v not in (None, "", [])}, doseq=True)
        whole = whole.rstrip("/") or "/"
        return f"{whole}?{query}" if query else whole

    def said(self, words: Words, code: Any) -> str:
        """The words for a code; a code without words is shown itself, as newer publications may know more of them."""
        if code is None:
            return ""
        pair = words.get(str(code))
        return self(*pair) if pair else str(code)

    def name(self, row: Row, what: str) -> str:
        """Of a row with columns `<what>_zh`, `<what>_en` and `<what>_code`; regions have one name, the official one."""
        return str(row.get(f"{what}_{self.code}") or row.get(f"{what}_zh") or row.get(f"{what}_code") or "")

    def region(self, row: Row) -> str:
        return self.name(row, "region") or self("地区隐去或不明", "Region hidden or unknown")

    def document(self, row: Row) -> str:
        return str(row["title"] or row["file_name"] or row["document_id"])

    def unit(self, row: Row, what: str = "unit") -> str:
        """The unit as it stands behind a number."""
        code = row.get(f"{what}_code") or ""
        if code in wording.UNITS:
            return self(*wording.UNITS[code])
        if self.code == "en" and code.startswith("{") and code.endswith("}"):
            return f"{code[1:-1].replace('_', ' ')}s"  # what is counted
        return self.name(row, what)

    def number(self, value: Decimal | float | int | None, signed: bool = False) -> str:
        """With thousands separators and without the zeros that storage adds; empty for nothing."""
        if value is None:
            return ""
        value = _readable(value)
        text = f"{value:+,f}" if signed and value else f"{value:,f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text.replace("-", "−")

    def quantity(self, value: Decimal | None, row: Row, what: str = "unit", signed: bool = False) -> str:
        """A value in the unit that the row names."""
        if value is None:
            return ""
        unit = self.unit(row, what)
        return f"{self.number(value, signed)}{' ' if unit and unit != '%' else ''}{unit}"

    def computed(
        self, value: Decimal | None, row: Row, what: str = "unit", difference: bool = False, signed: bool = False
    ) -> str:
        """A result of arithmetic, rounded: its last digits are those of a division and say nothing. Shares differ by points."""
        if value is None:
            return ""
        if difference and row[f"{what}_code"] == "%":
            row, what = {"unit_code": "pp"}, "unit"
        return self.quantity(round(value, 3 if abs(value) >= Decimal("0.01") else 5), row, what, signed)

    def amount(self, row: Row) -> str:
        """The value of a figure as a reader says it: ≤ 23 微克/立方米, 第 3 位, +1.2%."""
        if row["is_masked"]:
            return self("原文隐去", "hidden in the source")
        if row["value"] is None:
            return self("无数值", "no value")
        qualifier = self.said(wording.QUALIFIERS, row["qualifier"])
        lead = f"{qualifier} " if qualifier else ""
        if row["measure"] == "rank":
            return lead + self.rank(row["value"])
        return lead + self.quantity(row["value"], row, signed=row["measure"] in wording.SIGNED)

    def rank(self, value: Decimal | int) -> str:
        return self("第 {} 位", "No. {}").format(self.number(value))

    def against(self, base: str) -> str:
        """What a change is measured against."""
        if base == "yoy":
            return self("比上年", "on the year before")
        return self("比", "on ") + base

    def about(self, figure: Row) -> list[str]:
        """What was read of a marked figure, line by line, for its hover text."""
        if figure["kind"] == "rejected":
            named = self.name(figure, "indicator") or figure["indicator_text"]
            reason = self.said(wording.REJECT_REASONS, figure["reject_reason"])
            lines = [self("未采纳：", "Rejected: ") + reason]
            return [*lines, self("相关词语：", "Words: ") + named] if named else lines
        period = self.said(wording.PERIODS, figure["period_type"])
        lines = [
            f"{self.name(figure, 'indicator')}：{self.amount(figure)}",
            f"{self.said(wording.SCENARIOS, figure['scenario'])} · {self.said(wording.MEASURES, figure['measure'])}",
            f"{self.region(figure)}{' · ' + figure['scope'] if figure['scope'] else ''}",
            f"{figure['year'] or self('年份不明', 'year unknown')} · {period}",
        ]
        if figure["base"]:
            lines[1] += f" · {self.against(figure['base'])}"
        if figure["quality_flags"]:
            lines.append(self("提示：", "Flags: ") + self.listed(wording.FLAGS, figure["quality_flags"]))
        return lines

    def listed(self, words: Words, codes: list[str]) -> str:
        return self("、", ", ").join(self.said(words, code) for code in codes)


def _readable(value: Decimal | float | int) -> Decimal | float | int:
    """Converted values have as many decimals as storage: two are enough above 1, six below. Printed ones have fewer."""
    if isinstance(value, Decimal) and value != round(value, 4):
        return round(value, 2 if abs(value) >= 1 else 6)
    return value


LANGUAGES = CHINESE, ENGLISH = Language("zh"), Language("en")
