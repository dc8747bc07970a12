-- Materials: three items of every grid project through the channel of its voltage, two of every
-- equipment contract bought by the customer. Prices ±12 % of the item's price. Planted: issued beyond
-- design (IM13), price out of line (IM14), wrong channel (IM15), one brand in a unit's last year (IM16).
create table demo.material_prices as
select * from (values
    (1, '0010001', 'transformer', 86000), (2, '0010002', 'cable', 420), (3, '0010003', 'switchgear', 39000),
    (4, '0020001', 'transformer', 98000), (5, '0020002', 'ring main unit', 67000),
) as prices (item_no, material_code, item, price_cny);

create table source.materials as
with
grid as (
    select
        projects.project_key * 10 + prices.item_no as material_key,
        cast(null as varchar) as contract_id,
        'G' || projects.project_id as grid_project_id,
        projects.voltage_kv,
        -- Two of three items carry what is planted, so that the project as a whole still looks usual.
        if(prices.item_no = 2, null, projects.plant) as plant,
        cast(null as varchar) as unit_with_one_brand,
        clock_day(grid_from) as issued_on,
        prices.*,
    from demo.projects as projects
    cross join demo.material_prices as prices
    where projects.customer_class = 'hv' and projects.grid_from < projects.end_clock and prices.item_no <= 3
),

bought as (
    select
        contracts.project_key * 10 + prices.item_no as material_key,
        contracts.contract_id,
        cast(null as varchar) as grid_project_id,
        contracts.voltage_kv,
        cast(null as varchar) as plant,
        if(contracts.trait = 'one_brand' and contracts.signed_on > getvariable('as_of') - 365, contracts.unit_code, null)
            as unit_with_one_brand,
        clock_day(start_clock) as issued_on,
        prices.*,
    from demo.contracts as contracts
    cross join demo.material_prices as prices
    where contracts.scope = 'equipment' and contracts.has_started and prices.item_no > 3
),

everything as (
    select * from grid
    union all
    select * from bought
),

measured as (
    select *, whole('quantity', material_key, 1, 12) * if(item = 'cable', 100, 1) as design_qty,
    from everything
)

select
    'M' || lpad(cast(material_key as varchar), 10, '0') as material_id,
    contract_id,
    grid_project_id,
    material_code,
    case
        when contract_id is not null then 'customer_purchase'
        when plant = 'IM15' then if(voltage_kv >= 35, 'framework', 'hq_other')
        when voltage_kv >= 35 then pick('mode', material_key, ['hq_framework', 'hq_framework', 'hq_other'])
        else pick('mode', material_key, ['framework', 'framework', 'consignment', 'physical_reserve'])
    end as supply_mode,
    '演示电气厂' || lpad(cast(whole('supplier', material_key, 1, 40) as varchar), 3, '0') as supplier_name,
    case
        when unit_with_one_brand is not null and chance('one brand', material_key, 0.9) then '演示品牌A'
        else '演示品牌' || pick('brand', material_key, ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'])
    end as brand,
    voltage_kv,
    design_qty,
    round(design_qty * if(
        plant = 'IM13',
        between_two('issued', material_key, 1.25, 1.8), between_two('issued', material_key, 0.98, 1.09)
    ), 1) as issued_qty,
    round(design_qty * if(plant = 'IM13', 0, between_two('returned', material_key, 0, 0.05)), 1) as returned_qty,
    money(price_cny * if(
        plant = 'IM14',
        between_two('dear', material_key, 1.6, 2.6), between_two('price', material_key, 0.88, 1.12)
    )) as unit_price_cny,
    issued_on - whole('ordered', material_key, 5, 30) as ordered_on,
    issued_on,
from measured;
