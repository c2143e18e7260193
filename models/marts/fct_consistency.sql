with checked as (
    select * from {{ ref('int_consistency_checked') }}
),

observations as (
    select * from {{ ref('int_observations') }}
)

select
    checked.check_id,
    checked.family,
    checked.rule_code,
    observations.document_id,
    observations.region_code,
    observations.year,
    observations.indicator_code,
    checked.stated_observation_id,
    checked.observation_ids,
    checked.expected,
    checked.stated,
    checked.difference,
    checked.tolerance,
    -- the days that a share implies are days, though the share itself is in per cent
    case when checked.rule_code = 'days_by_ratio' then 'd' else observations.unit_code end as unit_code,
    checked.verdict
from checked
inner join observations on checked.stated_observation_id = observations.observation_id
order by observations.document_id, observations.char_start, checked.check_id
