-- The figures that may answer for a region and year, in the order in which they are preferred.
with observations as (
    select
        observation_id,
        document_id,
        document_region_code,
        report_year,
        published_on,
        char_start,
        region_code,
        year,
        indicator_code,
        scenario,
        measure,
        period_type,
        period_end,
        value,
        unit_code,
        qualifier,
        is_masked,
        override_action
    from {{ ref('int_observations') }}
    where
        region_code is not null
        and year is not null
        and scope is null
        and scenario in ('actual', 'target')
        and period_type in ('annual', 'year_to_date', 'point')
        and (measure in ('level', 'target_gap', 'rank') or (measure like 'change%' and base = 'yoy'))
        and not (measure = 'change_abs' and unit_code = '{rank}')
),

places as (
    select
        region_code,
        place_code
    from {{ ref('regions') }}
),

preferred as (
    select
        observations.*,
        case when observations.measure like 'change%' then 'change' else observations.measure end as role,
        observations.override_action is not null as is_override,
        case
            when observations.period_type = 'annual' then 1
            when observations.period_type = 'year_to_date' then 2
            else 3
        end as period_order,
        -- under whichever code the place had then and has now
        coalesce(place.place_code = document_place.place_code, false) as is_own_report
    from observations
    left join places as place on observations.region_code = place.region_code
    left join places as document_place on observations.document_region_code = document_place.region_code
),

ordered as (
    select
        *,
        row_number() over (
            partition by region_code, year, indicator_code, scenario, role
            order by
                is_masked,
                is_override desc,
                period_order,
                period_end desc,
                is_own_report desc,
                report_year desc nulls last,
                published_on desc nulls last,
                document_id,
                qualifier <> 'eq',
                char_start,
                observation_id
        ) as choice
    from preferred
),

ruled as (
    select
        *,
        case
            when is_override then 'override'
            else
                case period_order when 1 then 'full_year' when 2 then 'year_to_date' else 'point' end
                || case when is_own_report then '_own_report' else '_other_report' end
        end as picked_rule
    from ordered
)

select * from ruled
