with source as (
    select * from {{ source('raw', 'metric_candidates') }}
),

documents as (
    select
        document_id,
        text
    from {{ ref('stg_documents') }}
),

renamed as (
    select
        -- identity
        source.candidate_id,
        source.document_id,
        source.ordinal,

        -- place in the text
        source.char_start,
        source.char_end,
        source.quote,
        -- a quote that runs over the end of its sentence (a line break within a figure) widens it
        substr(
            documents.text,
            least(source.sentence_start, source.char_start) + 1,
            greatest(source.sentence_end, source.char_end) - least(source.sentence_start, source.char_start)
        ) as sentence,
        nullif(source.section, '') as section,

        -- figure as printed
        source.value_text,
        source.unit_text,
        source.unit_spelling,
        cast(source.value as decimal(28, 8)) as spelled_value,
        source.qualifier,
        source.is_masked,

        -- what it is about
        source.indicator_code,
        source.indicator_text,
        source.region_code,
        source.scope,
        source.period_start,
        source.period_end,
        source.period_type,
        source.scenario,
        source.measure,
        source.base,
        source.doubt
    from source
    left join documents on source.document_id = documents.document_id
)

select * from renamed
