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

-- a gap may be told with what happened or with the plan: the former comes first
gaps as (
    select * from choices
    where role = 'target_gap' and not is_masked
    qualify row_number() over (partition by region_code, year, indicator_code order by scenario) = 1
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
        targets.qualifier as target_qualifier,
        -- 不低于 and 控制在…以内 say which side is good; else the indicator does
        case
            when targets.qualifier in ('ge', 'gt') then 'higher_better'
            when targets.qualifier in ('le', 'lt') then 'lower_better'
            else indicators.direction
        end as direction,
        case
            when targets.report_year < targets.year then 'earlier_plan'
            when targets.report_year = targets.year then 'report_of_the_year'
            when targets.report_year > targets.year then 'later_report'
        end as target_source,
        actuals.value as actual_value,
        actuals.qualifier as actual_qualifier,
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
),

-- 「不足300天」 misses 300, 「低于30」 asks for less than 30; a figure that is itself a bound may leave the question open
judged as (
    select
        *,
        case direction
            when 'higher_better' then actual_value - target_value
            when 'lower_better' then target_value - actual_value
        end as surplus,
        actual_qualifier in (if(direction = 'higher_better', 'ge', 'le'), if(direction = 'higher_better', 'gt', 'lt'))
            as is_at_least,
        actual_qualifier in (if(direction = 'higher_better', 'le', 'ge'), if(direction = 'higher_better', 'lt', 'gt'))
            as is_at_best,
        target_qualifier in ('gt', 'lt') as is_target_strict,
        actual_qualifier in ('gt', 'lt') as is_actual_strict
    from joined
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
        when not is_at_best and (surplus > 0 or (surplus = 0 and (not is_target_strict or is_actual_strict))) then true
        when not is_at_least and (surplus < 0 or (surplus = 0 and (is_target_strict or is_actual_strict))) then false
    end as is_attained,
    target_observation_id,
    actual_observation_id,
    gap_observation_id
from judged
order by region_code, year, indicator_code
