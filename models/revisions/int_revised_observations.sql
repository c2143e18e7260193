-- Each observation that this build would add to, remove from or change in what is published.
with before as (
    select * from {{ ref('int_published_observations') }}
),

after as (
    select * from {{ ref('fct_observation') }}
    -- the first publication is where the history begins: it adds everything
    where exists (select 1 from before)
),

documents_before as (
    select document_id from {{ ref('int_published_documents') }}
    where status = 'read'
),

documents_after as (
    select document_id from {{ ref('dim_document') }}
    where status = 'read'
),

compared as (
    select
        coalesce(after.observation_id, before.observation_id) as observation_id,
        coalesce(after.document_id, before.document_id) as document_id,
        coalesce(after.region_code, before.region_code) as region_code,
        coalesce(after.year, before.year) as year,
        coalesce(after.indicator_code, before.indicator_code) as indicator_code,
        coalesce(after.measure, before.measure) as measure,
        coalesce(after.unit_code, before.unit_code) as unit_code,
        case
            when before.observation_id is null then 'added'
            when after.observation_id is null then 'removed'
            else 'changed'
        end as change,
        before.value as value_before,
        after.value as value_after,
        {{ changed_columns('before', 'after', [
            'indicator_code', 'region_code', 'scope', 'period_start', 'period_end', 'period_type', 'scenario', 'measure',
            'value', 'unit_code', 'qualifier', 'is_masked', 'obs_status', 'quality_flags',
        ]) }} as changed_columns
    from before
    full outer join after on before.observation_id = after.observation_id
)

select
    compared.* replace (
        case when compared.change = 'changed' then compared.changed_columns else [] end as changed_columns
    ),
    case
        when compared.change = 'added' and documents_before.document_id is null then 'new_document'
        when compared.change = 'removed' and documents_after.document_id is null then 'withdrawn_document'
        else 'other_reading'
    end as cause
from compared
left join documents_before on compared.document_id = documents_before.document_id
left join documents_after on compared.document_id = documents_after.document_id
where compared.change <> 'changed' or len(compared.changed_columns) > 0
