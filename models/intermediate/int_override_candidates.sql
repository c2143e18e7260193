-- Figures that a person vouches for and the extractor does not read (any more): a decision outlives its occasion.
with overrides as (
    select * from {{ ref('int_overrides') }}
    where action <> 'reject' and indicator_code is not null and year is not null and value is not null
),

documents as (
    select * from {{ ref('stg_documents') }}
),

unmet as (
    select
        overrides.*,
        documents.text
    from overrides
    inner join documents on overrides.document_id = documents.document_id
    where
        overrides.override_id not in (select met.override_id from {{ ref('int_override_matches') }} as met)
        and substr(documents.text, overrides.char_start + 1, length(overrides.quote)) = overrides.quote
),

bounded as (
    select
        *,
        cast(char_start + length(quote) as integer) as char_end,
        -- no extractor bounded this sentence: the line around the figure, cut where a sentence ends
        regexp_extract(substr(text, 1, char_start), '[^。；！？\n]*$') as before,
        regexp_extract(substr(text, char_start + length(quote) + 1), '^[^。；！？\n]*[。；！？]?') as after
    from unmet
)

select
    coalesce(observation_id, override_id) as candidate_id,
    document_id,
    cast(-1 as integer) as ordinal,
    char_start,
    char_end,
    quote,
    before || quote || after as sentence,
    cast(char_start - length(before) as integer) as sentence_start,
    cast(char_end + length(after) as integer) as sentence_end,
    cast(null as varchar) as section,
    regexp_extract(quote, '[0-9０-９.．,，]+') as value_text,
    '' as unit_text,
    '' as unit_spelling,
    value as spelled_value,
    'eq' as qualifier,
    false as is_masked,
    indicator_code,
    '' as indicator_text,
    region_code,
    cast(null as varchar) as scope,
    make_date(year, 1, 1) as period_start,
    make_date(year, 12, 31) as period_end,
    'annual' as period_type,
    'actual' as scenario,
    'level' as measure,
    cast(null as varchar) as base,
    cast(null as varchar) as doubt,
    override_id
from bounded
