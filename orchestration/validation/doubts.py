"""Rules that readers are told of and that block nothing: figures that were rejected as impossible, figures that are kept with a doubt.
What becomes of a figure is decided in models/intermediate; here it is shown."""

from __future__ import annotations

from orchestration.validation.rules import FLAG, QUARANTINE, Rule, number, observations, seed, seed_rows

IMPOSSIBLE = ("out_of_hard_range", "number_too_large")


def _quarantined() -> Rule:
    low, high = (
        f"cast(case when c.measure = 'level' then i.hard_{end} else m.hard_{end} end as decimal(28, 8))"
        for end in ("min", "max")
    )
    return Rule(
        "quarantined",
        "rejected_candidate",
        QUARANTINE,
        "不可能的数值",
        "Figures outside the hard range of their indicator: rejected, the rest of their document is published.",
        f"""select c.candidate_id as key, c.document_id, d.file_name, c.char_start, c.quote, c.sentence,
    concat_ws(' · ', coalesce(i.name_zh, c.indicator_code), if(c.measure = 'level', null, m.name_zh), r.name_zh, d.report_year) as subject,
    case when c.reject_reason = 'out_of_hard_range'
        then format('不可能：{{}} 在可能范围 {{}}～{{}} {{}} 之外', c.quote, coalesce({number(low)}, '−∞'), coalesce({number(high)}, '∞'),
            case c.measure when 'level' then if(i.unit_code = '%', '%', coalesce(u.name_zh, i.unit_code)) when 'change_pct' then '%' when 'change_pp' then '个百分点' else '' end)
        else k.name_zh end as why
from BATCH as c
left join marts.dim_document as d on c.document_id = d.document_id
left join marts.dim_region as r on d.region_code = r.region_code
left join {seed("indicators")} as i on c.indicator_code = i.indicator_code
left join {seed("units")} as u on i.unit_code = u.unit_code
left join {seed("measures")} as m on c.measure = m.measure
left join {seed("reject_reasons")} as k on c.reject_reason = k.reason_code
where c.reject_reason in {IMPOSSIBLE}
order by d.file_name, c.document_id, c.char_start, c.candidate_id""",
        f"select (select count(*) from marts.fct_observation) + (select count(*) from BATCH where reject_reason in {IMPOSSIBLE})",
    )


# What a doubt rests on, in words, for flags that compare; `f` is the row of fct_quality_flag, `c` the figure compared with.
_TIMES = "format('{} {} 倍', if(f.ratio >= 1, '大', '小'), f.times)"
_NEAREST = (
    f"format('最接近的一年：{{}} 年{{}}{{}}，', f.compared_year, coalesce('「' || c.quote || '」，即 ', '为 '), {number('f.compared_value')}) || "
    + _TIMES
)
_SLIP = f"coalesce('。疑为' || s.name_zh || '（×' || {number('s.factor')} || '）', '')"
_WHY = {
    "outside_plausible_range": f"format('合理范围 {{}}～{{}}', coalesce({number('i.plausible_min')}, '−∞'), coalesce({number('i.plausible_max')}, '∞'))",
    "unlikely_change": _NEAREST,
    "likely_unit_slip": f"{_NEAREST} || {_SLIP}",
    "revised_by_unit_slip": f"format('此前发布为 {{}}，', {number('f.compared_value')}) || {_TIMES} || {_SLIP}",
}


def _flagged(flag: dict[str, str]) -> Rule:
    code = flag["flag_code"]
    source = f"""(select *, greatest(ratio, 1 / ratio) as distance, {number("if(distance < 10, round(distance, 1), round(distance))")} as times
    from BATCH where flag_code = '{code}') as f
join marts.fct_observation as o on f.observation_id = o.observation_id
left join marts.fct_observation as c on f.compared_observation_id = c.observation_id
left join {seed("unit_slips")} as s on f.slip_code = s.slip_code"""
    return Rule(
        code,
        "fct_quality_flag",
        FLAG,
        flag["name_zh"],
        f"{flag['description']}: kept and flagged.",
        observations("true", _WHY.get(code, f"'{flag['name_zh']}'"), source),
        "select count(*) from marts.fct_observation",
    )


def _contradictions(flag: dict[str, str]) -> Rule:
    """The comparison and not its figures: one contradiction is one row, shown at the figure that is stated."""
    code = flag["flag_code"]
    family = code.removeprefix("contradicts_")
    source = f"(select * from BATCH where family = '{family}' and verdict = 'contradiction') as f join marts.fct_observation as o on f.stated_observation_id = o.observation_id"
    why = f"format('{flag['name_zh']}：文中 {{}}，按其他数字应为 {{}}，相差 {{}}（容许 {{}}）', {number('f.stated')}, {number('round(f.expected, 4)')}, {number('round(f.difference, 4)')}, {number('round(f.tolerance, 4)')})"
    return Rule(
        code,
        "fct_consistency",
        FLAG,
        flag["name_zh"],
        f"{flag['description']}: all figures of the comparison are kept and flagged.",
        observations("true", why, source),
        f"select count(*) from marts.fct_consistency where family = '{family}'",
    )


def rules() -> list[Rule]:
    doubts = [flag for flag in seed_rows("quality_flags") if flag["is_doubt"] == "true"]
    return [
        _quarantined(),
        *(_contradictions(flag) if flag["flag_code"].startswith("contradicts_") else _flagged(flag) for flag in doubts),
    ]
