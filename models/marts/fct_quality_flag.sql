with flags as (
    select * from {{ ref('int_observation_flags') }}
),

known as (
    select
        flag_code,
        is_doubt
    from {{ ref('quality_flags') }}
)

select
    flags.observation_id,
    flags.flag_code,
    known.is_doubt,
    flags.compared_observation_id,
    flags.compared_year,
    flags.compared_value,
    flags.ratio,
    flags.slip_code
from flags
left join known on flags.flag_code = known.flag_code
order by flags.observation_id, flags.flag_code
