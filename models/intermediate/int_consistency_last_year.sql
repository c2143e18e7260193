-- This year's value and the stated change against last year's value, in the same or another report.
with figures as (
    select
        *,
        -- where the region is hidden only the same document can be compared
        coalesce(region_code, document_id) as region_key,
        -- the same period a year earlier; the last day of February stays the last day
        period_start - interval 1 year as previous_start,
        case
            when period_end = last_day(period_end) then last_day(cast(period_end - interval 1 year as date))
            else period_end - interval 1 year
        end as previous_end
    from {{ ref('int_figures') }}
    where scenario = 'actual' and qualifier = 'eq'
),

levels as (
    select * from figures
    where measure = 'level'
),

changes as (
    select * from figures
    where measure in ('change_abs', 'change_pp', 'change_pct') and base = 'yoy' and unit_code <> '{rank}'
),

with_levels as (
    select
        change.*,
        level.observation_id as level_id,
        level.value as level_value,
        level.step as level_step,
        level.unit_code as level_unit_code
    from changes as change
    inner join levels as level
        on
            change.place_key = level.place_key
            and change.period_key = level.period_key
            and change.indicator_code = level.indicator_code
    qualify {{ nearest(['change.observation_id'], 'change', 'level') }}
),

with_previous as (
    select
        change.*,
        previous.observation_id as previous_id,
        previous.value as previous_value,
        previous.step as previous_step
    from with_levels as change
    inner join levels as previous
        on
            change.indicator_code = previous.indicator_code
            and change.previous_start = previous.period_start
            and change.previous_end = previous.period_end
            and change.scope is not distinct from previous.scope
            and change.region_key = previous.region_key
    where change.measure <> 'change_pct' or previous.value <> 0
    qualify
        row_number() over (
            partition by change.observation_id
            order by
                change.document_id = previous.document_id desc,
                previous.document_id, previous.char_start, previous.observation_id
        ) = 1
)

select
    'last_year' as family,
    measure || '_on_last_year' as rule_code,
    observation_id as stated_observation_id,
    [observation_id, level_id, previous_id] as observation_ids,
    case
        when measure = 'change_pct' then (level_value - previous_value) / abs(previous_value) * 100
        else level_value - previous_value
    end as expected,
    value as stated,
    case
        when measure = 'change_pct'
            then
                step
                + 50 * (level_step / abs(previous_value) + abs(level_value) * previous_step / pow(previous_value, 2))
        when level_step + previous_step = 0 and step <= 1 then 0
        else step + (level_step + previous_step) / 2
    end as tolerance
from with_previous
