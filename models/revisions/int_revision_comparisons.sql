-- Each answer whose value the last revision of it changed, beside the value that stood before.
-- Read from the history of publications and not from the last one alone: a build that changes nothing says the same.
with revised as (
    select
        revision,
        region_code,
        year,
        indicator_code,
        value_before,
        value_after
    from {{ ref('int_published_revisions') }}
    where grain = 'indicator_year' and change = 'changed' and list_contains(changed_columns, 'actual_value')
    union all by name
    select
        -- after every revision that was published
        cast(2147483647 as integer) as revision,
        region_code,
        year,
        indicator_code,
        value_before,
        value_after
    from {{ ref('int_revised_indicator_years') }}
    where change = 'changed' and list_contains(changed_columns, 'actual_value')
),

latest as (
    select * from revised
    qualify row_number() over (partition by region_code, year, indicator_code order by revision desc) = 1
),

-- a value that comes back was a slip before, not now
kept as (
    select latest.*
    from latest
    left join revised
        on
            latest.region_code = revised.region_code
            and latest.year = revised.year
            and latest.indicator_code = revised.indicator_code
            and latest.revision > revised.revision
            and latest.value_after = revised.value_before
    where revised.revision is null
)

select
    'publication' as compared_with,
    answers.actual_observation_id as observation_id,
    kept.indicator_code,
    cast(kept.value_after as double) as value,
    cast(null as varchar) as compared_observation_id,
    kept.year as compared_year,
    cast(kept.value_before as double) as compared_value
from kept
inner join {{ ref('fct_indicator_year') }} as answers
    on
        kept.region_code = answers.region_code
        and kept.year = answers.year
        and kept.indicator_code = answers.indicator_code
        and kept.value_after = answers.actual_value
inner join {{ ref('int_observations') }} as observations
    on answers.actual_observation_id = observations.observation_id
where kept.value_before > 0 and kept.value_after > 0 and observations.override_action is null
