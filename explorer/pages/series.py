"""Values of places through the years: over changes of their codes, beside their neighbours, against standards."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from explorer import wording
from explorer.pages.common import Asked
from explorer.published import Row, Snapshot

_VALUES = """
    select
        f.*, r.place_code, p.name_zh as region_zh,
        i.name_zh as indicator_zh, i.name_en as indicator_en, i.theme, i.tier, i.direction,
        u.name_zh as unit_zh, u.name_en as unit_en, c.name_zh as change_unit_zh, c.name_en as change_unit_en,
        f.yoy_change_stated_unit_code as change_unit_code
    from fct_indicator_year as f
    inner join dim_region as r on f.region_code = r.region_code
    inner join dim_region as p on r.place_code = p.region_code
    left join dim_indicator as i on f.indicator_code = i.indicator_code
    left join dim_unit as u on f.unit_code = u.unit_code
    left join dim_unit as c on f.yoy_change_stated_unit_code = c.unit_code
    where {where}
    qualify row_number() over (
        partition by r.place_code, f.indicator_code, f.year
        order by f.actual_value is null, f.region_code = r.place_code desc, f.region_code
    ) = 1
    order by i.theme, i.tier, i.name_zh, f.indicator_code, f.year desc
"""


def codes(snapshot: Snapshot, place_code: str) -> list[str]:
    """All codes that the place has had."""
    rows = snapshot.rows(
        "select region_code from dim_region where place_code = $place order by 1", {"place": place_code}
    )
    return [row["region_code"] for row in rows]


def of_place(snapshot: Snapshot, place_code: str) -> list[Row]:
    """All values of a place, by indicator, the latest year first."""
    return snapshot.rows(
        _VALUES.format(where="f.region_code in (select unnest($codes::varchar[]))"),
        {"codes": codes(snapshot, place_code)},
    )


def of_places(snapshot: Snapshot, place_codes: Sequence[str], indicator: str) -> list[Row]:
    """The values of one indicator in some places."""
    return snapshot.rows(
        _VALUES.format(where="f.indicator_code = $indicator and r.place_code in (select unnest($places::varchar[]))"),
        {"indicator": indicator, "places": list(place_codes)},
    )


def neighbours(snapshot: Snapshot, place: Row, indicator: str, year: int | None) -> tuple[str, list[Row]]:
    """The regions of the same level around a place with a value in that year, the best first, with their places in the order.

    Around is the same prefecture, else the same province, else the country: the narrowest that holds another region. The
    first part of the answer is the code of what was taken. Equal values share a place.
    """
    found: list[Row] = []
    around = ""
    circles = dict.fromkeys((place["parent_code"], place["province_code"], "100000"))
    for around in (code for code in circles if code):
        found = snapshot.rows(
            """
            select p.region_code, p.name_zh as region_zh, f.actual_value, f.actual_observation_id,
                rank() over (
                    order by if(i.direction = 'lower_better', f.actual_value, -f.actual_value)
                ) as place
            from fct_indicator_year as f
            inner join dim_region as r on f.region_code = r.region_code
            inner join dim_region as p on r.place_code = p.region_code
            inner join dim_indicator as i on f.indicator_code = i.indicator_code
            where f.indicator_code = $indicator and f.year = $year and f.actual_value is not null
                and p.level = $level and p.is_functional = $functional
                and ($around = '100000' or $around in (p.parent_code, p.province_code))
            qualify row_number() over (
                partition by p.region_code order by f.region_code = p.region_code desc, f.region_code
            ) = 1
            order by place, p.region_code
            """,
            {
                "indicator": indicator,
                "year": year,
                "level": place["level"],
                "functional": place["is_functional"],
                "around": around,
            },
        )
        if len(found) > 1 and any(row["region_code"] == place["place_code"] for row in found):
            break
    return around, found


def limits(
    snapshot: Snapshot, asked: Asked, place_code: str, indicator: Row, rows: Sequence[Row]
) -> list[dict[str, Any]]:
    """The limits that the place's figures were held against, each value once; those far above all figures are left out."""
    found = snapshot.rows(
        """
        select coalesce(c.limit_high, c.limit_low) as bound, c.standard_code, c.grade_or_class, max(c.year) as last_year
        from fct_standard_compliance as c inner join dim_region as r on c.region_code = r.region_code
        where c.indicator_code = $indicator and r.place_code = $place
        group by all order by bound, last_year desc, c.standard_code
        """,
        {"indicator": indicator["indicator_code"], "place": place_code},
    )
    highest = max((row["actual_value"] for row in rows if row["actual_value"] is not None), default=Decimal(0))
    named: dict[Decimal, list[str]] = {}
    for row in found:
        if not str(row["grade_or_class"] or "").startswith("IT"):  # interim targets: too many lines for what they say
            grade = asked.t.said(wording.GRADES, row["grade_or_class"])
            named.setdefault(row["bound"], []).append(f"{row['standard_code']} {grade}".strip())
    above = [bound for bound in named if bound > highest]
    within = [bound for bound in named if bound <= highest * 2 or bound == min(above)]
    return [
        {"value": bound, "name": f"{asked.t('、', ', ').join(dict.fromkeys(named[bound]))}  {asked.t.number(bound)}"}
        for bound in within
    ]


def columns(asked: Asked) -> dict[str, str]:
    """The columns of a series as data."""
    t = asked.t
    return {
        "region_code": t("代码", "Code"),
        "region": t("地区", "Region"),
        "indicator_code": t("指标代码", "Indicator code"),
        "indicator": t("指标", "Indicator"),
        "year": t("年份", "Year"),
        "actual_value": t("实际值", "Actual"),
        "target_value": t("目标值", "Target"),
        "unit_code": t("单位代码", "Unit code"),
        "is_masked": t("原文隐去", "Hidden"),
        "picked_rule": t("选用依据", "Picked by"),
        "observation_id": t("观测", "Observation"),
    }


def exported(asked: Asked, row: Row) -> Row:
    """A row for these columns."""
    return {
        **row,
        "region": asked.t.region(row),
        "indicator": asked.t.name(row, "indicator"),
        "observation_id": row["actual_observation_id"] or row["target_observation_id"],
    }
