-- Fact or rejected: the one place that decides, with the first reason that holds.
-- Kept from build to build: only documents whose candidates, decisions or rules changed are decided anew. `append`
-- after that delete, because delete+insert would leave the rows of a document that has no candidate any more.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget_changed_documents(ref('int_document_versions')) }}"
) }}

with candidates as (
    select * from {{ ref('int_candidates_converted') }}
    {% if is_incremental() %}
        where document_id not in (select kept.document_id from {{ this }} as kept)
    {% endif %}
),

numbered as (
    select
        *,
        row_number() over (
            partition by
                document_id, char_start, char_end, indicator_code, measure, scenario, region_code, scope, period_end
            order by ordinal, candidate_id
        ) as reading
    from candidates
),

decided as (
    select
        *,
        '{{ rules_version() }}' as rules_version,
        case
            when override_action = 'reject' then 'overridden'
            when coalesce(document_status, '') <> 'read' then 'withdrawn_document'
            when override_action is null and doubt is not null then doubt
            when indicator_code is null and indicator_text = '' then 'no_indicator'
            when indicator_unit_code is null then 'unknown_indicator'
            when reading > 1 then 'duplicate'
            when override_action is not null and (value is not null or is_masked) then null
            when not is_unit_known then 'unknown_unit'
            when factor is null then 'unit_mismatch'
            when is_masked then null
            when spelled_value is null then 'no_value'
            when not is_size_held then 'number_too_large'
            when value < hard_min or value > hard_max then 'out_of_hard_range'
        end as reject_reason
    from numbered
)

select * from decided
