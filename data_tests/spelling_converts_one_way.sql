-- A spelling must not lead to one unit by two factors.
select
    spelling,
    to_unit_code,
    count(*) as ways
from {{ ref('int_unit_conversions') }}
group by spelling, to_unit_code
having count(*) > 1
