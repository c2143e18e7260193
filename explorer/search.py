"""The search on the first page: what may be asked, and the SQL that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from explorer import wording
from explorer.published import Row, Snapshot

PAGE_SIZE = 50
FIGURES = """
    from fct_observation as o
    left join dim_indicator as i on o.indicator_code = i.indicator_code
    left join dim_region as r on o.region_code = r.region_code
    left join dim_unit as u on o.unit_code = u.unit_code
    left join dim_document as d on o.document_id = d.document_id
"""
COLUMNS = "o.*, i.name_zh as indicator_zh, r.name_zh as region_zh, u.name_zh as unit_zh, d.title, d.file_name"
_TIE = "o.document_id, o.char_start, o.observation_id"
SORTS = {
    "year": "o.year",
    "region": "o.region_code",
    "indicator": "o.indicator_code",
    "value": "o.value",
    "document": "coalesce(d.title, d.file_name)",
}
# A name asks for the region and for all below it.
_REGION = """
    o.region_code in (
        select below.region_code
        from dim_region as below
        inner join dim_region as named on named.region_code in (below.region_code, below.prefecture_code, below.province_code)
        where named.region_code = $region or contains(named.name_zh, $region)
    )
"""


class BadQuestion(ValueError):
    """What is asked cannot be; the message is for the reader."""


@dataclass(frozen=True, slots=True)
class Question:
    indicator: str = ""
    region: str = ""
    year: str = ""
    scenario: str = ""
    measure: str = ""
    words: str = ""
    sort: str = "year"
    order: str = "desc"
    page: int = 1

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Question:
        """From the parameters of an address. Raises BadQuestion."""
        given = {name: asked.get(name, "").strip() for name in ("indicator", "region", "year", "words")}
        if given["year"] and not (given["year"].isdecimal() and len(given["year"]) <= 4):
            raise BadQuestion(f"年份应为四位数字，而不是“{given['year']}”。")
        choices = {
            "scenario": ("", *wording.SCENARIOS),
            "measure": ("", *wording.MEASURES),
            "sort": ("year", *SORTS),
            "order": ("desc", "asc"),
        }
        for name, allowed in choices.items():
            given[name] = asked.get(name) or allowed[0]
            if given[name] not in allowed:
                raise BadQuestion(f"没有“{given[name]}”这个选项。")
        return cls(**given, page=page_number(asked))

    def address(self, page: int = 1, sort: str | None = None, order: str | None = None) -> str:
        """The address that asks this again, on another page or in another order."""
        asked = {name: getattr(self, name) for name in ("indicator", "region", "year", "scenario", "measure", "words")}
        sort, order = sort or self.sort, order or self.order
        unlike = {"sort": sort if sort != "year" else "", "order": order if order != "desc" else ""}
        return wording.link("/", **asked, **unlike, page=page if page > 1 else "")


@dataclass(frozen=True, slots=True)
class Found:
    rows: list[Row]
    total: int
    page: int
    pages: int


def page_number(asked: Mapping[str, str]) -> int:
    text = asked.get("page", "1")
    if not (text.isdecimal() and len(text) <= 9):
        raise BadQuestion(f"页码应为数字，而不是“{text}”。")
    return max(int(text), 1)


def search(snapshot: Snapshot, question: Question) -> Found:
    conditions, parameters = _conditions(question)
    where = f"where {' and '.join(conditions)}" if conditions else ""
    direction = "desc" if question.order == "desc" else "asc"
    order = f"{SORTS[question.sort]} {direction} nulls last, {_TIE}"
    return paged(snapshot, COLUMNS, f"{FIGURES} {where}", order, question.page, parameters)


def paged(
    snapshot: Snapshot, columns: str, source: str, order: str, page: int, parameters: Mapping[str, object]
) -> Found:
    """One page of a query; a page after the last is the last."""
    counted = snapshot.row(f"select count(*) as total {source}", dict(parameters))
    total = int(counted["total"]) if counted else 0
    pages = max(ceil(total / PAGE_SIZE), 1)
    page = min(page, pages)
    rows = snapshot.rows(
        f"select {columns} {source} order by {order} limit $limit offset $offset",
        {**parameters, "limit": PAGE_SIZE, "offset": (page - 1) * PAGE_SIZE},
    )
    return Found(rows, total, page, pages)


def _conditions(question: Question) -> tuple[list[str], dict[str, object]]:
    conditions: list[str] = []
    parameters: dict[str, object] = {}
    for name in ("indicator", "scenario", "measure", "year"):
        if value := getattr(question, name):
            column = "indicator_code" if name == "indicator" else name
            conditions.append(f"o.{column} = ${name}")
            parameters[name] = int(value) if name == "year" else value
    if question.region:
        conditions.append(_REGION)
        parameters["region"] = question.region
    for at, word in enumerate(question.words.split()):
        conditions.append(f"contains(lower(concat_ws(' ', o.section, o.sentence, i.name_zh)), $word{at})")
        parameters[f"word{at}"] = word.lower()
    return conditions, parameters
