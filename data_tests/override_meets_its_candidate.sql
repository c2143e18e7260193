{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'overrides'}}}) }}
-- A decision on a figure that is neither read nor printed any more has no effect: someone should look.
select overrides.*
from {{ ref('overrides') }} as overrides
left join {{ ref('int_candidates_decided') }} as decided
    on
        overrides.document_id = decided.document_id
        and decided.override_action is not null
        and decided.char_start < overrides.char_start + length(overrides.quote)
        and overrides.char_start < decided.char_end
where decided.candidate_id is null
