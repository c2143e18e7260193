"""What pages share: how they are asked, the names that go with codes, and the choices of indicator and year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil
from typing import Any

from starlette.datastructures import ImmutableMultiDict

from explorer import marking
from explorer.language import Language
from explorer.published import Row, Snapshot

Context = dict[str, Any]
PAGE_SIZE = 50
CONTEXT = 45  # characters of a sentence on either side of the quote in a table
CORE = "air_pm25_annual_mean"  # what is shown when nothing is asked for, as it is the best known
# Figures with all the names that go with their codes.
FIGURES = """
    from fct_observation as o
    left join dim_indicator as i on o.indicator_code = i.indicator_code
    left join dim_region as r on o.region_code = r.region_code
    left join dim_unit as u on o.unit_code = u.unit_code
    left join dim_document as d on o.document_id = d.document_id
"""
NAMES = "i.name_zh as indicator_zh, i.name_en as indicator_en, r.name_zh as region_zh, u.name_zh as unit_zh, u.name_en as unit_en"
COLUMNS = f"o.*, {NAMES}, d.title, d.file_name"


class Missing(LookupError):
    """What was asked for is not in this publication; the message is for the reader."""


class BadQuestion(ValueError):
    """What is asked cannot be; the message is for the reader."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for, and in which language the answer is to be."""

    t: Language
    parameters: ImmutableMultiDict[str, str] = field(default_factory=ImmutableMultiDict)

    def text(self, name: str) -> str:
        return str(self.parameters.get(name, "")).strip()

    def texts(self, name: str) -> list[str]:
        """All values of a parameter that may be given more than once, each once."""
        return list(dict.fromkeys(each.strip() for each in self.parameters.getlist(name) if each.strip()))

    def choice(self, name: str, allowed: Iterable[str], default: str = "") -> str:
        """One of the allowed values. Raises BadQuestion."""
        given = self.text(name) or default
        if given != default and given not in allowed:
            raise BadQuestion(self.t("没有“{}”这个选项。", "There is no choice “{}”.").format(given))
        return given

    def year(self) -> int | None:
        given = self.text("year")
        if not given:
            return None
        if not (given.isdecimal() and len(given) <= 4):
            raise BadQuestion(
                self.t("年份应为四位数字，而不是“{}”。", "A year is four digits and not “{}”.").format(given)
            )
        return int(given)

    def page(self) -> int:
        given = self.text("page") or "1"
        if not (given.isdecimal() and len(given) <= 9):
            raise BadQuestion(self.t("页码应为数字，而不是“{}”。", "A page is a number and not “{}”.").format(given))
        return max(int(given), 1)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the rows that a query finds."""

    rows: list[Row]
    total: int
    page: int
    pages: int


def paged(
    snapshot: Snapshot, columns: str, source: str, order: str, page: int, parameters: dict[str, object] | None = None
) -> Found:
    """One page of a query; a page after the last is the last."""
    # Counted in the same pass: finding costs more than sorting.
    asked = f"select {columns}, count(*) over () as total_found {source} order by {order} limit $limit offset $offset"
    given = {**(parameters or {}), "limit": PAGE_SIZE}
    rows = snapshot.rows(asked, {**given, "offset": (page - 1) * PAGE_SIZE})
    if not rows and page > 1:
        counted = snapshot.row(f"select count(*) as total {source}", parameters)
        page = max(ceil(counted["total"] / PAGE_SIZE), 1) if counted else 1
        rows = snapshot.rows(asked, {**given, "offset": (page - 1) * PAGE_SIZE})
    total = rows[0]["total_found"] if rows else 0
    return Found(rows, total, page, max(ceil(total / PAGE_SIZE), 1))


def indicators(snapshot: Snapshot) -> list[tuple[str, list[Row]]]:
    """The indicators that have values by region and year, by theme: for choosing one."""
    rows = snapshot.rows("""
        select i.theme, i.indicator_code, i.name_zh as indicator_zh, i.name_en as indicator_en
        from dim_indicator as i semi join fct_indicator_year as f on i.indicator_code = f.indicator_code
        order by i.theme, i.tier, i.name_zh
    """)
    return by(rows, "theme")


def indicator(snapshot: Snapshot, asked: Asked, code: str = "") -> Row | None:
    """The indicator with this code or the one asked for, else the core one, else that of most regions. Raises Missing."""
    wanted = code or asked.text("indicator")
    row = snapshot.row(
        """
        select i.*, i.name_zh as indicator_zh, i.name_en as indicator_en, u.name_zh as unit_zh, u.name_en as unit_en
        from dim_indicator as i left join dim_unit as u on i.unit_code = u.unit_code
        where i.indicator_code = coalesce(nullif($wanted, ''), (
            select indicator_code from fct_indicator_year group by indicator_code
            order by indicator_code = $core desc, count(distinct region_code) desc, indicator_code limit 1
        ))
        """,
        {"wanted": wanted, "core": CORE},
    )
    if row is None and wanted:
        raise Missing(asked.t("没有代码为 {} 的指标。", "There is no indicator with the code {}.").format(wanted))
    return row


def place(snapshot: Snapshot, asked: Asked, code: str) -> Row:
    """The region with this code. Raises Missing."""
    row = snapshot.row("select *, name_zh as region_zh from dim_region where region_code = $code", {"code": code})
    if row is None:
        raise Missing(asked.t("没有代码为 {} 的地区。", "There is no region with the code {}.").format(code))
    return row


def ancestors(snapshot: Snapshot, region: Row) -> list[Row]:
    """The regions above, from the province down."""
    above = [region["province_code"], region["prefecture_code"]]
    return snapshot.rows(
        "select *, name_zh as region_zh from dim_region where region_code in (select unnest($above::varchar[]))"
        " and region_code <> $code order by level",
        {"above": [code for code in above if code], "code": region["region_code"]},
    )


def with_sentences(snapshot: Snapshot, rows: Sequence[Row], context: int = CONTEXT) -> list[Row]:
    """The rows, each with its quote marked in what stands around it."""
    # Only where a sentence prints the same words twice does it take the text to tell which are meant.
    doubtful = [row for row in rows if (row["sentence"] or "").count(row["quote"]) != 1]
    texts = snapshot.texts(row["document_id"] for row in doubtful)
    return [{**row, "marked": marking.mark(row, texts.get(row["document_id"])).shortened(context)} for row in rows]


def by(rows: Iterable[Row], column: str) -> list[tuple[Any, list[Row]]]:
    """Rows that follow each other with the same value, by that value."""
    return [(value, list(group)) for value, group in groupby(rows, key=lambda row: row[column])]
