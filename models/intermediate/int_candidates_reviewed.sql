-- What people decided comes first: an override replaces what the extractor proposed.
with candidates as (
    select * from {{ ref('stg_candidates') }}
    union all by name
    select * exclude (override_id, sentence_start, sentence_end) from {{ ref('int_override_candidates') }}
),

overrides as (
    select * from {{ ref('int_override_matches') }}
    union all by name
    select
        override_id,
        candidate_id,
        'accept' as action,
        spelled_value as value
    from {{ ref('int_override_candidates') }}
),

documents as (
    select * from {{ ref('int_document_versions') }}
),

regions as (
    select * from {{ ref('regions') }}
),

-- the other codes that the same place had, with their time
other_codes as (
    select
        regions.region_code,
        others.region_code as code_then,
        coalesce(others.valid_from, date '0001-01-01') as valid_from,
        coalesce(others.valid_to, date '9999-12-31') as valid_to
    from regions
    inner join regions as others
        on regions.place_code = others.place_code and regions.region_code <> others.region_code
),

reviewed as (
    select
        candidates.* replace (
            coalesce(overrides.indicator_code, candidates.indicator_code) as indicator_code,
            coalesce(overrides.region_code, other_codes.code_then, regions.region_code) as region_code,
            coalesce(make_date(overrides.year, 1, 1), candidates.period_start) as period_start,
            coalesce(make_date(overrides.year, 12, 31), candidates.period_end) as period_end,
            case when overrides.year is null then candidates.period_type else 'annual' end as period_type,
            candidates.is_masked and overrides.value is null as is_masked
        ),
        overrides.action as override_action,
        overrides.value as override_value,
        candidates.region_code is not null and regions.region_code is null as has_unknown_region,
        documents.status as document_status,
        documents.document_version
    from candidates
    left join overrides on candidates.candidate_id = overrides.candidate_id
    left join documents on candidates.document_id = documents.document_id
    left join regions on candidates.region_code = regions.region_code
    left join other_codes
        on
            candidates.region_code = other_codes.region_code
            and coalesce(make_date(overrides.year, 12, 31), candidates.period_end)
            between other_codes.valid_from and other_codes.valid_to
)

select * from reviewed
