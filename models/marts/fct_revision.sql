-- The history of publications. It lives in the published file itself: what stood there, and what this build changes.
-- A build that changes no figure adds nothing, so that it gives the same rows again.
with history as (
    select * from {{ ref('int_published_revisions') }}
),

revised as (
    select
        'observation' as grain,
        *
    from {{ ref('int_revised_observations') }}
    union all by name
    select
        'indicator_year' as grain,
        *
    from {{ ref('int_revised_indicator_years') }}
),

numbered as (
    select * from history
    union all by name
    select
        cast(coalesce((select max(history.revision) from history), 0) + 1 as integer) as revision,
        *
    from revised
),

kept as (
    select * from numbered
    qualify revision > max(revision) over () - {{ var('revisions_kept') }}
)

select
    revision,
    grain,
    change,
    cause,
    observation_id,
    document_id,
    region_code,
    year,
    indicator_code,
    measure,
    changed_columns,
    value_before,
    value_after,
    unit_code
from kept
order by revision, grain, region_code, year, indicator_code, document_id, observation_id
