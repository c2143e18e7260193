with units as (
    select * from {{ ref('units') }}
)

select
    unit_code,
    name_zh,
    name_en,
    dimension,
    ucum,
    to_base
from units
order by unit_code
