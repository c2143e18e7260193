-- The history, as the published file holds it. The gate runs after this and on the file about to be published; its own
-- results are added to that file and stand here after the next build.
with history as (
    select * from {{ ref('int_published_validation_results') }}
)

select * from history
qualify publication > max(publication) over () - {{ var('validations_kept') }}
order by publication, check_name
