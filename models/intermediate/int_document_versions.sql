-- A hash of all that decides on the candidates of a document: when it changes, they are decided anew.
with documents as (
    select * from {{ ref('stg_documents') }}
),

candidates as (
    select
        document_id,
        bit_xor(hash(metric_candidates)) as content
    from {{ source('raw', 'metric_candidates') }}
    group by document_id
),

decisions as (
    select
        document_id,
        bit_xor(hash(overrides)) as content
    from {{ ref('overrides') }}
    group by document_id
),

-- one line of a seed can touch any document
knowledge as (
    {% for seed in ['indicators', 'measures', 'regions', 'unit_spellings', 'units'] %}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ seed }}' as seed,
            bit_xor(hash({{ seed }})) as content
        from {{ ref(seed) }}
    {% endfor %}
),

rules as (
    select string_agg(content, ' ' order by seed) || '{{ rules_version() }}' as content
    from knowledge
)

select
    documents.document_id,
    documents.status,
    sha256(concat_ws(
        '|', documents.status, hash(documents.text), candidates.content, decisions.content, rules.content
    )) as document_version
from documents
cross join rules
left join candidates on documents.document_id = candidates.document_id
left join decisions on documents.document_id = decisions.document_id
