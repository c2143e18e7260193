"""The first page: a map of one indicator in one year, from the country down to the counties of a prefecture."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from explorer import boundaries, charts, wording
from explorer.charts import Chart
from explorer.pages import common
from explorer.pages.common import Asked, Context, Missing
from explorer.published import Row, Snapshot

# One value for each place: a place that changed its code within the year counts by its latest one.
_PLACES = """
    select
        r.place_code, f.region_code, p.name_zh as region_zh, p.province_code, p.prefecture_code, p.province_zh,
        f.year, f.is_masked, f.unit_code, f.{shown}_value as value, f.{shown}_observation_id as observation_id,
        f.n_sources, f.{rule} as picked_rule
    from fct_indicator_year as f
    inner join dim_region as r on f.region_code = r.region_code
    inner join dim_region as p on r.place_code = p.region_code
    where f.indicator_code = $indicator and f.year = $year
        and (f.{shown}_value is not null or ('{shown}' = 'actual' and f.is_masked))
    qualify row_number() over (
        partition by r.place_code order by f.region_code = r.place_code desc, f.region_code
    ) = 1
"""
_RULE = {"actual": "picked_rule", "target": "target_picked_rule"}


def atlas(snapshot: Snapshot, asked: Asked) -> Context:
    indicator = common.indicator(snapshot, asked)
    info = snapshot.row("from build_info")
    if indicator is None:  # a publication without any value by region and year
        return {"info": info, "indicator": None}
    t, shown = asked.t, asked.choice("show", wording.SHOWN, "actual")
    area = common.place(snapshot, asked, asked.text("area") or boundaries.COUNTRY)
    levels = boundaries.levels(area["region_code"])
    if not levels:
        raise Missing(t("没有{}以下的地图。", "There is no map below {}.").format(area["name_zh"]))
    level = int(asked.choice("level", map(str, levels), str(levels[0])))
    years = _years(snapshot, indicator["indicator_code"], shown)
    year = asked.year() or next((row["year"] for row in years if row["regions"] == _most(years)), None)
    values = _values(snapshot, indicator["indicator_code"], year, shown)
    current = {
        "indicator": indicator["indicator_code"],
        "year": year,
        "area": area["region_code"] if area["region_code"] != boundaries.COUNTRY else "",
        "level": level if level != levels[0] else "",
        "show": shown if shown != "actual" else "",
    }

    def address(**changed: Any) -> str:
        return t.link("/", **{**current, **changed})

    shown_map = boundaries.drawn(area["region_code"], level)
    areas = _areas(snapshot, shown_map, values)
    bounds = charts.breaks([float(row["value"]) for row in areas if row["value"] is not None])
    for row in areas:
        row["class"] = None if row["value"] is None else charts.class_of(float(row["value"]), bounds)
        down = boundaries.levels(row["code"])
        row["href"] = address(area=row["code"], level="") if down else t.link("/region", row["place_code"])
        row["region_href"] = t.link("/region", row["place_code"], indicator=indicator["indicator_code"])
    for row in values:
        row["unit_zh"], row["unit_en"] = indicator["unit_zh"], indicator["unit_en"]
    return {
        "info": info,
        "indicator": indicator,
        "themes": common.indicators(snapshot),
        "years": years,
        "year": year,
        "area": area,
        "above": [
            *([{"region_code": "", "name_zh": t("全国", "China")}] if area["level"] else []),
            *common.ancestors(snapshot, area),
        ],
        "levels": levels,
        "level": level,
        "shown": shown,
        "address": address,
        "legend": _legend(asked, indicator, areas, bounds),
        "ranked": _ranked(indicator, areas),
        "masked": [row for row in areas if row["is_masked"]],
        "deeper": _deeper(values, area, areas),
        "charts": {"map": _chart(asked, indicator, area, level, year, shown, areas)},
    }


def _years(snapshot: Snapshot, indicator: str, shown: str) -> list[Row]:
    """Years with values, the latest first."""
    return snapshot.rows(
        f"select year, count(distinct region_code) as regions from fct_indicator_year"
        f" where indicator_code = $indicator and {shown}_value is not null group by year order by year desc",
        {"indicator": indicator},
    )


def _most(years: list[Row]) -> int:
    return max(int(row["regions"]) for row in years)


def _values(snapshot: Snapshot, indicator: str, year: int | None, shown: str) -> list[Row]:
    sql = _PLACES.format(shown=shown, rule=_RULE[shown])
    return snapshot.rows(sql, {"indicator": indicator, "year": year})


def _areas(snapshot: Snapshot, shown_map: boundaries.Map, values: list[Row]) -> list[dict[str, Any]]:
    """The areas of the map with their values, and how many regions below each have one."""
    codes = [area.code for area in shown_map.areas]
    known = {
        row["region_code"]: row
        for row in snapshot.rows(
            "select m.region_code, m.place_code, p.name_zh from dim_region as m"
            " inner join dim_region as p on m.place_code = p.region_code"
            " where m.region_code in (select unnest($codes::varchar[]))",
            {"codes": codes},
        )
    }
    by_place = {row["place_code"]: row for row in values}
    below = Counter(
        above for row in values for above in {row["province_code"], row["prefecture_code"]} - {row["place_code"], None}
    )
    areas = []
    for area in shown_map.areas:
        place = known.get(area.code, {"place_code": area.code, "name_zh": area.name})
        value = by_place.get(place["place_code"], {})
        areas.append(
            {
                "code": area.code,
                "place_code": place["place_code"],
                "name": place["name_zh"],
                "value": value.get("value"),
                "is_masked": bool(value.get("is_masked")) and value.get("value") is None,
                "observation_id": value.get("observation_id"),
                "picked_rule": value.get("picked_rule"),
                "below": below[place["place_code"]],
            }
        )
    return areas


def _ranked(indicator: Row, areas: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The areas with a value, the best first; where neither side is better, the highest."""
    with_value = [row for row in areas if row["value"] is not None]
    return sorted(with_value, key=lambda row: row["value"], reverse=indicator["direction"] != "lower_better")


def _deeper(values: list[Row], area: Row, areas: list[dict[str, Any]]) -> list[Row]:
    """The values of regions within the area that are no areas of the map themselves."""
    code, shown = area["region_code"], {row["place_code"] for row in areas}
    within = [
        row
        for row in values
        if row["place_code"] not in (*shown, code)
        and (not area["level"] or code in (row["province_code"], row["prefecture_code"]))
    ]
    return sorted(within, key=lambda row: str(row["place_code"]))


def _legend(asked: Asked, indicator: Row, areas: list[dict[str, Any]], bounds: list[float]) -> list[dict[str, str]]:
    t = asked.t
    values = [row["value"] for row in areas if row["value"] is not None]
    entries = []
    if values:
        edges = [min(values), *(Decimal(str(bound)) for bound in bounds), max(values)]
        for at in range(len(bounds) + 1):
            low, high = edges[at], edges[at + 1]
            words = t.number(low) if low == high else f"{t.number(low)} – {t.number(high)}"
            entries.append({"mark": f"ramp{_shade(at, len(bounds))}", "words": words})
    if any(row["is_masked"] for row in areas):
        entries.append({"mark": "masked", "words": t("原文隐去", "Hidden in the source")})
    if any(row["value"] is None and row["below"] for row in areas):
        entries.append({"mark": "below", "words": t("仅下级地区有数据", "Only regions below have data")})
    entries.append({"mark": "nodata", "words": t("无数据", "No data")})
    return entries


def _shade(at: int, last: int) -> int:
    """Classes spread over the six shades of the ramp, whatever their number."""
    return round(1 + at * 4 / last) if last else 3


def _said(asked: Asked, indicator: Row, row: dict[str, Any]) -> str:
    """What is said of an area when it is pointed at; empty without data."""
    t = asked.t
    if row["value"] is not None:
        return t.quantity(row["value"], indicator)
    if row["is_masked"]:
        return t("原文隐去", "hidden in the source")
    if row["below"]:
        return t("下级 {} 个地区有数据", "{} regions below have data").format(row["below"])
    return ""


def _chart(
    asked: Asked,
    indicator: Row,
    area: Row,
    level: int,
    year: int | None,
    shown: str,
    areas: list[dict[str, Any]],
) -> Chart:
    t = asked.t
    last = max((row["class"] for row in areas if row["class"] is not None), default=0)
    rows = [
        {
            "region_code": row["place_code"],
            "region": row["name"],
            "year": year,
            "indicator_code": indicator["indicator_code"],
            "indicator": t.name(indicator, "indicator"),
            shown: row["value"],
            "unit_code": indicator["unit_code"],
            "is_masked": row["is_masked"],
            "regions_below_with_data": row["below"],
            "observation_id": row["observation_id"],
        }
        for row in areas
    ]
    drawn = {
        row["code"]: {
            "name": row["name"],
            "href": row["href"],
            **({"shade": _shade(row["class"], last)} if row["class"] is not None else {}),
            **({"short": t.number(row["value"])} if row["value"] is not None and row["value"] < 10**6 else {}),
            **({"text": text} if (text := _said(asked, indicator, row)) else {}),
            **({"kind": "masked"} if row["is_masked"] else {"kind": "below"} if row["below"] else {}),
        }
        for row in areas
    }
    title = f"{t.name(indicator, 'indicator')} · {area['name_zh']} · {year or ''}"
    return Chart(
        name="map",
        title=title,
        columns={
            "region_code": t("代码", "Code"),
            "region": t("地区", "Region"),
            "year": t("年份", "Year"),
            "indicator_code": t("指标代码", "Indicator code"),
            "indicator": t("指标", "Indicator"),
            shown: t.said(wording.SHOWN, shown),
            "unit_code": t("单位代码", "Unit code"),
            "is_masked": t("原文隐去", "Hidden"),
            "regions_below_with_data": t("有数据的下级地区", "Regions below with data"),
            "observation_id": t("观测", "Observation"),
        },
        rows=rows,
        drawing={
            "kind": "map",
            "boundaries": f"/boundaries/{boundaries.edition()}/{area['region_code']}-{level}.json",
            "inset": t("南海诸岛", "South China Sea islands") if area["level"] == 0 else "",
            "areas": drawn,
            "none": t("无数据", "no data"),
            "labels": level == 1 or (area["level"] > 0 and len(areas) < 40),
        },
        description=t(
            "地图，各地区的数值也列在旁边的表中。",
            "A map; the values of the regions are listed in the table beside it.",
        ),
    )
