-- The contradictions that each observation takes part in.
with contradictions as (
    select
        family,
        unnest(observation_ids) as observation_id
    from {{ ref('int_consistency_checked') }}
    where verdict = 'contradiction'
),

flagged as (
    select
        observation_id,
        list_sort(list_distinct(list('contradicts_' || family))) as flags
    from contradictions
    group by observation_id
)

select * from flagged
