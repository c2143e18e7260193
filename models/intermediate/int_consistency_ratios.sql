-- done / total = rate, where the two counts are printed before their rate.
with figures as (
    select * from {{ ref('int_figures') }}
    where scenario = 'actual' and measure = 'level' and qualifier = 'eq'
),

rules as (
    select * from {{ ref('consistency_ratios') }}
),

with_parts as (
    select
        rules.rule_code,
        rules.total_code,
        ratio.*,
        part.observation_id as part_observation_id,
        part.value as part_value,
        part.step as part_step
    from rules
    inner join figures as ratio on rules.ratio_code = ratio.indicator_code
    inner join figures as part
        on
            rules.part_code = part.indicator_code
            and ratio.place_key = part.place_key
            and ratio.period_key = part.period_key
            and ratio.char_start - part.char_start between 0 and {{ var('consistency_reach') }}
    -- one rate for several kinds of things (problems, letters) is that of the kind just told
    qualify {{ nearest(['ratio.observation_id'], 'ratio', 'part') }}
),

with_totals as (
    select
        ratio.*,
        total.observation_id as total_observation_id,
        total.value as total_value,
        total.step as total_step
    from with_parts as ratio
    inner join figures as total
        on
            ratio.total_code = total.indicator_code
            and ratio.place_key = total.place_key
            and ratio.period_key = total.period_key
            and ratio.char_start - total.char_start between 0 and {{ var('consistency_reach') }}
            and total.value > 0
    qualify {{ nearest(['ratio.observation_id', 'ratio.rule_code'], 'ratio', 'total') }}
)

select
    'ratio' as family,
    rule_code,
    observation_id as stated_observation_id,
    [observation_id, part_observation_id, total_observation_id] as observation_ids,
    part_value / total_value * 100 as expected,
    value as stated,
    step + 100 * (part_step / 2 / total_value + part_value * total_step / 2 / (total_value * total_value)) as tolerance
from with_totals
