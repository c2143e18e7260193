"""The list of regions, and the profile of one: trends, targets, standards, rank among neighbours, contradictions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer import wording
from explorer.charts import Chart
from explorer.pages import common, series
from explorer.pages.common import Asked, Context
from explorer.published import Row, Snapshot

YEARS_SHOWN = 8
TILES = 6


def regions(snapshot: Snapshot, asked: Asked) -> Context:
    words, level, province = asked.text("words"), asked.choice("level", ("1", "2", "3")), asked.text("province")
    found = common.paged(
        snapshot,
        "r.*, r.name_zh as region_zh, f.indicators, f.first_year, f.last_year, f.figures",
        """
        from dim_region as r
        inner join (
            select
                region_code, count(distinct indicator_code) as indicators, count(*) as figures,
                min(year) as first_year, max(year) as last_year
            from fct_indicator_year group by region_code
        ) as f on r.region_code = f.region_code
        where ($level = '' or r.level = try_cast($level as integer))
            and ($province = '' or r.province_code = $province)
            and ($words = '' or contains(r.name_zh, $words) or starts_with(r.region_code, $words))
        """,
        "r.region_code",
        asked.page(),
        {"level": level, "province": province, "words": words},
    )
    provinces = snapshot.rows("""
        select p.region_code, p.name_zh from dim_region as p
        where p.region_code in (
            select r.province_code from dim_region as r semi join fct_indicator_year as f on r.region_code = f.region_code
        ) order by 1
    """)
    return {"found": found, "provinces": provinces, "words": words, "level": level, "province": province}


def region(snapshot: Snapshot, asked: Asked) -> Context:
    place = common.place(snapshot, asked, asked.text("code"))
    values = series.of_place(snapshot, place["place_code"])
    context: Context = {
        "place": place,
        "successor": _successor(snapshot, place),
        "above": common.ancestors(snapshot, place),
        "values": values,
        "documents": snapshot.rows(
            "select * from dim_document where region_code in (select unnest($codes::varchar[]))"
            " order by report_year desc nulls last, document_id limit 12",
            {"codes": series.codes(snapshot, place["place_code"])},
        ),
    }
    if not values:
        return {**context, "indicator": None}
    chosen = asked.text("indicator") or _default(values)
    indicator = common.indicator(snapshot, asked, chosen)
    assert indicator is not None
    mine = [row for row in values if row["indicator_code"] == chosen]
    years = sorted({row["year"] for row in values}, reverse=True)
    ranked_year = asked.year() or next((row["year"] for row in mine if row["actual_value"] is not None), None)
    circle, neighbours = series.neighbours(snapshot, place, chosen, ranked_year)
    attainments = _attainments(snapshot, place["place_code"])
    return {
        **context,
        "indicator": indicator,
        "themes": common.by(_distinct(values), "theme"),
        "tiles": _tiles(values),
        "mine": mine,
        "years": years[:YEARS_SHOWN],
        "years_left": max(len(years) - YEARS_SHOWN, 0),
        "matrix": _matrix(values, years[:YEARS_SHOWN]),
        "ranked_year": ranked_year,
        "circle": circle,
        "attainments": attainments,
        "contradictions": _contradictions(snapshot, place["place_code"]),
        "charts": {
            "trend": _trend(snapshot, asked, place, indicator, mine),
            "neighbours": _neighbours(asked, place, indicator, ranked_year, neighbours),
            "values": _all_values(asked, place, values),
            "targets": _targets(asked, attainments),
        },
    }


def _successor(snapshot: Snapshot, place: Row) -> Row | None:
    """Where a code is no longer in force: the region that the place is today."""
    if place["place_code"] == place["region_code"]:
        return None
    return snapshot.row(
        "select *, name_zh as region_zh from dim_region where region_code = $code", {"code": place["place_code"]}
    )


def _default(values: Sequence[Row]) -> str:
    """The core indicator, else the one with most years."""
    counts: dict[str, int] = {}
    for row in values:
        counts[row["indicator_code"]] = counts.get(row["indicator_code"], 0) + (row["actual_value"] is not None)
    return max(counts, key=lambda code: (code == common.CORE and counts[code] > 0, counts[code]))


def _distinct(values: Sequence[Row]) -> list[Row]:
    return list({row["indicator_code"]: row for row in values}.values())


def _tiles(values: Sequence[Row]) -> list[Row]:
    """The latest actual values of the most important indicators."""
    latest: dict[str, Row] = {}
    for row in values:
        if row["actual_value"] is not None and row["indicator_code"] not in latest:
            latest[row["indicator_code"]] = row
    return sorted(latest.values(), key=lambda row: (row["indicator_code"] != common.CORE, row["tier"], -row["year"]))[
        :TILES
    ]


def _matrix(values: Sequence[Row], years: Sequence[int]) -> list[tuple[str, list[tuple[Row, dict[int, Row]]]]]:
    """By theme: each indicator with its values by year, the years shown only."""
    themes = []
    for theme, rows in common.by(values, "theme"):
        members = [(within[0], {row["year"]: row for row in within}) for _, within in common.by(rows, "indicator_code")]
        members = [(head, cells) for head, cells in members if cells.keys() & set(years)]
        if members:
            themes.append((theme, members))
    return themes


def _trend(snapshot: Snapshot, asked: Asked, place: Row, indicator: Row, rows: Sequence[Row]) -> Chart:
    t = asked.t
    years = list(range(min(row["year"] for row in rows), max(row["year"] for row in rows) + 1))
    by_year = {row["year"]: row for row in rows}
    shown: list[dict[str, Any]] = [
        {"name": t("实际", "Actual"), "points": [_point(asked, by_year.get(y), "actual") for y in years]}
    ]
    if any(row["target_value"] is not None for row in rows):
        points = [_point(asked, by_year.get(y), "target") for y in years]
        shown.append({"name": t("目标", "Target"), "points": points, "target": True})
    return Chart(
        name="trend",
        title=f"{place['name_zh']} · {t.name(indicator, 'indicator')}",
        columns=series.columns(asked),
        rows=[series.exported(asked, row) for row in sorted(rows, key=lambda row: row["year"])],
        drawing={
            "kind": "lines",
            "x": years,
            "unit": t.unit(indicator),
            "series": shown,
            "limits": series.limits(snapshot, asked, place["place_code"], indicator, rows),
        },
    )


def _point(asked: Asked, row: Row | None, what: str) -> dict[str, Any] | None:
    if row is None or row[f"{what}_value"] is None:
        return None
    t = asked.t
    text = t.quantity(row[f"{what}_value"], row)
    provisional = what == "actual" and not str(row["picked_rule"] or "").startswith(("full_year", "override"))
    if provisional:
        text += t("（{}）", " ({})").format(t.said(wording.PICKED_RULES, row["picked_rule"]))
    return {
        "value": row[f"{what}_value"],
        "text": text,
        "href": t.link("/observation", row[f"{what}_observation_id"]),
        **({"hollow": True} if provisional else {}),
    }


def _neighbours(asked: Asked, place: Row, indicator: Row, year: int | None, rows: Sequence[Row]) -> Chart:
    t = asked.t
    return Chart(
        name="neighbours",
        title=f"{t.name(indicator, 'indicator')} · {year or ''}",
        columns={
            "rank": t("名次", "Rank"),
            "region_code": t("代码", "Code"),
            "region": t("地区", "Region"),
            "year": t("年份", "Year"),
            "value": t("实际值", "Actual"),
            "unit_code": t("单位代码", "Unit code"),
            "observation_id": t("观测", "Observation"),
        },
        rows=[
            {
                "rank": row["place"],
                "region_code": row["region_code"],
                "region": row["region_zh"],
                "year": year,
                "value": row["actual_value"],
                "unit_code": indicator["unit_code"],
                "observation_id": row["actual_observation_id"],
            }
            for row in rows
        ],
        drawing={
            "kind": "bars",
            "flat": True,
            "unit": t.unit(indicator),
            "bars": [
                {
                    "name": row["region_zh"],
                    "value": row["actual_value"],
                    "text": t.quantity(row["actual_value"], indicator),
                    "href": t.link("/observation", row["actual_observation_id"]),
                    **({"here": True} if row["region_code"] == place["place_code"] else {}),
                }
                for row in rows[:25]
            ],
        },
    )


def _all_values(asked: Asked, place: Row, values: Sequence[Row]) -> Chart:
    """All values of the region: a table here, and its CSV."""
    rows = [series.exported(asked, row) for row in values]
    return Chart("values", place["name_zh"], series.columns(asked), rows, {})


def _targets(asked: Asked, rows: Sequence[Row]) -> Chart:
    t = asked.t
    columns = (
        *("year", "indicator_code", "indicator", "target_value", "actual_value", "gap_computed", "unit_code"),
        *("is_attained", "is_provisional", "target_observation_id", "actual_observation_id"),
    )
    exported = [{**row, "indicator": t.name(row, "indicator")} for row in rows]
    return Chart("targets", t("目标与实际", "Targets and actuals"), {name: name for name in columns}, exported, {})


def _attainments(snapshot: Snapshot, place_code: str) -> list[Row]:
    return snapshot.rows(
        """
        select a.*, i.name_zh as indicator_zh, i.name_en as indicator_en, u.name_zh as unit_zh, u.name_en as unit_en
        from fct_target_attainment as a
        inner join dim_region as r on a.region_code = r.region_code
        left join dim_indicator as i on a.indicator_code = i.indicator_code
        left join dim_unit as u on a.unit_code = u.unit_code
        where r.place_code = $place
        order by a.year desc, i.theme, i.tier, i.name_zh
        """,
        {"place": place_code},
    )


def _contradictions(snapshot: Snapshot, place_code: str) -> list[Row]:
    return snapshot.rows(
        """
        select k.*, i.name_zh as indicator_zh, i.name_en as indicator_en, u.name_zh as unit_zh, u.name_en as unit_en,
            d.title, d.file_name
        from fct_consistency as k
        inner join dim_region as r on k.region_code = r.region_code
        left join dim_indicator as i on k.indicator_code = i.indicator_code
        left join dim_unit as u on k.unit_code = u.unit_code
        left join dim_document as d on k.document_id = d.document_id
        where r.place_code = $place and k.verdict = 'contradiction'
        order by k.year desc nulls last, k.check_id limit 30
        """,
        {"place": place_code},
    )
