-- done + remaining = total, paid + unpaid = fines, good + polluted = valid days, the parts of a total.
with figures as (
    select * from {{ ref('int_figures') }}
    where scenario = 'actual' and measure = 'level' and qualifier = 'eq'
),

rules as (
    select
        *,
        count(*) over (partition by rule_code) as part_count
    from {{ ref('consistency_sums') }}
),

paired as (
    select
        rules.rule_code,
        rules.is_complete,
        rules.part_count,
        total.observation_id as stated_observation_id,
        total.value as stated,
        total.step,
        part.observation_id as part_observation_id,
        part.value as part_value,
        part.step as part_step
    from rules
    inner join figures as total on rules.total_code = total.indicator_code
    inner join figures as part
        on
            rules.part_code = part.indicator_code
            and total.place_key = part.place_key
            and total.period_key = part.period_key
            and abs(total.char_start - part.char_start) <= {{ var('consistency_reach') }}
            -- parts follow their total; what ends the sentence before is about something else
            and (total.char_start <= part.char_start or total.sentence_key = part.sentence_key)
    -- nearest both ways: a part belongs to the total that it is printed with, not to the one of another paragraph
    qualify
        {{ nearest(['total.observation_id', 'rules.rule_code', 'rules.part_code'], 'total', 'part') }}
        and {{ nearest(['part.observation_id', 'rules.rule_code'], 'part', 'total') }}
),

summed as (
    select
        rule_code,
        stated_observation_id,
        stated,
        list(part_observation_id order by part_observation_id) as part_observation_ids,
        -- of an open list the parts may be fewer than all: then only a sum above the total is wrong
        case when bool_and(is_complete) then sum(part_value) else greatest(sum(part_value), stated) end as expected,
        step + sum(part_step) / 2 as tolerance
    from paired
    group by rule_code, stated_observation_id, stated, step
    having count(*) = max(part_count) or (not bool_or(is_complete) and count(*) >= 2)
)

select
    'sum' as family,
    rule_code,
    stated_observation_id,
    list_prepend(stated_observation_id, part_observation_ids) as observation_ids,
    expected,
    stated,
    tolerance
from summed
