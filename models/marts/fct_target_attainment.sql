with choices as (
    select * from {{ ref('int_year_choices') }}
    where choice = 1
),

targets as (
    select * from choices
    where scenario = 'target' and role = 'level' and not is_masked
),

actuals as (
    select * from choices
    where scenario = 'actual' and role = 'level' and not is_masked
),

gaps as (
    select * from choices
    where role = 'target_gap' and not is_masked
),

indicators as (
    select
        indicator_code,
        direction
    from {{ ref('indicators') }}
),

joined as (
    select
        targets.region_code,
        targets.year,
        targets.indicator_code,
        targets.unit_code,
        targets.value as target_value,
        -- 不低于 and 控制在…以内 say which side is good; else the indicator does
        case
            when targets.qualifier in ('ge', 'gt') then 'higher_better'
            when targets.qualifier in ('le', 'lt') then 'lower_better'
            else indicators.direction
        end as direction,
        case when targets.report_year < targets.year then 'earlier_plan' else 'report_of_the_year' end as target_source,
        actuals.value as actual_value,
        actuals.period_type <> 'annual' as is_provisional,
        gaps.value as gap_stated,
        targets.observation_id as target_observation_id,
        actuals.observation_id as actual_observation_id,
        gaps.observation_id as gap_observation_id
    from targets
    inner join indicators on targets.indicator_code = indicators.indicator_code
    left join actuals
        on
            targets.region_code = actuals.region_code
            and targets.year = actuals.year
            and targets.indicator_code = actuals.indicator_code
    left join gaps
        on
            targets.region_code = gaps.region_code
            and targets.year = gaps.year
            and targets.indicator_code = gaps.indicator_code
)

select
    region_code,
    year,
    indicator_code,
    unit_code,
    target_value,
    direction,
    target_source,
    actual_value,
    is_provisional,
    cast(actual_value - target_value as decimal(28, 8)) as gap_computed,
    gap_stated,
    case
        when direction = 'higher_better' then actual_value >= target_value
        when direction = 'lower_better' then actual_value <= target_value
    end as is_attained,
    target_observation_id,
    actual_observation_id,
    gap_observation_id
from joined
order by region_code, year, indicator_code
