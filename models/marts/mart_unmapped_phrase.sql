-- What the vocabulary does not know, most frequent first: each row may be one line in a seed.
with rejected as (
    select * from {{ ref('rejected_candidate') }}
),

phrases as (
    select
        'indicator' as kind,
        indicator_text as phrase,
        *
    from rejected
    where reject_reason in ('no_indicator', 'unknown_indicator', 'ambiguous_indicator') and indicator_text <> ''
    union all
    select
        'unit' as kind,
        unit_text as phrase,
        *
    from rejected
    where reject_reason in ('unknown_unit', 'unit_mismatch') and unit_text <> ''
),

spoken as (
    select
        *,
        -- one example a document, the first
        row_number() over (partition by kind, phrase, document_id order by char_start, candidate_id) as occurrence
    from phrases
)

select
    kind,
    phrase,
    count(*) as rejected_count,
    count(distinct document_id) as document_count,
    list_sort(list(distinct reject_reason)) as reject_reasons,
    list_sort(list(distinct unit_text) filter (unit_text <> '')) as unit_texts,
    list_sort(list(distinct indicator_code) filter (indicator_code is not null)) as indicator_codes,
    list(sentence order by document_id, char_start, candidate_id) filter (occurrence = 1)[1:3] as examples,
    min(candidate_id) as candidate_id
from spoken
group by kind, phrase
order by rejected_count desc, document_count desc, kind, phrase
