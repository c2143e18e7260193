-- Which candidate each human decision is about. The figure is found by its place in the document, not by its id alone:
-- ids change with the extractor (another span, another indicator), the printed words do not.
with overrides as (
    select * from {{ ref('int_overrides') }}
),

candidates as (
    select
        candidate_id,
        document_id,
        ordinal,
        char_start,
        char_end,
        quote,
        indicator_code,
        region_code,
        year(period_end) as year
    from {{ ref('stg_candidates') }}
    where document_id in (select overrides.document_id from overrides)
),

placed as (
    select
        overrides.*,
        substr(documents.text, overrides.char_start + 1, length(overrides.quote)) = overrides.quote as is_in_place
    from overrides
    left join {{ ref('stg_documents') }} as documents on overrides.document_id = documents.document_id
),

met as (
    select
        placed.*,
        candidates.candidate_id,
        row_number() over (
            partition by placed.override_id
            order by
                candidates.candidate_id = placed.observation_id desc nulls last,
                candidates.quote = placed.quote desc,
                candidates.indicator_code = placed.indicator_code desc nulls last,
                candidates.region_code = placed.region_code desc nulls last,
                candidates.year = placed.year desc nulls last,
                abs(candidates.char_start - placed.char_start), candidates.ordinal
        ) as fit
    from placed
    inner join candidates
        on
            placed.document_id = candidates.document_id
            -- a reader that reads the file otherwise moves the words: then the same words nearest by are meant
            and (
                (
                    placed.char_start < candidates.char_end
                    and placed.char_start + length(placed.quote) > candidates.char_start
                )
                or (not placed.is_in_place and placed.quote = candidates.quote)
            )
    where
        placed.action <> 'reject'
        -- what is filled in a rejection says which readings of the figure are wrong
        or (
            coalesce(candidates.indicator_code = placed.indicator_code, placed.indicator_code is null)
            and coalesce(candidates.region_code = placed.region_code, placed.region_code is null)
            and coalesce(candidates.year = placed.year, placed.year is null)
        )
),

-- a rejection that names no reading (any more) holds for all of them, any other decision for the one that fits best
counted as (
    select
        *,
        coalesce(bool_or(candidate_id = observation_id) over (partition by override_id), false) as is_named
    from met
),

chosen as (
    select * from counted
    where fit = 1 or (action = 'reject' and is_in_place and not is_named)
    qualify row_number() over (partition by candidate_id order by reviewed_on desc, override_id) = 1
)

select
    override_id,
    candidate_id,
    document_id,
    action,
    indicator_code,
    region_code,
    year,
    value
from chosen
