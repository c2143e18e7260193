with observations as (
    select * from {{ ref('int_observations') }}
    where
        scenario = 'actual' and measure = 'level' and not is_masked
        and qualifier in ('eq', 'approx') and period_end is not null
),

limits as (
    select
        *,
        row_number() over (
            partition by standard_code, phase, effective_from, indicator_code, averaging, parameter
            -- from the strictest to the loosest: a lower bound is strict when high, an upper one when low
            order by limit_low desc nulls last, limit_high asc nulls last, grade_or_class
        ) as strictness
    from {{ ref('dim_standard') }}
    where is_applied
),

judged as (
    select
        observations.observation_id,
        observations.document_id,
        observations.region_code,
        observations.scope,
        observations.year,
        observations.indicator_code,
        observations.value,
        observations.unit_code,
        observations.period_type = 'year_to_date' as is_provisional,
        limits.limit_id,
        limits.standard_code,
        limits.phase,
        limits.grade_or_class,
        limits.strictness,
        limits.limit_low,
        limits.limit_high,
        coalesce(observations.value >= limits.limit_low, true)
        and coalesce(observations.value <= limits.limit_high, true) as is_compliant
    from observations
    inner join limits
        on
            observations.indicator_code = limits.indicator_code
            and observations.unit_code = limits.unit_code
            and observations.period_end >= limits.effective_from
            and observations.period_end <= coalesce(limits.effective_to, date '9999-12-31')
    where
        -- a limit for the year does not judge a month, a class of surface water does
        (limits.medium = 'surface_water' or observations.period_type in ('annual', 'year_to_date'))
        and (limits.parameter not like '%(lake)' or regexp_matches(coalesce(observations.scope, ''), '[湖库]'))
        and (limits.parameter not like '%(river)' or not regexp_matches(coalesce(observations.scope, ''), '[湖库]'))
)

select
    observation_id,
    limit_id,
    document_id,
    region_code,
    scope,
    year,
    indicator_code,
    value,
    unit_code,
    standard_code,
    phase,
    grade_or_class,
    limit_low,
    limit_high,
    is_provisional,
    is_compliant,
    -- the class that the concentration itself reaches
    min_by(grade_or_class, strictness) filter (is_compliant) over (
        partition by observation_id, standard_code, phase
    ) as best_grade
from judged
order by observation_id, limit_id
