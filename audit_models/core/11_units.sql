-- Supply units, each with its city, and its name in pinyin for the search box.
with org_units as (
    select * from source.org_units
),

pinyin as (
    select * from core.unit_pinyin
)

select
    org_units.unit_code,
    org_units.name_zh,
    coalesce(org_units.name_en, org_units.name_zh) as name_en,
    org_units.level,
    org_units.parent_code,
    case org_units.level
        when 'city' then org_units.unit_code
        when 'county' then org_units.parent_code
    end as city_code,
    pinyin.pinyin,
    pinyin.initials
from org_units
left join pinyin on pinyin.unit_code = org_units.unit_code
