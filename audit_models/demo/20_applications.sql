-- Who applied for what, where and when, and what is planted in it. One row an application, keys in
-- the order of application; then the companions: earlier or parallel applications that a planted
-- CP08, CP13 or CP22 needs. Everything later is derived from this table.
create table demo.arrivals as
with
days as (
    select
        days.day,
        days.is_workday,
        seasons.weight
        * case when days.is_workday then 1 else 0.3 end
        * (1 + 0.03 * (days.day - getvariable('first_month')) / 365) as weight,
    from core.days
    inner join demo.seasons on seasons.month_of_year = month(days.day)
    where days.day between getvariable('first_month') and getvariable('as_of')
),

cumulated as (
    select
        day,
        is_workday,
        sum(weight) over (order by day rows unbounded preceding) as until_here,
        sum(weight) over (order by day rows between unbounded preceding and unbounded following) as all_days,
        weight,
    from days
),

ranges as (
    select
        day,
        is_workday,
        cast(floor(getvariable('projects') * (until_here - weight) / all_days) as integer) as keys_before,
        cast(floor(getvariable('projects') * until_here / all_days) as integer) as keys_until,
    from cumulated
)

select
    cast(unnest(range(keys_before + 1, keys_until + 1)) as integer) as project_key,
    day as applied_on,
    is_workday,
from ranges;

-- Class, place and officer, and from them the one draw that decides what is planted.
create table demo.placed as
with
classified as (
    select
        arrivals.*,
        classes.customer_class,
        classes.cancelled_share,
        uniform('unit', project_key) as unit_draw,
    from demo.arrivals
    asof join demo.classes on uniform('class', project_key) >= classes.from_draw
),

located as (
    select
        classified.* exclude (unit_draw),
        counties.unit_code as county_code,
        counties.city_code,
        counties.city_no,
        counties.trait,
        counties.risk,
        counties.is_near_city,
        customer_class = 'hv' and uniform('high voltage', project_key) < 0.065 as is_above_20_kv,
    from classified
    asof join (select * from demo.units where level = 'county') as counties
        on classified.unit_draw >= counties.from_share
),

officers as (
    select
        located.* exclude (county_code),
        units.unit_code,
        units.unit_no,
        units.teams,
        units.unit_no * 1000 + whole('account manager', project_key, 0, 3 * units.teams - 1)
            as account_manager_key,
    from located
    -- Supplies of 66 kV and more are handled by the city's company.
    inner join demo.units as units
        on units.unit_code = if(
            is_above_20_kv and uniform('kv', project_key) < 0.8, located.city_code, located.county_code
        )
),

drawn as (
    select
        *,
        risk * case when chance('officer risk', account_manager_key, 0.08) then 3 else 0.85 end as total_risk,
    from officers
),

planted as (
    select
        drawn.*,
        ranges.rule_id as drawn_plant,
    from drawn
    asof join (select * from demo.planting_ranges where grain = 'project') as ranges
        on drawn.customer_class = ranges.customer_class
        and uniform('plant', project_key) / total_risk >= ranges.from_draw
),

settled as (
    select
        * exclude (drawn_plant),
        -- What needs an application before this one is not planted in the first months.
        if(
            drawn_plant in ('CP08', 'CP13', 'CP22') and applied_on < getvariable('first_month') + 150,
            null,
            drawn_plant
        ) as plant,
    from planted
)

select
    settled.*,
    if(settled.plant is null, ranges.rule_id, null) as contract_plant,
    settled.plant is null and ranges.rule_id is null
    and chance('cancelled', project_key, settled.cancelled_share)
        as is_cancelled,
from settled
asof left join (select * from demo.planting_ranges where grain = 'contract') as ranges
    on settled.customer_class = ranges.customer_class
    and uniform('contract plant', project_key) / total_risk >= ranges.from_draw;

-- The demand: capacity, voltage, owner, and the builder whom the customer takes.
create table demo.demands as
with
counted as (
    select
        *,
        row_number() over (partition by unit_code, customer_class order by project_key) as place,
        cast(ceil(0.85 * count(*) over (partition by unit_code, customer_class)) as integer) as customers,
    from demo.placed
    where customer_class = 'hv'
),

-- Every seventh high-voltage customer of a unit comes back, years later.
identified as (
    select
        * exclude (place, customers),
        -- Whose customer is special keeps him to himself: he would be special elsewhere too.
        min(project_key) over (
            partition by unit_code, if(plant in ('IM12', 'CP26'), -project_key, place % customers)
        ) as customer_key,
    from counted
    union all
    select *, project_key as customer_key from demo.placed where customer_class <> 'hv'
),

sized as (
    select
        *,
        case
            when customer_class = 'lv_resident' then pick('kva', project_key, [6, 8, 8, 10, 12, 15, 20])
            when plant = 'CP13'
                then if(chance('over', project_key, 0.5), pick('kva', project_key, [200, 250]), 100)
            when plant = 'PF14' then pick('kva', project_key, [15, 20, 30, 50, 80, 100])
            when customer_class = 'lv_nonresident'
                then pick('kva', project_key, [15, 20, 30, 30, 40, 50, 63, 80, 100, 100, 125, 160, 200, 250])
            when plant = 'CP14' then pick('kva', project_key, [100, 125, 160])
            when contract_plant in ('CT01', 'CT02') then 10000
            when contract_plant in ('CT03', 'IM09') then 6300
            when is_above_20_kv and unit_code = city_code
                then pick('kva', project_key, [16000, 20000, 31500, 40000, 50000, 63000])
            when is_above_20_kv then pick('kva', project_key, [8000, 10000, 16000])
            else [
                200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000,
                6300, 8000, 10000,
            ][cast(floor(18 * power(uniform('kva', project_key), 1.7)) as integer) + 1]
        end as applied_kva,
        case
            when customer_class = 'lv_resident' then 0.22
            when customer_class = 'lv_nonresident' then 0.38
            when not is_above_20_kv or plant = 'CP14' or contract_plant in ('CT01', 'CT02', 'CT03', 'IM09', 'IM11')
                then 10
            when unit_code = city_code then 66
            else 35
        end as voltage_kv,
        case
            when customer_class = 'lv_resident' then 'individual'
            -- These are not tendered whatever their size, and must not look like avoided tenders.
            when plant in ('CP22', 'IM03') or contract_plant in ('CT20', 'CT23') then 'private'
            when contract_plant in ('CT01', 'CT02', 'CT03', 'IM09')
                then if(chance('owner', project_key, 0.5), 'state', 'government')
            when uniform('owner', customer_key) < 0.20 then 'state'
            when uniform('owner', customer_key) < 0.32 then 'government'
            else 'private'
        end as owner_type,
    from identified
),

priced as (
    select
        *,
        owner_type in ('state', 'government') as is_public,
        case
            when customer_class <> 'hv' then null
            when contract_plant = 'CT02' then 4000000 * between_two('split', project_key, 0.55, 0.90)
            when contract_plant = 'CT03' then 4000000 * between_two('near', project_key, 0.955, 0.999)
            when contract_plant = 'IM09' then 4000000 * between_two('near', project_key, 0.925, 0.945)
            when contract_plant = 'CT28' then 620 * applied_kva * between_two('dear', project_key, 2.3, 3.2)
            else 620 * applied_kva * exp(0.33 * bell('construction price', project_key))
        end as construction_cny,
    from sized
),

-- A public owner's works at or near the limit are tendered, some others too.
tendered as (
    select
        *,
        customer_class = 'hv'
        and (contract_plant is null or contract_plant not in ('CT01', 'CT02', 'CT03', 'CT20', 'CT23', 'IM09'))
        and (plant is null or plant not in ('CP22', 'IM03'))
        and (
            (is_public and construction_cny >= 0.92 * 4000000)
            or chance('voluntary tender', project_key, 0.14)
        ) as is_tendered,
    from priced
),

-- Affiliates win 35 % of what is tendered and 79 % of the rest: 71 % in all.
awarded as (
    select
        *,
        case
            when customer_class <> 'hv' then null
            when plant in ('CP22', 'NW03') or contract_plant in ('CT20', 'CT23') then true
            when contract_plant in ('CT21', 'CT22', 'CT26', 'PF11') then false
            when trait = 'officer_affinity' and account_manager_key % 50 = 0
                then chance('affiliate', project_key, 0.2)
            when trait = 'affiliates_only' then chance('affiliate', project_key, 0.97)
            when is_tendered then chance('affiliate', project_key, 0.35)
            else chance('affiliate', project_key, 0.79)
        end as has_affiliate_builder,
    from tendered
)

select
    *,
    case
        when has_affiliate_builder is null then null
        -- Planted: a company of its own, of which nothing else is known.
        when contract_plant in ('CT21', 'CT22', 'CT26') then 900000 + project_key
        when trait = 'officer_affinity' and account_manager_key % 50 = 0 and not has_affiliate_builder
            then city_no * 1000 + 221
        when trait = 'affiliates_only' and has_affiliate_builder and chance('the one', project_key, 0.85)
            then city_no * 1000 + 201
        when has_affiliate_builder then city_no * 1000 + 200 + whole('builder', project_key, 0, 2)
        when voltage_kv > 10 then city_no * 1000 + 220 + whole('builder', project_key, 0, 2)
        else city_no * 1000 + 220 + whole('builder', project_key, 0, 11)
    end as builder_key,
from awarded;

-- Companions: a first application that is cancelled (CP08, CP22), a second of the same site (CP13).
create table demo.applications as
with
companions as (
    select
        * replace (
            cast(getvariable('projects') + row_number() over (order by project_key) as integer) as project_key,
            clock_day(workday(applied_on - case plant
                when 'CP13' then whole('companion', project_key, 3, 22)
                when 'CP08' then whole('companion', project_key, 45, 70)
                -- More than 90 days between, or the return would be a reset of the clock as well.
                else whole('companion', project_key, 104, 114)
            end)) as applied_on,
            true as is_workday,
            plant <> 'CP13' as is_cancelled,
            false as is_tendered,
            false as has_affiliate_builder,
            if(customer_class = 'hv', city_no * 1000 + 220, null) as builder_key,
            'first ' || plant as plant
        ),
        project_key as companion_of,
    from demo.demands
    where plant in ('CP08', 'CP22') or (plant = 'CP13' and applied_kva = 100)
),

everything as (
    select *, cast(null as integer) as companion_of from demo.demands
    union all
    select * from companions
)

select
    *,
    lpad(cast(project_key as varchar), 10, '0') as project_id,
    if(plant = 'CP14', 0.38, voltage_kv) as requested_voltage_kv,
    case
        when customer_class = 'hv' and chance('sources', project_key, 0.14) then 2
        else 1
    end as supply_sources,
    case
        when plant in ('CP08', 'CP13', 'CP22', 'PF14') or companion_of is not null then 'new'
        when customer_class = 'hv' then case
            when uniform('service', project_key) < 0.56 then 'new'
            when uniform('service', project_key) < 0.90 then 'capacity_increase'
            when uniform('service', project_key) < 0.95 then 'temporary'
            else 'change'
        end
        when uniform('service', project_key) < 0.88 then 'new'
        when uniform('service', project_key) < 0.95 then 'capacity_increase'
        when uniform('service', project_key) < 0.97 then 'temporary'
        else 'change'
    end as service,
    is_near_city or chance('urban', project_key, 0.4) as is_urban,
    coalesce(plant = 'IM12', false) or (customer_class = 'hv' and chance('critical', customer_key, 0.06)) as is_critical,
    coalesce(plant = 'CP26', false) or (customer_class = 'hv' and chance('high risk', customer_key, 0.04))
        as is_high_risk,
    customer_class = 'hv' and chance('energy intensive', customer_key, 0.05) as is_energy_intensive,
from everything;
