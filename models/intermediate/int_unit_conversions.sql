-- What to multiply a printed figure with, for every unit that its spelling can be turned into.
with spellings as (
    select * from {{ ref('unit_spellings') }}
),

units as (
    select * from {{ ref('units') }}
),

converted as (
    select
        spellings.spelling,
        spelled.unit_code as from_unit_code,
        wanted.unit_code as to_unit_code,
        -- DOUBLE only to divide one power of ten by another; the factor itself stays exact
        cast(
            spellings.factor
            * cast(cast(spelled.to_base as double) / cast(wanted.to_base as double) as decimal(24, 14))
            as decimal(24, 14)
        ) as factor
    from spellings
    inner join units as spelled on spellings.unit_code = spelled.unit_code
    inner join units as wanted on spelled.dimension = wanted.dimension
)

select * from converted
order by spelling, to_unit_code
