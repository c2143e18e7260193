-- Figures too far from what they were compared with; where the factor is that of a slip, it is named.
-- Seed change_limits says what is too far.
with comparisons as (
    select * from {{ ref('int_history_comparisons') }}
    union all by name
    select * from {{ ref('int_revision_comparisons') }}
),

measured as (
    select
        comparisons.*,
        indicators.unit_dimension,
        comparisons.value / comparisons.compared_value as ratio,
        greatest(comparisons.value / comparisons.compared_value, comparisons.compared_value / comparisons.value)
            as distance
    from comparisons
    inner join {{ ref('indicators') }} as indicators on comparisons.indicator_code = indicators.indicator_code
    inner join {{ ref('change_limits') }} as limits on indicators.unit_code = limits.unit_code
    where
        greatest(comparisons.value / comparisons.compared_value, comparisons.compared_value / comparisons.value)
        > limits.max_ratio
        and abs(comparisons.value - comparisons.compared_value) > limits.min_difference
),

named as (
    select
        measured.*,
        slips.slip_code
    from measured
    left join {{ ref('unit_slips') }} as slips
        on
            (slips.unit_dimension is null or measured.unit_dimension = slips.unit_dimension)
            and measured.distance between slips.factor / slips.tolerance and slips.factor * slips.tolerance
    qualify
        row_number() over (
            partition by measured.observation_id, measured.compared_with
            order by abs(ln(measured.distance / slips.factor)) nulls last, slips.slip_code
        ) = 1
)

select
    observation_id,
    case
        when compared_with = 'publication' then 'revised_by_unit_slip'
        when slip_code is not null then 'likely_unit_slip'
        else 'unlikely_change'
    end as flag_code,
    compared_observation_id,
    compared_year,
    cast(compared_value as decimal(28, 8)) as compared_value,
    ratio,
    slip_code
from named
-- reports are revised: of those changes only a slip is a doubt
where compared_with = 'history' or slip_code is not null
