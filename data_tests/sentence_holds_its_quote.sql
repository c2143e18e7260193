select
    observation_id,
    quote,
    sentence
from {{ ref('fct_observation') }}
where not coalesce(contains(sentence, quote), false)
