with codes as (
    select * from {{ ref('codes') }}
),

statuses as (
    select * from {{ ref('obs_status') }}
),

reasons as (
    select * from {{ ref('reject_reasons') }}
),

measures as (
    select * from {{ ref('measures') }}
),

flags as (
    select * from {{ ref('quality_flags') }}
),

labelled as (
    select
        code_list,
        code,
        name_zh,
        name_en
    from codes
    union all
    select
        'obs_status' as code_list,
        status_code as code,
        name_zh,
        name_en
    from statuses
    union all
    select
        'reject_reason' as code_list,
        reason_code as code,
        name_zh,
        replace(reason_code, '_', ' ') as name_en
    from reasons
    union all
    select
        'measure' as code_list,
        measure as code,
        name_zh,
        name_en
    from measures
    union all
    select
        'quality_flag' as code_list,
        flag_code as code,
        name_zh,
        name_en
    from flags
)

select
    code_list,
    code,
    name_zh,
    name_en
from labelled
order by code_list, code
