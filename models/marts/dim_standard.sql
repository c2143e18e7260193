with standards as (
    select * from {{ ref('standards') }}
)

select
    limit_id,
    standard_code,
    title,
    status,
    phase,
    effective_from,
    effective_to,
    medium,
    parameter,
    indicator_code,
    averaging,
    grade_or_class,
    limit_type,
    limit_low,
    limit_high,
    unit_code,
    source,
    confidence,
    -- only a limit that is confirmed and judges one of our indicators is applied
    confidence = 'high' and indicator_code is not null and limit_type in ('max', 'min', 'range') as is_applied,
    notes
from standards
order by limit_id
