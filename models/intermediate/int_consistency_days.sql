-- Valid days of a period: not more than it has, and not fewer than valid data ask for. Good days / their share gives
-- them, and so does good + polluted days.
with figures as (
    select * from {{ ref('int_figures') }}
    where scenario = 'actual' and measure = 'level' and qualifier = 'eq'
),

good_days as (
    select
        *,
        period_end - period_start + 1 as period_days
    from figures
    where indicator_code = 'air_good_days_count' and period_start is not null
),

by_ratio as (
    select
        'days_by_ratio' as rule_code,
        ratio.observation_id as stated_observation_id,
        [ratio.observation_id, good.observation_id] as observation_ids,
        good.value / ratio.value * 100 as valid_days,
        good.value / ratio.value * 100 * ratio.step / ratio.value as tolerance,
        good.period_days
    from figures as ratio
    inner join good_days as good on ratio.place_key = good.place_key and ratio.period_key = good.period_key
    where ratio.indicator_code = 'air_good_days_ratio' and ratio.value > 0
    qualify {{ nearest(['ratio.observation_id'], 'ratio', 'good') }}
),

by_sum as (
    select
        'good_and_polluted_days_of_period' as rule_code,
        good.observation_id as stated_observation_id,
        [good.observation_id, polluted.observation_id] as observation_ids,
        good.value + polluted.value as valid_days,
        0 as tolerance,
        good.period_days
    from good_days as good
    inner join figures as polluted
        on
            good.place_key = polluted.place_key
            and good.period_key = polluted.period_key
            and polluted.indicator_code = 'air_polluted_days_count'
    qualify {{ nearest(['good.observation_id'], 'good', 'polluted') }}
),

compared as (
    select * from by_ratio
    union all by name
    select * from by_sum
)

select
    'days' as family,
    rule_code,
    stated_observation_id,
    observation_ids,
    least(greatest(valid_days, period_days * {{ var('valid_days_share') }}), period_days) as expected,
    valid_days as stated,
    tolerance
from compared
