-- The figures that arithmetic can be tried on, with the step of their last printed digit. Kept from build to build like
-- the decisions that they come from.
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{{ forget_changed_documents(ref('int_document_versions')) }}"
) }}

with observations as (
    select * from {{ ref('int_observations') }}
    where
        not is_masked and value is not null
        {% if is_incremental() %}
            and document_id not in (select kept.document_id from {{ this }} as kept)
        {% endif %}
),

printed as (
    select
        *,
        -- 'printed' is the number as digits; numerals written as words have none
        coalesce(
            try_cast(value_text as decimal(28, 8)), -- most are plain, and translating costs more than all the rest
            try_cast(translate(value_text, '０１２３４５６７８９．,，', '0123456789.') as decimal(28, 8))
        ) as printed,
        length(split_part(replace(value_text, '．', '.'), '.', 2)) as printed_decimals
    from observations
),

stepped as (
    select
        *,
        case
            when coalesce(printed, 0) = 0 then cast(factor as double)
            else abs(cast(value as double) / cast(printed as double))
        end
        * power(10, case when printed is null then 0 else -printed_decimals end) as last_digit
    from printed
),

figures as (
    select
        observation_id,
        document_id,
        char_start,
        hash(sentence) as sentence_key,
        region_code,
        scope,
        period_start,
        period_end,
        year,
        scenario,
        measure,
        base,
        qualifier,
        indicator_code,
        unit_code,
        cast(value as double) as value,
        -- counts and days printed in full are exact
        case when decimals = 0 and last_digit <= 1 and measure = 'level' then 0 else last_digit end as step,
        concat_ws('|', document_id, coalesce(region_code, ''), coalesce(scope, '')) as place_key,
        concat_ws('|', coalesce(cast(period_start as varchar), ''), coalesce(cast(period_end as varchar), ''))
            as period_key,
        document_version,
        '{{ rules_version() }}' as rules_version
    from stepped
)

select * from figures
