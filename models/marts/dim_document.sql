with documents as (
    select * from {{ ref('stg_documents') }}
),

counts as (
    select
        document_id,
        count(*) as candidate_count,
        count(*) filter (reject_reason is null) as observation_count,
        count(*) filter (reject_reason is not null) as rejected_count
    from {{ ref('int_candidates_decided') }}
    group by document_id
),

regions as (
    select region_code from {{ ref('regions') }}
)

select
    documents.document_id,
    documents.file_name,
    documents.relative_path,
    documents.title,
    documents.issuer,
    regions.region_code,
    documents.report_year,
    documents.published_on,
    documents.media_type,
    documents.encoding,
    documents.char_count,
    documents.byte_count,
    documents.content_sha256,
    documents.source_url,
    documents.publisher,
    documents.status,
    documents.error_reason,
    documents.error_remedy,
    coalesce(counts.candidate_count, 0) as candidate_count,
    coalesce(counts.observation_count, 0) as observation_count,
    coalesce(counts.rejected_count, 0) as rejected_count
from documents
left join counts on documents.document_id = counts.document_id
left join regions on documents.region_code = regions.region_code
order by documents.file_name, documents.document_id
