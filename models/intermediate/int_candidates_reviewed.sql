-- What people decided comes first: an override replaces what the extractor proposed.
with candidates as (
    select * from {{ ref('stg_candidates') }}
),

overrides as (
    select * from {{ ref('overrides') }}
),

documents as (
    select * from {{ ref('stg_documents') }}
),

regions as (
    select region_code from {{ ref('regions') }}
),

reviewed as (
    select
        candidates.* replace (
            coalesce(overrides.indicator_code, candidates.indicator_code) as indicator_code,
            coalesce(overrides.region_code, regions.region_code) as region_code,
            coalesce(make_date(overrides.year, 1, 1), candidates.period_start) as period_start,
            coalesce(make_date(overrides.year, 12, 31), candidates.period_end) as period_end,
            case when overrides.year is null then candidates.period_type else 'annual' end as period_type,
            candidates.is_masked and overrides.value is null as is_masked
        ),
        overrides.action as override_action,
        overrides.value as override_value,
        candidates.region_code is not null and regions.region_code is null as has_unknown_region,
        documents.status as document_status
    from candidates
    left join overrides on candidates.candidate_id = overrides.observation_id
    left join documents on candidates.document_id = documents.document_id
    left join regions on candidates.region_code = regions.region_code
)

select * from reviewed
