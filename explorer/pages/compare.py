"""Several regions side by side: one indicator through the years."""

from __future__ import annotations

from explorer.charts import Chart
from explorer.pages import common, series
from explorer.pages.common import Asked, Context
from explorer.published import Row, Snapshot

AT_MOST = 8


def compare(snapshot: Snapshot, asked: Asked) -> Context:
    t = asked.t
    indicator = common.indicator(snapshot, asked)
    chosen = _places(snapshot, asked.texts("region")[:AT_MOST])
    wanted = asked.text("add")
    matches = _matches(snapshot, wanted) if wanted else []
    if len(matches) == 1 and len(chosen) < AT_MOST and matches[0]["region_code"] not in _codes(chosen):
        chosen, matches = [*chosen, matches[0]], []
    if indicator is None:
        return {"indicator": None, "chosen": chosen}
    rows = series.of_places(snapshot, _codes(chosen), indicator["indicator_code"]) if chosen else []
    years = sorted({row["year"] for row in rows if row["actual_value"] is not None or row["is_masked"]})
    values = {(row["place_code"], row["year"]): row for row in rows}

    def address(codes: list[str], indicator_code: str = "") -> str:
        return t.link("/compare", indicator=indicator_code or indicator["indicator_code"], region=codes)

    return {
        "indicator": indicator,
        "themes": common.indicators(snapshot),
        "chosen": chosen,
        "codes": _codes(chosen),
        "wanted": wanted if matches or (wanted and not chosen) or _unknown(wanted, matches, chosen) else "",
        "matches": matches,
        "full": len(chosen) >= AT_MOST,
        "suggested": _suggested(snapshot, indicator["indicator_code"], _codes(chosen)),
        "address": address,
        "years": years[::-1],
        "values": values,
        "charts": {"compare": _chart(asked, indicator, chosen, years, values)} if years else {},
    }


def _codes(rows: list[Row]) -> list[str]:
    return [row["region_code"] for row in rows]


def _unknown(wanted: str, matches: list[Row], chosen: list[Row]) -> bool:
    return bool(wanted) and not matches and not any(wanted in (row["region_code"], row["name_zh"]) for row in chosen)


def _places(snapshot: Snapshot, codes: list[str]) -> list[Row]:
    """The places of these codes in the order given; codes that are not in force stand for what they became."""
    rows = snapshot.rows(
        "select p.*, p.name_zh as region_zh, r.region_code as asked from dim_region as r"
        " inner join dim_region as p on r.place_code = p.region_code"
        " where r.region_code in (select unnest($codes::varchar[]))",
        {"codes": codes},
    )
    by_code = {row["asked"]: row for row in rows}
    return list({by_code[code]["region_code"]: by_code[code] for code in codes if code in by_code}.values())


def _matches(snapshot: Snapshot, words: str) -> list[Row]:
    """Regions in force with values, by code or by name; a full name is preferred to its parts."""
    rows = snapshot.rows(
        """
        select p.*, p.name_zh as region_zh from dim_region as p
        where (p.region_code = $words or contains(p.name_zh, $words)) and p.region_code in (
            select r.place_code from fct_indicator_year as f inner join dim_region as r on f.region_code = r.region_code
        )
        order by p.region_code limit 40
        """,
        {"words": words},
    )
    return [row for row in rows if words in (row["region_code"], row["name_zh"])] or rows


def _suggested(snapshot: Snapshot, indicator: str, codes: list[str]) -> list[Row]:
    """Regions with most years of this indicator, those nearest to the chosen ones first."""
    return snapshot.rows(
        """
        select p.region_code, p.name_zh as region_zh, count(distinct f.year) as years,
            max(p.parent_code in (select parent_code from dim_region where region_code in (select unnest($codes::varchar[]))))
                as is_near
        from fct_indicator_year as f
        inner join dim_region as r on f.region_code = r.region_code
        inner join dim_region as p on r.place_code = p.region_code
        where f.indicator_code = $indicator and f.actual_value is not null
            and p.region_code not in (select unnest($codes::varchar[]))
        group by all order by is_near desc, years desc, p.region_code limit 12
        """,
        {"indicator": indicator, "codes": codes},
    )


def _chart(
    asked: Asked, indicator: Row, chosen: list[Row], years: list[int], values: dict[tuple[str, int], Row]
) -> Chart:
    t = asked.t
    span = list(range(years[0], years[-1] + 1))
    lines = []
    for at, place in enumerate(chosen):
        cells = [values.get((place["region_code"], year)) for year in span]
        points = [
            {
                "value": cell["actual_value"],
                "text": t.quantity(cell["actual_value"], cell),
                "href": t.link("/observation", cell["actual_observation_id"]),
            }
            if cell and cell["actual_value"] is not None
            else None
            for cell in cells
        ]
        lines.append({"name": place["name_zh"], "points": points, "colour": at})
    exported = [series.exported(asked, row) for _, row in sorted(values.items())]
    return Chart(
        name="compare",
        title=t.name(indicator, "indicator"),
        columns=series.columns(asked),
        rows=exported,
        drawing={"kind": "lines", "x": span, "unit": t.unit(indicator), "series": lines},
    )
