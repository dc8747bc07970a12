-- Contractors of every city by trade: affiliates of the company, private firms, subcontractors, two
-- firms with one telephone, one that never wins; and the planted companies of which nothing else is known. Then permits:
-- two after each other without a gap, of the category and grade that the trade needs.
create table demo.contractors as
with
cities as (
    select distinct city_no, city_code from demo.units where level = 'city'
),

places as (
    select trades.*, unnest(range(affiliates)) as place, true as is_affiliate from demo.trades
    union all
    select trades.*, unnest(range(20, 20 + privates)) as place, false as is_affiliate from demo.trades
    union all
    select trades.*, unnest(range(39, 42)) as place, false as is_affiliate from demo.trades where scope = 'construction'
    union all
    select trades.*, unnest(range(60, 70)) as place, false as is_affiliate from demo.trades where scope = 'construction'
),

regular as (
    select
        cities.city_no * 1000 + places.trade_no * 100 + places.place as contractor_key,
        cities.city_code,
        places.scope,
        places.name_zh,
        places.place,
        places.is_affiliate,
        cast(null as varchar) as plant,
        cast(null as date) as signed_on,
    from cities
    cross join places
),

single as (
    select
        contractor_key, city_code, scope, '电力工程' as name_zh, 99 as place, false as is_affiliate,
        contract_plant as plant, signed_on,
    from demo.contracts
    where contractor_key >= 900000
)

select *, 'C' || lpad(cast(contractor_key as varchar), 9, '0') as contractor_id,
from (select * from regular union all select * from single);

create table source.contractors as
select
    contractor_id,
    '演示' || name_zh || lpad(cast(contractor_key as varchar), 6, '0') || '有限公司' as name,
    '91000000' || lpad(cast(contractor_key as varchar), 10, '0') as credit_code,
    case
        when is_affiliate then if(place = 0, 'collective', 'affiliate')
        when chance('state owned', contractor_key, 0.08) then 'state_owned'
        else 'private'
    end as kind,
    is_affiliate,
    if(is_affiliate, city_code, null) as sponsor_unit_code,
    '演示法人' || lpad(cast(contractor_key as varchar), 6, '0') as legal_rep,
    '1002' || lpad(cast(if(place = 40, contractor_key - 1, contractor_key) as varchar), 7, '0') as phone,
    '演示工业园' || lpad(cast(contractor_key as varchar), 6, '0') || '号' as address,
    '00620000' || lpad(cast(contractor_key as varchar), 8, '0') as bank_account,
    if(
        plant = 'CT26', signed_on - whole('new firm', contractor_key, 40, 160),
        getvariable('first_month') - whole('registered', contractor_key, 800, 7000)
    ) as registered_on,
    money(1000000 * whole('capital', contractor_key, 5, 120)) as registered_capital_cny,
from demo.contractors;

create table source.licences as
with
categories as (
    select * from (values
        ('design', 'design'), ('construction', 'install'), ('construction', 'repair'), ('construction', 'test'),
        ('supervision', 'supervise'), ('testing', 'test'),
    ) as categories (scope, category)
),

held as (
    select
        contractors.*,
        categories.category,
        case
            when is_affiliate or place between 20 and 22 or place = 99 then 2
            when place between 23 and 25 then 3
            else whole('grade', contractor_key, 4, 5)
        end as grade,
        getvariable('as_of') - whole('renewed', contractor_key, 60, 1900) as renewed_on,
    from demo.contractors as contractors
    inner join categories on categories.scope = contractors.scope
    -- Planted (CT21): the firm may repair, not install.
    where not (plant is not distinct from 'CT21' and categories.category <> 'repair')
),

periods as (
    select *, 1 as period, renewed_on - 2190 as valid_from, renewed_on - 1 as valid_to from held where plant is null
    union all
    select *, 2 as period, renewed_on as valid_from, renewed_on + 2190 as valid_to from held where plant is null
    union all
    -- Planted (CT22): valid when the contract was signed, expired before the works ended.
    select
        *, 1 as period,
        if(plant = 'CT26', signed_on - 30, signed_on - 1800) as valid_from,
        if(plant = 'CT22', signed_on + 8, signed_on + 1800) as valid_to,
    from held
    where plant is not null
)

select
    'L' || lpad(cast(contractor_key as varchar), 9, '0') || '-' || category || '-' || period as licence_id,
    contractor_id,
    category,
    grade,
    case grade when 2 then 220 when 3 then 110 when 4 then 35 else 10 end as max_kv,
    valid_from,
    valid_to,
from periods;
