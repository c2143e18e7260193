-- Good days / their share = valid days: not more than the period has, and not fewer than valid data ask for.
with figures as (
    select * from {{ ref('int_figures') }}
    where scenario = 'actual' and measure = 'level' and qualifier = 'eq'
),

paired as (
    select
        ratio.observation_id as ratio_id,
        ratio.value as ratio_value,
        ratio.step as ratio_step,
        good.observation_id as good_id,
        good.value / ratio.value * 100 as valid_days,
        good.period_end - good.period_start + 1 as period_days
    from figures as ratio
    inner join figures as good
        on
            ratio.place_key = good.place_key
            and ratio.period_key = good.period_key
            and good.indicator_code = 'air_good_days_count'
    where ratio.indicator_code = 'air_good_days_ratio' and ratio.value > 0
    qualify {{ nearest(['ratio.observation_id'], 'ratio', 'good') }}
)

select
    'days' as family,
    'days_by_ratio' as rule_code,
    ratio_id as stated_observation_id,
    [ratio_id, good_id] as observation_ids,
    least(greatest(valid_days, period_days * {{ var('valid_days_share') }}), period_days) as expected,
    valid_days as stated,
    valid_days * ratio_step / ratio_value as tolerance
from paired
where period_days is not null
