-- What to know of each observation before use, a row a flag: the one place that raises them.
with observations as (
    select * from {{ ref('int_observations') }}
),

contradictions as (
    select distinct
        unnest(observation_ids) as observation_id,
        'contradicts_' || family as flag_code
    from {{ ref('int_consistency_checked') }}
    where verdict = 'contradiction'
),

remarks as (
    select
        observation_id,
        unnest(
            list_filter(
                [
                    case when is_implausible then 'outside_plausible_range' end,
                    case when has_unknown_region then 'unknown_region' end,
                    case when is_after_break then 'series_break' end,
                    case
                        when unit_spelling = '' and not is_masked and measure = 'level' and override_value is null
                            then 'unit_not_printed'
                    end,
                    case
                        when override_action = 'accept' then 'accepted_by_person'
                        when override_action = 'correct' then 'corrected_by_person'
                    end
                ],
                lambda flag: flag is not null
            )
        ) as flag_code
    from observations
)

select * from contradictions
union all by name
select * from remarks
union all by name
select * from {{ ref('int_magnitude_flags') }}
