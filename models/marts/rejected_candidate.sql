with rejected as (
    select * from {{ ref('int_candidates_decided') }}
    where reject_reason is not null
)

select
    candidate_id,
    document_id,
    char_start,
    char_end,
    quote,
    sentence,
    section,
    spelled_value as value,
    value_text,
    unit_text,
    indicator_text,
    indicator_code,
    measure,
    is_masked,
    reject_reason
from rejected
order by document_id, char_start, char_end, candidate_id
