-- The units of Liaoning (the contract's code list; one city with its counties at county scale), and
-- what makes them differ: size, speed, risk, distance from the city, and what is going on in them.
create table source.org_units as
with
units as (
    select * from read_csv(getvariable('units_file'), all_varchar = true)
)

select
    unit_code,
    name_zh,
    name_en,
    level,
    parent_code,
    unit_code as region_code,
    date '2000-01-01' as valid_from,
    cast(null as date) as valid_to,
from units
where getvariable('only_city') is null
    or level = 'province'
    or getvariable('only_city') in (unit_code, parent_code);

create table demo.units as
with
described as (
    select
        unit_code,
        name_zh,
        level,
        case level when 'county' then parent_code else unit_code end as city_code,
        cast(row_number() over (order by unit_code) as integer) as unit_no,
        -- Districts near the city's seat have a code below 21, counties above.
        cast(unit_code[5:6] as integer) < 21 as is_near_city,
        lognormal('size', unit_code, 1, 0.45)
        * case when unit_code[1:4] in ('2101', '2102') then 1.8 else 1 end as size_factor,
        exp(0.12 * bell('speed', unit_code)) as slowness,
        exp(0.7 * bell('risk', unit_code)) as risk,
        cast(
            lognormal('customers', unit_code, 14, 0.4)
            * case when unit_code[1:4] in ('2101', '2102') then 2 else 1 end as integer
        ) * 10000 as customers,
    from source.org_units
),

ranked as (
    select
        *,
        case
            when level = 'county'
                then cast(rank() over (partition by level order by size_factor desc, unit_code) as integer)
        end as size_rank,
        case when level = 'county' then size_factor else 0 end as weight,
    from described
),

shared as (
    select
        *,
        weight / sum(weight) over () as share,
        (sum(weight) over (order by unit_code rows unbounded preceding) - weight) / sum(weight) over ()
            as from_share,
    from ranked
)

select
    shared.*,
    dense_rank() over (order by shared.city_code) as city_no,
    traits.trait,
    cast(1 + floor(getvariable('projects') * shared.share / 4000) as integer) as teams,
    24 + cast(floor(24 * uniform('feeders', unit_code)) as integer) as feeders,
from shared
left join demo.traits on traits.size_rank = shared.size_rank;

-- How slow a unit is in a month: everybody improves by a quarter over three years, one city falls behind.
create table demo.unit_months as
select
    units.unit_code,
    months.month,
    months.month_no,
    units.slowness * (1.18 - 0.28 * months.month_no / 36)
    * case
        when units.city_code = getvariable('worsening_city')
            and months.month_no > 36 - getvariable('worsening_months')
            then 1 + 0.10 * (months.month_no - 36 + getvariable('worsening_months'))
        else 1
    end as slowness,
from demo.units as units
cross join demo.months as months;
