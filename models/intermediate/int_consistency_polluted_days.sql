-- good / (good + polluted) = share of good days, with the polluted days as one figure or told one by one.
with figures as (
    select * from {{ ref('int_figures') }}
    where scenario = 'actual' and measure = 'level' and qualifier = 'eq'
),

paired as (
    select
        ratio.*,
        good.observation_id as good_id,
        good.value as good_days
    from figures as ratio
    inner join figures as good
        on
            ratio.place_key = good.place_key
            and ratio.period_key = good.period_key
            and good.indicator_code = 'air_good_days_count'
    where ratio.indicator_code = 'air_good_days_ratio' and good.value > 0
    qualify {{ nearest(['ratio.observation_id'], 'ratio', 'good') }}
),

with_polluted as (
    select
        paired.*,
        polluted.observation_id as polluted_id,
        polluted.value as polluted_days,
        -- the total of the period if it is printed, else its degrees, else the days of its months
        case
            when polluted.period_key = paired.period_key
                then if(polluted.indicator_code = 'air_polluted_days_count', 1, 2)
            when polluted.indicator_code = 'air_polluted_days_count' then 3
            else 4
        end as kind
    from paired
    inner join figures as polluted
        on
            paired.place_key = polluted.place_key
            and paired.period_start <= polluted.period_start
            and paired.period_end >= polluted.period_end
            and polluted.indicator_code in (
                'air_polluted_days_count', 'air_light_polluted_days_count',
                'air_moderate_polluted_days_count', 'air_heavy_polluted_days_count'
            )
    qualify
        rank() over (partition by paired.observation_id order by kind) = 1
        and (kind > 1 or {{ nearest(['paired.observation_id', 'kind'], 'paired', 'polluted') }})
),

summed as (
    select
        observation_id,
        value,
        step,
        good_id,
        good_days,
        bool_and(kind = 1) as is_complete,
        sum(polluted_days) as polluted_days,
        list(polluted_id order by polluted_id) as polluted_ids
    from with_polluted
    group by observation_id, value, step, good_id, good_days
)

select
    'days' as family,
    'good_and_polluted_days' as rule_code,
    observation_id as stated_observation_id,
    list_concat([observation_id, good_id], polluted_ids) as observation_ids,
    -- days told one by one may be not all: they only bound the share from above
    case
        when is_complete then good_days / (good_days + polluted_days) * 100
        else least(good_days / (good_days + polluted_days) * 100, value)
    end as expected,
    value as stated,
    step as tolerance
from summed
