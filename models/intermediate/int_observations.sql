-- The accepted candidates, before their documents' arithmetic is checked.
with decided as (
    select * from {{ ref('int_candidates_decided') }}
    where reject_reason is null
),

documents as (
    select
        document_id,
        region_code as document_region_code,
        report_year,
        published_on
    from {{ ref('stg_documents') }}
),

breaks as (
    select
        indicator_code,
        year(break_on) as break_year,
        min(break_on) as break_on
    from {{ ref('series_breaks') }}
    group by indicator_code, break_year
),

observations as (
    select
        decided.* replace (case when decided.is_masked then null else decided.value end as value),
        decided.candidate_id as observation_id,
        cast(year(decided.period_end) as integer) as year,
        documents.document_region_code,
        documents.report_year,
        documents.published_on,
        coalesce(decided.period_end >= breaks.break_on, false) as is_after_break,
        decided.measure = 'level' and not decided.is_masked
        and coalesce(
            decided.value > decided.plausible_max
            -- what is counted in part of a year may be less than in a year
            or (decided.value < decided.plausible_min and (decided.decimals > 0 or decided.period_type = 'annual')),
            false
        ) as is_implausible
    from decided
    left join documents on decided.document_id = documents.document_id
    left join breaks
        on decided.indicator_code = breaks.indicator_code and year(decided.period_end) = breaks.break_year
)

select * from observations
