with indicator_years as (
    select * from {{ ref('fct_indicator_year') }}
),

regions as (
    select * from {{ ref('dim_region') }}
),

wide as (
    select
        region_code,
        year,
        {% for column, indicator in wide_columns().items() %}
            max(actual_value) filter (indicator_code = '{{ indicator }}') as {{ column }},
        {% endfor %}
        count(actual_value) as indicator_count
    from indicator_years
    group by region_code, year
)

select
    regions.name_zh as region_zh,
    regions.province_zh,
    wide.*
from wide
inner join regions on wide.region_code = regions.region_code
order by wide.region_code, wide.year
