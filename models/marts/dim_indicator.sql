with indicators as (
    select * from {{ ref('indicators') }}
)

select
    indicator_code,
    name_zh,
    name_en,
    theme,
    unit_code,
    unit_dimension,
    decimals,
    hard_min,
    hard_max,
    plausible_min,
    plausible_max,
    direction,
    aggregation,
    tier,
    notes
from indicators
order by indicator_code
