with regions as (
    select * from {{ ref('regions') }}
),

-- a county of a municipality hangs directly on the province: both lookups follow the codes; a functional area has no
-- such code and is where its parent is
located as (
    select
        regions.*,
        starts_with(regions.region_code, 'F') as is_functional,
        case
            when regions.level >= 1
                then left(if(is_functional, regions.parent_code, regions.region_code), 2) || '0000'
        end as province_code,
        case
            when regions.level = 2 and not is_functional then regions.region_code
            when parents.level = 2 then parents.region_code
        end as prefecture_code
    from regions
    left join regions as parents on regions.parent_code = parents.region_code
)

select
    located.region_code,
    located.name_zh,
    located.short_name,
    located.level,
    located.type,
    located.is_functional,
    located.parent_code,
    located.province_code,
    provinces.name_zh as province_zh,
    located.prefecture_code,
    prefectures.name_zh as prefecture_zh,
    located.place_code,
    located.valid_from,
    located.valid_to,
    located.valid_to is null as is_current,
    located.source
from located
left join regions as provinces on located.province_code = provinces.region_code
left join regions as prefectures on located.prefecture_code = prefectures.region_code
order by located.region_code
