with regions as (
    select * from {{ ref('regions') }}
),

parents as (
    select
        region_code,
        name_zh
    from regions
),

-- a county of a municipality hangs directly on the province: both lookups follow the codes
located as (
    select
        regions.*,
        case when regions.level >= 1 then left(regions.region_code, 2) || '0000' end as province_code,
        case when regions.level = 2 then regions.region_code when parent.level = 2 then parent.region_code end
            as prefecture_code
    from regions
    left join regions as parent on regions.parent_code = parent.region_code
)

select
    located.region_code,
    located.name_zh,
    located.short_name,
    located.level,
    located.type,
    located.parent_code,
    located.province_code,
    provinces.name_zh as province_zh,
    located.prefecture_code,
    prefectures.name_zh as prefecture_zh,
    located.valid_from,
    located.valid_to,
    located.valid_to is null as is_current,
    located.source
from located
left join parents as provinces on located.province_code = provinces.region_code
left join parents as prefectures on located.prefecture_code = prefectures.region_code
order by located.region_code
