{{ config(meta={'dagster': {'ref': {'name': 'stg_candidates'}}}) }}
-- Quote or it did not happen: every candidate, fact or not, is printed in its document at its span.
with candidates as (
    select * from {{ ref('stg_candidates') }}
),

documents as (
    select * from {{ ref('stg_documents') }}
),

found as (
    select
        candidates.candidate_id,
        candidates.quote,
        candidates.char_start,
        candidates.char_end,
        documents.char_count,
        substr(documents.text, candidates.char_start + 1, candidates.char_end - candidates.char_start) as printed
    from candidates
    left join documents on candidates.document_id = documents.document_id
)

select * from found
where printed is distinct from quote or char_end > char_count
