-- Two codes of one place in force on one day would give its figures two regions.
select
    earlier.place_code,
    earlier.region_code,
    later.region_code as other_region_code
from {{ ref('regions') }} as earlier
inner join {{ ref('regions') }} as later
    on
        earlier.place_code = later.place_code
        and earlier.region_code < later.region_code
        and coalesce(earlier.valid_from, date '0001-01-01') <= coalesce(later.valid_to, date '9999-12-31')
        and coalesce(later.valid_from, date '0001-01-01') <= coalesce(earlier.valid_to, date '9999-12-31')
