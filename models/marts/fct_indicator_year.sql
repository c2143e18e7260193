with choices as (
    select * from {{ ref('int_year_choices') }}
),

spreads as (
    select
        region_code,
        year,
        indicator_code,
        count(distinct document_id) as n_sources,
        cast(max(value) - min(value) as decimal(28, 8)) as spread
    from choices
    where scenario = 'actual' and role = 'level'
    group by region_code, year, indicator_code
),

picked as (
    select
        region_code,
        year,
        indicator_code,
        {% for name, scenario, role in [
            ('actual', 'actual', 'level'),
            ('target', 'target', 'level'),
            ('change', 'actual', 'change'),
            ('rank', 'actual', 'rank'),
        ] %}
            {% for field in ['value', 'unit_code', 'observation_id', 'period_end', 'period_type', 'picked_rule'] %}
                max({{ field }}) filter (scenario = '{{ scenario }}' and role = '{{ role }}') as {{ name }}_{{ field }},
            {% endfor %}
        {% endfor %}
        bool_or(is_masked) filter (scenario = 'actual' and role = 'level') as is_masked
    from choices
    where choice = 1
    group by region_code, year, indicator_code
),

indicators as (
    select
        indicator_code,
        unit_code
    from {{ ref('indicators') }}
),

compared as (
    select
        picked.*,
        indicators.unit_code,
        coalesce(spreads.n_sources, 0) as n_sources,
        spreads.spread,
        -- only like with like: a year to date is not compared with a full year
        case when picked.actual_period_type = previous.actual_period_type then previous.actual_value end
            as previous_value
    from picked
    inner join indicators on picked.indicator_code = indicators.indicator_code
    left join spreads
        on
            picked.region_code = spreads.region_code
            and picked.year = spreads.year
            and picked.indicator_code = spreads.indicator_code
    left join picked as previous
        on
            picked.region_code = previous.region_code
            and picked.year = previous.year + 1
            and picked.indicator_code = previous.indicator_code
)

select
    region_code,
    year,
    indicator_code,
    unit_code,
    actual_value,
    actual_period_end,
    coalesce(is_masked, false) as is_masked,
    target_value,
    change_value as yoy_change_stated,
    change_unit_code as yoy_change_stated_unit_code,
    cast(actual_value - previous_value as decimal(28, 8)) as yoy_change_computed,
    try_cast(rank_value as integer) as rank,
    n_sources,
    spread,
    actual_picked_rule as picked_rule,
    target_picked_rule,
    actual_observation_id,
    target_observation_id,
    change_observation_id as yoy_change_observation_id,
    rank_observation_id
from compared
order by region_code, year, indicator_code
