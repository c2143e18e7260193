{{ config(meta={'dagster': {'ref': {'name': 'fct_observation'}}}) }}
-- Flags, as a list and as rows, are those of the seed and the same.
with listed as (
    select
        observation_id,
        unnest(quality_flags) as flag_code
    from {{ ref('fct_observation') }}
),

raised as (
    select
        observation_id,
        flag_code
    from {{ ref('fct_quality_flag') }}
)

select
    coalesce(listed.observation_id, raised.observation_id) as observation_id,
    coalesce(listed.flag_code, raised.flag_code) as flag_code
from listed
full outer join raised on listed.observation_id = raised.observation_id and listed.flag_code = raised.flag_code
left join {{ ref('quality_flags') }} as known on coalesce(listed.flag_code, raised.flag_code) = known.flag_code
where known.flag_code is null or listed.observation_id is null or raised.observation_id is null
