-- Human decisions, each with an id of its own.
with overrides as (
    select * from {{ ref('overrides') }}
)

select
    *,
    {{ override_id() }} as override_id
from overrides
