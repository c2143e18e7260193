"""What each page shows: from a publication and what was asked to the values of its template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from explorer import marking, search, wording
from explorer.published import Row, Snapshot
from explorer.search import BadQuestion, Question

Context = dict[str, Any]
_CONTEXT = 45  # characters of a sentence on either side of the quote in a table


class Missing(LookupError):
    """What was asked for is not in this publication; the message is for the reader."""


def home(snapshot: Snapshot, asked: Mapping[str, str]) -> Context:
    question = Question.read(asked)
    found = search.search(snapshot, question)
    indicators = snapshot.rows("""
        select i.theme, i.indicator_code, i.name_zh
        from dim_indicator as i semi join fct_observation as o on i.indicator_code = o.indicator_code
        order by i.theme, i.name_zh
    """)
    return {
        "info": snapshot.row("from build_info"),
        "question": question,
        "found": found,
        "rows": _with_sentences(snapshot, found.rows, _CONTEXT),
        "indicators": _by(indicators, "theme"),
        "years": [
            row["year"]
            for row in snapshot.rows("select distinct year from fct_observation where year is not null order by 1 desc")
        ],
    }


def documents(snapshot: Snapshot, asked: Mapping[str, str]) -> Context:
    source = "from dim_document as d left join dim_region as r on d.region_code = r.region_code"
    order = "d.report_year desc nulls last, d.region_code nulls last, d.document_id"
    found = search.paged(snapshot, "d.*, r.name_zh as region_zh", source, order, search.page_number(asked), {})
    return {"found": found}


def document(snapshot: Snapshot, asked: Mapping[str, str]) -> Context:
    head = snapshot.row(
        "select d.*, r.name_zh as region_zh from dim_document as d left join dim_region as r on d.region_code = r.region_code"
        " where d.document_id = $id",
        {"id": asked["id"]},
    )
    if head is None:
        raise Missing(f"没有编号为 {asked['id']} 的文档。")
    figures = snapshot.rows(
        f"""
        select 'observation' as kind, o.observation_id as id, {search.COLUMNS} {search.FIGURES} where o.document_id = $id
        union all by name
        select 'rejected' as kind, c.candidate_id as id, c.*, i.name_zh as indicator_zh
        from rejected_candidate as c left join dim_indicator as i on c.indicator_code = i.indicator_code
        where c.document_id = $id
        order by char_start, char_end, kind, id
        """,
        {"id": asked["id"]},
    )
    text = snapshot.texts([asked["id"]]).get(asked["id"])
    return {
        "head": head,
        "figures": figures,
        "segments": None if text is None else marking.segments(text, figures),
    }


def observation(snapshot: Snapshot, asked: Mapping[str, str]) -> Context:
    figure = snapshot.row(
        f"select {search.COLUMNS}, i.direction, i.plausible_min, i.plausible_max, i.hard_min, i.hard_max,"
        f" iu.name_zh as indicator_unit_zh, i.unit_code as indicator_unit_code"
        f" {search.FIGURES} left join dim_unit as iu on i.unit_code = iu.unit_code where o.observation_id = $id",
        {"id": asked["id"]},
    )
    if figure is None:
        return _rejected(snapshot, asked["id"])
    return {
        "figure": {**figure, "kind": "observation"},
        "marked": _marked(snapshot, figure),
        "checks": snapshot.rows(
            "select k.*, u.name_zh as unit_zh from fct_consistency as k left join dim_unit as u on k.unit_code = u.unit_code"
            " where list_contains(k.observation_ids, $id) order by k.verdict desc, k.check_id",
            {"id": asked["id"]},
        ),
        "limits": snapshot.rows(
            "select c.*, u.name_zh as unit_zh from fct_standard_compliance as c left join dim_unit as u on c.unit_code = u.unit_code"
            " where c.observation_id = $id order by c.standard_code, c.limit_high, c.limit_low, c.grade_or_class",
            {"id": asked["id"]},
        ),
        "picks": snapshot.rows(
            "select * from fct_indicator_year where $id in"
            " (actual_observation_id, target_observation_id, yoy_change_observation_id, rank_observation_id)",
            {"id": asked["id"]},
        ),
        "others": _with_sentences(
            snapshot,
            snapshot.rows(
                f"select {search.COLUMNS} {search.FIGURES} where o.indicator_code = $indicator and o.region_code = $region"
                " and o.year = $year and o.observation_id <> $id order by o.measure, o.document_id, o.char_start limit 20",
                {
                    "indicator": figure["indicator_code"],
                    "region": figure["region_code"],
                    "year": figure["year"],
                    "id": asked["id"],
                },
            ),
            _CONTEXT,
        ),
    }


def _rejected(snapshot: Snapshot, candidate_id: str) -> Context:
    figure = snapshot.row(
        "select c.*, i.name_zh as indicator_zh, d.title, d.file_name from rejected_candidate as c"
        " left join dim_indicator as i on c.indicator_code = i.indicator_code"
        " left join dim_document as d on c.document_id = d.document_id where c.candidate_id = $id",
        {"id": candidate_id},
    )
    if figure is None:
        raise Missing(f"没有编号为 {candidate_id} 的数字。")
    return {"figure": {**figure, "kind": "rejected"}, "marked": _marked(snapshot, figure)}


def checks(snapshot: Snapshot, asked: Mapping[str, str]) -> Context:
    verdict = asked.get("verdict") or "contradiction"
    if verdict not in ("all", *wording.VERDICTS):
        raise BadQuestion(f"没有“{verdict}”这个选项。")
    found = search.paged(
        snapshot,
        "k.*, i.name_zh as indicator_zh, r.name_zh as region_zh, u.name_zh as unit_zh, d.title, d.file_name",
        """
        from fct_consistency as k
        left join dim_indicator as i on k.indicator_code = i.indicator_code
        left join dim_region as r on k.region_code = r.region_code
        left join dim_unit as u on k.unit_code = u.unit_code
        left join dim_document as d on k.document_id = d.document_id
        where $verdict in ('all', k.verdict)
        """,
        "k.verdict desc, k.year desc nulls last, k.document_id, k.check_id",
        search.page_number(asked),
        {"verdict": verdict},
    )
    used = snapshot.rows(
        f"select {search.COLUMNS} {search.FIGURES} where o.observation_id in (select unnest($ids::varchar[]))",
        {"ids": sorted({each for row in found.rows for each in row["observation_ids"]})},
    )
    figures = {row["observation_id"]: row for row in _with_sentences(snapshot, used, _CONTEXT)}
    counts = {
        row["verdict"]: row["n"]
        for row in snapshot.rows("select verdict, count(*) as n from fct_consistency group by all")
    }
    return {
        "verdict": verdict,
        "counts": {each: counts.get(each, 0) for each in wording.VERDICTS},
        "found": found,
        "checks": [
            {**row, "figures": [figures[each] for each in row["observation_ids"] if each in figures]}
            for row in found.rows
        ],
    }


def regions(snapshot: Snapshot, asked: Mapping[str, str]) -> Context:
    rows = snapshot.rows("""
        select
            f.region_code, any_value(r.name_zh) as region_zh, any_value(r.province_zh) as province_zh,
            any_value(r.prefecture_zh) as prefecture_zh,
            count(distinct f.indicator_code) as indicators, min(f.year) as first_year, max(f.year) as last_year
        from fct_indicator_year as f left join dim_region as r on f.region_code = r.region_code
        where f.region_code is not null
        group by f.region_code
        order by f.region_code
    """)
    return {"provinces": _by(rows, "province_zh"), "total": len(rows)}


def region(snapshot: Snapshot, asked: Mapping[str, str]) -> Context:
    place = snapshot.row("from dim_region where region_code = $code", {"code": asked["code"]})
    if place is None:
        raise Missing(f"没有代码为 {asked['code']} 的地区。")
    rows = snapshot.rows(
        """
        select f.*, i.name_zh as indicator_zh, i.theme, u.name_zh as unit_zh, c.name_zh as change_unit_zh
        from fct_indicator_year as f
        left join dim_indicator as i on f.indicator_code = i.indicator_code
        left join dim_unit as u on f.unit_code = u.unit_code
        left join dim_unit as c on f.yoy_change_stated_unit_code = c.unit_code
        where f.region_code = $code
        order by i.theme, i.tier, i.name_zh, f.indicator_code, f.year desc
        """,
        {"code": asked["code"]},
    )
    themes = [(theme, _by(within, "indicator_code")) for theme, within in _by(rows, "theme")]
    parents = snapshot.rows(
        "select region_code, name_zh from dim_region where region_code in ($province, $prefecture) and region_code <> $code"
        " order by level",
        {"province": place["province_code"], "prefecture": place["prefecture_code"], "code": asked["code"]},
    )
    return {"place": place, "parents": parents, "themes": themes, "total": len(rows)}


def _with_sentences(snapshot: Snapshot, rows: list[Row], context: int) -> list[Row]:
    """The rows, each with its quote marked in what stands around it."""
    texts = snapshot.texts(row["document_id"] for row in rows)
    return [{**row, "marked": marking.mark(row, texts.get(row["document_id"])).shortened(context)} for row in rows]


def _marked(snapshot: Snapshot, figure: Row) -> marking.Marked:
    return marking.mark(figure, snapshot.texts([figure["document_id"]]).get(figure["document_id"]))


def _by(rows: Iterable[Row], column: str) -> list[tuple[Any, list[Row]]]:
    """Rows that follow each other with the same value, by that value."""
    return [(value, list(group)) for value, group in groupby(rows, key=lambda row: row[column])]
