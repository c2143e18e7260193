{{ config(meta={'dagster': {'ref': {'name': 'indicators'}}}) }}
-- unit_dimension says in words what the unit measures; a slip in either makes figures that do not convert.
select
    indicators.indicator_code,
    indicators.unit_dimension,
    units.dimension
from {{ ref('indicators') }} as indicators
inner join {{ ref('units') }} as units on indicators.unit_code = units.unit_code
where indicators.unit_dimension is distinct from units.dimension
