{{ config(meta={'dagster': {'ref': {'name': 'rejected_candidate'}}}) }}
-- Candidates, those of the extractor and those of people, = observations + rejected, each exactly once.
with candidates as (
    select candidate_id from {{ ref('stg_candidates') }}
    union all
    select candidate_id from {{ ref('int_override_candidates') }}
),

ended as (
    select observation_id as candidate_id from {{ ref('fct_observation') }}
    union all
    select candidate_id from {{ ref('rejected_candidate') }}
),

counted as (
    select
        candidate_id,
        count(*) as ends
    from ended
    group by candidate_id
)

select
    coalesce(candidates.candidate_id, counted.candidate_id) as candidate_id,
    counted.ends
from candidates
full outer join counted on candidates.candidate_id = counted.candidate_id
where candidates.candidate_id is null or counted.ends is distinct from 1
