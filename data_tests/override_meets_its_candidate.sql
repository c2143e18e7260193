{{ config(severity='warn') }}
-- A decision on a figure that is no longer read has no effect: someone should look.
select overrides.*
from {{ ref('overrides') }} as overrides
left join {{ ref('stg_candidates') }} as candidates on overrides.observation_id = candidates.candidate_id
where candidates.candidate_id is null
