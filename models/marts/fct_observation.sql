with observations as (
    select * from {{ ref('int_observations') }}
),

flags as (
    select
        observation_id,
        list(flag_code order by flag_code) as quality_flags,
        bool_or(starts_with(flag_code, 'contradicts_')) as is_contradicted
    from {{ ref('int_observation_flags') }}
    group by observation_id
),

flagged as (
    select
        observations.*,
        coalesce(flags.quality_flags, cast([] as varchar[])) as quality_flags,
        coalesce(flags.is_contradicted, false) as is_contradicted
    from observations
    left join flags on observations.observation_id = flags.observation_id
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
            when is_contradicted then 'U'
            when scenario = 'actual' and (period_type = 'year_to_date' or published_on < period_end) then 'P'
            else 'A'
        end as obs_status,
        quality_flags
    from flagged
)

select * from final
order by document_id, char_start, char_end, observation_id
