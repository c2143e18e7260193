-- The value in the unit that its measure asks for; the decision on it is made elsewhere.
with candidates as (
    select * from {{ ref('int_candidates_reviewed') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

conversions as (
    select * from {{ ref('int_unit_conversions') }}
),

rank_spellings as (
    select spelling from {{ ref('unit_spellings') }}
    where unit_code = '{rank}'
),

targeted as (
    select
        candidates.*,
        indicators.unit_code as indicator_unit_code,
        case when candidates.measure = 'level' then indicators.hard_min else measures.hard_min end as hard_min,
        case when candidates.measure = 'level' then indicators.hard_max else measures.hard_max end as hard_max,
        indicators.plausible_min,
        indicators.plausible_max,
        indicators.decimals,
        case
            when indicators.unit_code is null then null
            when candidates.measure = 'rank' then '{rank}'
            when candidates.measure = 'change_pct' then '%'
            when candidates.measure = 'change_pp' then 'pp'
            when candidates.measure = 'target_gap' and indicators.unit_code = '%' then 'pp'
            when candidates.measure = 'change_abs' and candidates.unit_spelling like '%百分点' then 'pp'
            -- 「位」 counts persons too: then the indicator's own unit holds
            when
                candidates.measure = 'change_abs' and rank_spellings.spelling is not null
                and indicators.unit_code not in ('{person}', '{person_time}')
                then '{rank}'
            else indicators.unit_code
        end as unit_code
    from candidates
    left join indicators on candidates.indicator_code = indicators.indicator_code
    left join {{ ref('measures') }} as measures on candidates.measure = measures.measure
    left join rank_spellings on candidates.unit_spelling = rank_spellings.spelling
),

known_spellings as (
    select distinct spelling from {{ ref('unit_spellings') }}
),

matched as (
    select
        targeted.*,
        targeted.unit_spelling = '' or known_spellings.spelling is not null as is_unit_known,
        case when targeted.unit_spelling = '' then 1 else conversions.factor end as factor
    from targeted
    left join known_spellings on targeted.unit_spelling = known_spellings.spelling
    left join conversions
        on targeted.unit_spelling = conversions.spelling and targeted.unit_code = conversions.to_unit_code
),

sized as (
    select
        *,
        -- more digits would overflow the exact product below
        abs(cast(spelled_value as double)) < 1e15
        and abs(cast(spelled_value as double) * cast(factor as double)) < 1e15 as is_size_held
    from matched
),

converted as (
    select
        *,
        coalesce(
            override_value,
            case when is_size_held then cast(spelled_value * cast(factor as decimal(24, 14)) as decimal(28, 8)) end
        ) as value
    from sized
)

select * from converted
