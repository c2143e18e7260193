-- actual - target = the gap that the report states.
with figures as (
    select * from {{ ref('int_figures') }}
),

gaps as (
    select * from figures
    where measure = 'target_gap' and qualifier = 'eq'
),

actuals as (
    select * from figures
    where measure = 'level' and scenario = 'actual' and qualifier = 'eq'
),

targets as (
    select * from figures
    where measure = 'level' and scenario = 'target'
),

with_actuals as (
    select
        gap.*,
        actual.observation_id as actual_id,
        actual.value as actual_value,
        actual.step as actual_step
    from gaps as gap
    inner join actuals as actual
        on
            gap.place_key = actual.place_key
            and gap.indicator_code = actual.indicator_code
            and gap.year is not distinct from actual.year
    qualify {{ nearest(['gap.observation_id'], 'gap', 'actual') }}
),

with_targets as (
    select
        gap.*,
        target.observation_id as target_id,
        target.value as target_value,
        target.step as target_step
    from with_actuals as gap
    inner join targets as target
        on
            gap.place_key = target.place_key
            and gap.indicator_code = target.indicator_code
            and gap.year is not distinct from target.year
    qualify {{ nearest(['gap.observation_id'], 'gap', 'target') }}
)

select
    'gap' as family,
    'gap_to_target' as rule_code,
    observation_id as stated_observation_id,
    [observation_id, actual_id, target_id] as observation_ids,
    actual_value - target_value as expected,
    value as stated,
    -- a gap of whole days or cases is exact, like the levels it lies between
    case when actual_step + target_step = 0 and step <= 1 then 0 else step + (actual_step + target_step) / 2 end
        as tolerance
from with_targets
