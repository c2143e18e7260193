with observations as (
    select * from {{ ref('int_observations') }}
),

contradictions as (
    select * from {{ ref('int_observation_flags') }}
),

checked as (
    select
        observations.*,
        contradictions.flags as contradictions
    from observations
    left join contradictions on observations.observation_id = contradictions.observation_id
),

flagged as (
    select
        *,
        list_concat(
            coalesce(contradictions, cast([] as varchar[])),
            list_filter(
                [
                    case when is_implausible then 'outside_plausible_range' end,
                    case when is_after_break then 'series_break' end,
                    case
                        when unit_spelling = '' and not is_masked and measure = 'level' and override_value is null
                            then 'unit_not_printed'
                    end,
                    case when has_unknown_region then 'unknown_region' end,
                    case
                        when override_action = 'accept' then 'accepted_by_person'
                        when override_action = 'correct' then 'corrected_by_person'
                    end
                ],
                lambda flag: flag is not null
            )
        ) as quality_flags
    from checked
),

final as (
    select
        observation_id,
        document_id,
        char_start,
        char_end,
        quote,
        sentence,
        section,
        indicator_code,
        region_code,
        scope,
        period_start,
        period_end,
        year,
        period_type,
        scenario,
        measure,
        base,
        value,
        unit_code,
        qualifier,
        value_text,
        unit_text,
        is_masked,
        -- SDMX wants one code: what is missing first, then what breaks the series, then doubt
        case
            when is_masked then 'Q'
            when is_after_break then 'B'
            when contradictions is not null then 'U'
            when scenario = 'actual' and (period_type = 'year_to_date' or published_on < period_end) then 'P'
            else 'A'
        end as obs_status,
        quality_flags
    from flagged
)

select * from final
order by document_id, char_start, char_end, observation_id
