-- Every unit with itself and each unit above it: what a number of a city or the province is added up over.
with units as (
    select * from core.units
),

pairs as (
    select unit_code, unit_code as ancestor_code
    from units

    union all

    select unit_code, parent_code as ancestor_code
    from units
    where parent_code is not null

    union all

    select children.unit_code, parents.parent_code as ancestor_code
    from units as children
    inner join units as parents on parents.unit_code = children.parent_code
    where parents.parent_code is not null
)

select
    pairs.unit_code,
    pairs.ancestor_code,
    units.level as ancestor_level
from pairs
inner join units on units.unit_code = pairs.ancestor_code
