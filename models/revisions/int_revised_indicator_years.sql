-- Each answer for a region, year and indicator that this build would add, remove or change.
with before as (
    select * from {{ ref('int_published_indicator_years') }}
),

after as (
    select * from {{ ref('fct_indicator_year') }}
    where exists (select 1 from before)
),

compared as (
    select
        coalesce(after.region_code, before.region_code) as region_code,
        coalesce(after.year, before.year) as year,
        coalesce(after.indicator_code, before.indicator_code) as indicator_code,
        coalesce(after.unit_code, before.unit_code) as unit_code,
        coalesce(after.actual_observation_id, before.actual_observation_id) as observation_id,
        case
            when before.region_code is null then 'added'
            when after.region_code is null then 'removed'
            else 'changed'
        end as change,
        before.actual_value as value_before,
        after.actual_value as value_after,
        {{ changed_columns('before', 'after', [
            'actual_value', 'target_value', 'yoy_change_stated', 'rank', 'picked_rule', 'actual_observation_id',
            'target_observation_id',
        ]) }} as changed_columns
    from before
    full outer join after
        on
            before.region_code = after.region_code
            and before.year = after.year
            and before.indicator_code = after.indicator_code
)

select * replace (case when change = 'changed' then changed_columns else [] end as changed_columns)
from compared
where change <> 'changed' or len(changed_columns) > 0
