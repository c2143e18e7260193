-- No clock: the same inputs give the same row.
with documents as (
    select * from {{ ref('stg_documents') }}
),

observations as (
    select * from {{ ref('fct_observation') }}
),

rejected as (
    select * from {{ ref('rejected_candidate') }}
),

checks as (
    select * from {{ ref('fct_consistency') }}
    where verdict = 'contradiction'
),

read as (
    select
        string_agg(distinct extractor_version, ' ' order by extractor_version) filter (status = 'read')
            as extractor_version,
        count(*) filter (status = 'read') as document_count,
        count(*) filter (status = 'failed') as failed_document_count,
        count(*) filter (status = 'withdrawn') as withdrawn_document_count,
        sha256(string_agg(concat_ws('|', document_id, content_sha256, status), ' ' order by document_id))
            as input_fingerprint
    from documents
),

found as (
    select
        count(*) as observation_count,
        count(distinct region_code) as region_count,
        count(distinct indicator_code) as indicator_count,
        sha256(
            string_agg(concat_ws('|', observation_id, value, obs_status, quality_flags), ' ' order by observation_id)
        ) as content_fingerprint
    from observations
)

select
    '{{ var("project_version", "0.1.0") }}' as project_version,
    read.extractor_version,
    read.document_count,
    read.failed_document_count,
    read.withdrawn_document_count,
    found.observation_count + (select count(*) from rejected) as candidate_count,
    found.observation_count,
    (select count(*) from rejected) as rejected_count,
    found.region_count,
    found.indicator_count,
    (select count(*) from checks) as contradiction_count,
    read.input_fingerprint,
    found.content_fingerprint
from read
cross join found
