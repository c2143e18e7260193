-- Every comparison of every family with its verdict: the one place that says what a contradiction is.
with comparisons as (
    {% for family in ['sums', 'ratios', 'days', 'polluted_days', 'gaps', 'last_year'] %}
        {% if not loop.first %}union all by name{% endif %}
        select * from {{ ref('int_consistency_' ~ family) }}
    {% endfor %}
),

rounded as (
    select
        family,
        rule_code,
        stated_observation_id,
        observation_ids,
        cast(expected as decimal(28, 8)) as expected,
        cast(stated as decimal(28, 8)) as stated,
        cast(tolerance as decimal(28, 8)) as tolerance
    from comparisons
    -- what a DECIMAL cannot hold comes from a division by next to nothing
    where abs(expected) < 1e15 and abs(stated) < 1e15 and tolerance < 1e15
),

checked as (
    select
        *,
        {{ derived_id(['rule_code', 'stated_observation_id']) }} as check_id,
        cast(stated - expected as decimal(28, 8)) as difference,
        case when abs(stated - expected) <= tolerance then 'consistent' else 'contradiction' end as verdict
    from rounded
)

select * from checked
