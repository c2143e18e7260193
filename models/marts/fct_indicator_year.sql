with choices as (
    select * from {{ ref('int_year_choices') }}
),

-- only what speaks of the same period as the picked figure: eleven months and a year are not two opinions
spreads as (
    select
        rivals.region_code,
        rivals.year,
        rivals.indicator_code,
        count(distinct rivals.document_id) as n_sources,
        cast(max(rivals.value) - min(rivals.value) as decimal(28, 8)) as spread
    from choices as rivals
    inner join choices as picked
        on
            rivals.region_code = picked.region_code
            and rivals.year = picked.year
            and rivals.indicator_code = picked.indicator_code
            and rivals.period_type = picked.period_type
            and rivals.period_end = picked.period_end
    where
        rivals.scenario = 'actual' and rivals.role = 'level' and not rivals.is_masked
        and picked.scenario = 'actual' and picked.role = 'level' and picked.choice = 1
    group by rivals.region_code, rivals.year, rivals.indicator_code
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
            {% for field in [
                'value', 'qualifier', 'unit_code', 'observation_id', 'period_end', 'period_type', 'picked_rule',
            ] %}
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

regions as (
    select
        region_code,
        place_code
    from {{ ref('regions') }}
),

placed as (
    select
        picked.*,
        coalesce(regions.place_code, picked.region_code) as place_code,
        -- the last day of February stays the last day of a month
        strftime(picked.actual_period_end, '%m')
        || case
            when picked.actual_period_end = last_day(picked.actual_period_end) then 'end'
            else strftime(picked.actual_period_end, '%d')
        end as actual_until
    from picked
    left join regions on picked.region_code = regions.region_code
),

-- a place that got another code is still the same place
previous_years as (
    select * from placed
    where actual_value is not null
    qualify row_number() over (partition by place_code, year, indicator_code order by region_code desc) = 1
),

compared as (
    select
        placed.*,
        indicators.unit_code,
        coalesce(spreads.n_sources, 0) as n_sources,
        spreads.spread,
        -- only like with like: a year to date is compared with the same months of the year before
        case
            when
                placed.actual_period_type = previous.actual_period_type
                and placed.actual_until = previous.actual_until
                then previous.actual_value
        end as previous_value
    from placed
    inner join indicators on placed.indicator_code = indicators.indicator_code
    left join spreads
        on
            placed.region_code = spreads.region_code
            and placed.year = spreads.year
            and placed.indicator_code = spreads.indicator_code
    left join previous_years as previous
        on
            placed.place_code = previous.place_code
            and placed.year = previous.year + 1
            and placed.indicator_code = previous.indicator_code
)

select
    region_code,
    year,
    indicator_code,
    unit_code,
    actual_value,
    actual_qualifier,
    actual_period_end,
    coalesce(is_masked, false) as is_masked,
    target_value,
    target_qualifier,
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
