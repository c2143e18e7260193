{{ config(meta={'dagster': {'ref': {'name': 'dim_code'}}}) }}
-- Every code that the marts carry has its names in dim_code.
with used as (
    {% for table, columns in {
        'fct_observation': ['scenario', 'measure', 'qualifier', 'period_type', 'obs_status'],
        'rejected_candidate': ['reject_reason'],
        'fct_indicator_year': ['picked_rule'],
        'fct_target_attainment': ['target_source'],
        'fct_consistency': ['family', 'verdict'],
        'dim_indicator': ['theme', 'direction'],
    }.items() %}
        {% for column in columns %}
            select distinct '{{ column }}' as code_list, {{ column }} as code from {{ ref(table) }}
            union all
        {% endfor %}
    {% endfor %}
    select distinct 'document_status' as code_list, status as code from {{ ref('dim_document') }}
    union all
    select distinct 'quality_flag' as code_list, unnest(quality_flags) as code from {{ ref('fct_observation') }}
)

select used.*
from used
left join {{ ref('dim_code') }} as named using (code_list, code)
where used.code is not null and named.code is null
