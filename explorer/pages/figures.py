"""One figure with its sentence and what was made of it, and the search over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from explorer import marking, wording
from explorer.language import Language
from explorer.pages import common
from explorer.pages.common import COLUMNS, FIGURES, Asked, Context, Missing
from explorer.published import Row, Snapshot

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


@dataclass(frozen=True, slots=True)
class Question:
    t: Language
    indicator: str
    region: str
    year: str
    scenario: str
    measure: str
    flag: str
    words: str
    sort: str
    order: str
    page: int

    @classmethod
    def read(cls, asked: Asked) -> Question:
        """From the parameters of an address. Raises BadQuestion."""
        asked.year()
        return cls(
            t=asked.t,
            **{name: asked.text(name) for name in ("indicator", "region", "year", "words")},
            scenario=asked.choice("scenario", wording.SCENARIOS),
            measure=asked.choice("measure", wording.MEASURES),
            flag=asked.choice("flag", ("any", *wording.FLAGS)),
            sort=asked.choice("sort", SORTS, "year"),
            order=asked.choice("order", ("desc", "asc"), "desc"),
            page=asked.page(),
        )

    def address(self, page: int = 1, sort: str | None = None, order: str | None = None) -> str:
        """The address that asks this again, on another page or in another order."""
        names = ("indicator", "region", "year", "scenario", "measure", "flag", "words")
        sort, order = sort or self.sort, order or self.order
        unlike = {"sort": sort if sort != "year" else "", "order": order if order != "desc" else ""}
        asked: dict[str, Any] = {name: getattr(self, name) for name in names}
        return self.t.link("/search", **asked, **unlike, page=page if page > 1 else "")


def search(snapshot: Snapshot, asked: Asked) -> Context:
    question = Question.read(asked)
    conditions, parameters = _conditions(question)
    where = f"where {' and '.join(conditions)}" if conditions else ""
    # The rows of a page are found by their ids first: names are looked up for these only, not for all that is sorted.
    found = common.paged(
        snapshot,
        "o.observation_id",
        f"{_sources(question)} {where}",
        f"{SORTS[question.sort]} {question.order} nulls last, {_TIE}",
        question.page,
        parameters,
    )
    rows = _by_ids(snapshot, [row["observation_id"] for row in found.rows])
    return {
        "question": question,
        "found": found,
        "rows": common.with_sentences(snapshot, rows),
        "indicators": common.by(
            snapshot.rows("""
                select i.theme, i.indicator_code, i.name_zh as indicator_zh, i.name_en as indicator_en
                from dim_indicator as i semi join fct_observation as o on i.indicator_code = o.indicator_code
                order by i.theme, i.tier, i.name_zh
            """),
            "theme",
        ),
        "years": [
            row["year"]
            for row in snapshot.rows("select distinct year from fct_observation where year is not null order by 1 desc")
        ],
    }


def _sources(question: Question) -> str:
    """The tables that finding and sorting need."""
    source = "from fct_observation as o"
    if question.sort == "document":
        source += " left join dim_document as d on o.document_id = d.document_id"
    return source


def _by_ids(snapshot: Snapshot, ids: list[str]) -> list[Row]:
    rows = snapshot.rows(
        f"select {COLUMNS} {FIGURES} where o.observation_id in (select unnest($ids::varchar[]))", {"ids": ids}
    )
    found = {row["observation_id"]: row for row in rows}
    return [found[each] for each in ids]


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
    if question.flag == "any":
        conditions.append("len(o.quality_flags) > 0")
    elif question.flag:
        conditions.append("list_contains(o.quality_flags, $flag)")
        parameters["flag"] = question.flag
    for at, word in enumerate(question.words.split()):
        # Chinese has no capitals: without them the texts are searched as they are, which is several times faster.
        text = "lower({})" if word.lower() != word.upper() else "{}"
        conditions.append(
            f"(contains({text.format('o.sentence')}, $word{at}) or contains({text.format('o.section')}, $word{at})"
            f" or o.indicator_code in (select indicator_code from dim_indicator"
            f" where contains(lower(concat_ws(' ', name_zh, name_en)), $word{at})))"
        )
        parameters[f"word{at}"] = word.lower()
    return conditions, parameters


def observation(snapshot: Snapshot, asked: Asked) -> Context:
    wanted = asked.text("id")
    figure = snapshot.row(
        f"select {COLUMNS}, i.direction, i.plausible_min, i.plausible_max, i.hard_min, i.hard_max,"
        " iu.name_zh as indicator_unit_zh, iu.name_en as indicator_unit_en, i.unit_code as indicator_unit_code"
        f" {FIGURES} left join dim_unit as iu on i.unit_code = iu.unit_code where o.observation_id = $id",
        {"id": wanted},
    )
    if figure is None:
        return _rejected(snapshot, asked, wanted)
    same = {"indicator": figure["indicator_code"], "region": figure["region_code"], "year": figure["year"]}
    return {
        "figure": {**figure, "kind": "observation"},
        "marked": _marked(snapshot, figure),
        "checks": snapshot.rows(
            "select k.*, u.name_zh as unit_zh, u.name_en as unit_en from fct_consistency as k"
            " left join dim_unit as u on k.unit_code = u.unit_code"
            " where list_contains(k.observation_ids, $id) order by k.verdict desc, k.check_id",
            {"id": wanted},
        ),
        "limits": snapshot.rows(
            "select c.*, u.name_zh as unit_zh, u.name_en as unit_en from fct_standard_compliance as c"
            " left join dim_unit as u on c.unit_code = u.unit_code"
            " where c.observation_id = $id order by c.standard_code, c.limit_high, c.limit_low, c.grade_or_class",
            {"id": wanted},
        ),
        "picks": snapshot.rows(
            "select * from fct_indicator_year where indicator_code = $indicator and $id in"
            " (actual_observation_id, target_observation_id, yoy_change_observation_id, rank_observation_id)",
            {"id": wanted, "indicator": figure["indicator_code"]},
        ),
        "others": common.with_sentences(
            snapshot,
            snapshot.rows(
                f"select {COLUMNS} {FIGURES} where o.indicator_code = $indicator and o.region_code = $region"
                " and o.year = $year and o.observation_id <> $id order by o.measure, o.document_id, o.char_start limit 20",
                {**same, "id": wanted},
            ),
        ),
    }


def _rejected(snapshot: Snapshot, asked: Asked, candidate_id: str) -> Context:
    figure = snapshot.row(
        "select c.*, i.name_zh as indicator_zh, i.name_en as indicator_en, d.title, d.file_name"
        " from rejected_candidate as c left join dim_indicator as i on c.indicator_code = i.indicator_code"
        " left join dim_document as d on c.document_id = d.document_id where c.candidate_id = $id",
        {"id": candidate_id},
    )
    if figure is None:
        raise Missing(
            asked.t(
                "没有编号为 {} 的数字；它可能已被新的发布替换。",
                "There is no figure {}; a new publication may have replaced it.",
            ).format(candidate_id)
        )
    return {"figure": {**figure, "kind": "rejected"}, "marked": _marked(snapshot, figure)}


def _marked(snapshot: Snapshot, figure: Row) -> marking.Marked:
    return marking.mark(figure, snapshot.texts([figure["document_id"]]).get(figure["document_id"]))
