-- Each figure beside the nearest of those that the region's own reports give for other years. The nearest, so that a
-- figure is far from its history only when it is far from every year of it.
with places as (
    select
        region_code,
        place_code
    from {{ ref('regions') }}
),

levels as (
    select
        observations.observation_id,
        places.place_code,
        observations.indicator_code,
        observations.year,
        cast(observations.value as double) as value,
        observations.override_action,
        -- ten months are not compared with twelve
        concat_ws('|', observations.period_type, month(observations.period_start), month(observations.period_end))
            as season
    from {{ ref('int_observations') }} as observations
    inner join places on observations.region_code = places.region_code
    where
        observations.scenario = 'actual'
        and observations.measure = 'level'
        and observations.scope is null
        and observations.value > 0
        and observations.qualifier in ('eq', 'approx')
        and observations.period_type in ('annual', 'year_to_date', 'half', 'quarter', 'month')
),

-- once, however many reports repeat it
history as (
    select
        place_code,
        indicator_code,
        season,
        year,
        value,
        min(observation_id) as observation_id
    from levels
    group by place_code, indicator_code, season, year, value
),

reach as (
    select value as years from {{ ref('gate_limits') }}
    where limit_code = 'history_years'
),

nearest as (
    select
        levels.observation_id,
        levels.indicator_code,
        levels.value,
        history.observation_id as compared_observation_id,
        history.year as compared_year,
        history.value as compared_value
    from levels
    inner join history
        on
            levels.place_code = history.place_code
            and levels.indicator_code = history.indicator_code
            and levels.season = history.season
            and levels.year <> history.year
    inner join reach on abs(levels.year - history.year) <= reach.years
    -- what a person vouches for is not doubted any more
    where levels.override_action is null
    qualify
        row_number() over (
            partition by levels.observation_id
            order by
                abs(ln(levels.value / history.value)),
                abs(levels.year - history.year), history.year, history.observation_id
        ) = 1
)

select
    'history' as compared_with,
    *
from nearest
