"""The list of indicators, and one of them: definition, unit, standards, coverage and distribution."""

from __future__ import annotations

from explorer import charts, wording
from explorer.charts import Chart
from explorer.pages import common
from explorer.pages.common import Asked, Context
from explorer.published import Row, Snapshot

_LISTED = 15


def indicators(snapshot: Snapshot, asked: Asked) -> Context:
    everything = bool(asked.text("all"))
    rows = snapshot.rows(
        """
        select i.*, i.name_zh as indicator_zh, i.name_en as indicator_en, u.name_zh as unit_zh, u.name_en as unit_en,
            f.regions, f.first_year, f.last_year, o.figures
        from dim_indicator as i
        left join dim_unit as u on i.unit_code = u.unit_code
        left join (
            select indicator_code, count(distinct region_code) as regions, min(year) as first_year, max(year) as last_year
            from fct_indicator_year group by 1
        ) as f on i.indicator_code = f.indicator_code
        left join (select indicator_code, count(*) as figures from fct_observation group by 1) as o
            on i.indicator_code = o.indicator_code
        where $all or o.figures > 0
        order by i.theme, i.tier, i.name_zh
        """,
        {"all": everything},
    )
    return {"themes": common.by(rows, "theme"), "total": len(rows), "everything": everything}


def indicator(snapshot: Snapshot, asked: Asked) -> Context:
    row = common.indicator(snapshot, asked, asked.text("code"))
    assert row is not None  # a code was given
    code = row["indicator_code"]
    years = snapshot.rows(
        """
        select year, count(distinct region_code) filter (actual_value is not null) as actual,
            count(distinct region_code) filter (target_value is not null) as target,
            min(actual_value) as lowest, median(actual_value) as middle, max(actual_value) as highest
        from fct_indicator_year where indicator_code = $code group by year order by year
        """,
        {"code": code},
    )
    with_values = [each for each in years if each["actual"]]
    most = max((each["actual"] for each in with_values), default=0)
    year = asked.year() or next((each["year"] for each in with_values[::-1] if each["actual"] == most), None)
    levels = snapshot.rows(
        "select r.level, count(distinct r.place_code) as regions from fct_indicator_year as f"
        " inner join dim_region as r on f.region_code = r.region_code"
        " where f.indicator_code = $code and f.year = $year and f.actual_value is not null group by 1 order by regions desc, 1",
        {"code": code, "year": year},
    )
    level = asked.choice("level", ("0", "1", "2", "3"), str(levels[0]["level"]) if levels else "3")
    values = _values(snapshot, code, year, level)
    return {
        "indicator": row,
        "counts": snapshot.row(
            """
            select count(*) as figures, count(distinct document_id) as documents, count(distinct region_code) as regions,
                count(*) filter (is_masked) as masked, count(*) filter (scenario = 'target') as targets,
                count(*) filter (len(quality_flags) > 0) as flagged
            from fct_observation where indicator_code = $code
            """,
            {"code": code},
        ),
        "standards": snapshot.rows(
            """
            select s.standard_code, any_value(s.title) as title, s.grade_or_class, s.averaging, s.limit_low, s.limit_high,
                s.unit_code, any_value(u.name_zh) as unit_zh, any_value(u.name_en) as unit_en,
                s.effective_from, s.effective_to, s.is_applied
            from dim_standard as s left join dim_unit as u on s.unit_code = u.unit_code
            where s.indicator_code = $code and (s.limit_low is not null or s.limit_high is not null)
            group by all order by s.effective_from desc, s.standard_code, s.limit_high
            """,
            {"code": code},
        ),
        "years": years,
        "year": year,
        "levels": levels,
        "level": level,
        "values": values[:_LISTED],
        "total": len(values),
        "charts": {
            "coverage": _coverage(asked, row, years),
            "distribution": _distribution(asked, row, year, level, values),
        },
    }


def _values(snapshot: Snapshot, code: str, year: int | None, level: str) -> list[Row]:
    """The values of a year at one level, the best first."""
    return snapshot.rows(
        """
        select p.region_code, p.name_zh as region_zh, p.province_zh, f.year, f.actual_value, f.actual_observation_id
        from fct_indicator_year as f
        inner join dim_region as r on f.region_code = r.region_code
        inner join dim_region as p on r.place_code = p.region_code
        inner join dim_indicator as i on f.indicator_code = i.indicator_code
        where f.indicator_code = $code and f.year = $year and f.actual_value is not null and p.level = $level::integer
        qualify row_number() over (
            partition by p.region_code order by f.region_code = p.region_code desc, f.region_code
        ) = 1
        order by if(i.direction = 'lower_better', f.actual_value, -f.actual_value), p.region_code
        """,
        {"code": code, "year": year, "level": level},
    )


def _coverage(asked: Asked, indicator: Row, years: list[Row]) -> Chart:
    t = asked.t
    by_year = {row["year"]: row for row in years}
    span = range(years[0]["year"], years[-1]["year"] + 1) if years else []
    counted = [(year, by_year[year]["actual"] if year in by_year else 0) for year in span]
    return Chart(
        name="coverage",
        title=t("各年有实际值的地区数", "Regions with an actual value by year"),
        columns={
            "year": t("年份", "Year"),
            "actual": t("有实际值的地区", "Regions with actual"),
            "target": t("有目标值的地区", "Regions with target"),
            "lowest": t("最低", "Lowest"),
            "middle": t("中位数", "Median"),
            "highest": t("最高", "Highest"),
        },
        rows=years,
        drawing={
            "kind": "bars",
            "counts": True,
            "unit": t("地区", "regions"),
            "bars": [
                {
                    "name": str(year),
                    "value": count,
                    "text": t("{} 个地区", "{} regions").format(count),
                    "href": t.link("/", indicator=indicator["indicator_code"], year=year),
                }
                for year, count in counted
            ],
        },
    )


def _distribution(asked: Asked, indicator: Row, year: int | None, level: str, values: list[Row]) -> Chart:
    t = asked.t
    unit = t.unit(indicator)
    steps = charts.bins([float(row["actual_value"]) for row in values])
    return Chart(
        name="distribution",
        title=f"{t('分布', 'Distribution')} · {year or ''} · {t.said(wording.LEVELS, level)}",
        columns={
            "region_code": t("代码", "Code"),
            "region_zh": t("地区", "Region"),
            "year": t("年份", "Year"),
            "actual_value": t("实际值", "Actual"),
            "observation_id": t("观测", "Observation"),
        },
        rows=[{**row, "observation_id": row["actual_observation_id"]} for row in values],
        drawing={
            "kind": "bars",
            "touching": True,
            "counts": True,
            "unit": t("地区", "regions"),
            "bars": [
                {
                    "name": t.number(low) if low == high else f"{t.number(low)}–{t.number(high)}",
                    "title": f"{t.number(low)} – {t.number(high)} {unit}",
                    "value": count,
                    "text": t("{} 个地区", "{} regions").format(count),
                }
                for low, high, count in steps
            ],
        },
    )
