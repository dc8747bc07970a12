/* ---
id: IM16
title: {zh: 品牌集中, en: One brand everywhere}
says:
  zh: "单位{subject_id}自{starts_on}至{ends_on}客户自购设备{items}项，品牌{brand}占{brand_percent}%，上年同期为{before_percent}%（{items_before}项）。"
  en: "Unit {subject_id}: of {items} items that customers bought from {starts_on} to {ends_on}, {brand_percent}% are of the brand {brand}; in the year before it was {before_percent}% of {items_before}."
why:
  zh: 客户自购设备忽然集中于同一品牌，可能存在指定或推荐供应商。
  en: When customers all at once buy the same brand, somebody may be naming it to them.
innocent:
  zh: 该品牌价格或供货明显占优，其他品牌停产或退出，或客户集中采购。
  en: The brand became cheaper or quicker to deliver, others left the market, or customers bought together.
ground: [construction_quality_regulation.art_51]
severity: M
subject: unit
hit_key: [subject_id, ends_on]
needs: [materials.supply_mode, materials.brand, materials.ordered_on, grid_projects]
optional_needs: [materials.contract_id, materials.grid_project_id, contracts.unit_code, contracts.project_id]
params:
  min_items: [{from: 1900-01-01, value: 10}]
  min_share: [{from: 1900-01-01, value: 0.7}]
  min_rise: [{from: 1900-01-01, value: 0.2}]
status: active
--- */
-- A brand is compared with its own share of the year before: none, if nobody bought it then.
with bought as (
    select
        coalesce(placed_contracts.unit_code, projects.unit_code) as unit_code,
        materials.brand,
        month_start(materials.ordered_on) as month
    from materials
    left join placed_contracts on placed_contracts.contract_id = materials.contract_id
    left join grid_projects on grid_projects.grid_project_id = materials.grid_project_id
    left join projects on projects.project_id = grid_projects.project_id
    where materials.supply_mode = 'customer_purchase' and materials.brand is not null
),

rolled as (
    select
        bought.unit_code,
        bought.brand,
        trailing_windows.starts_on,
        trailing_windows.ends_on,
        count(*) as items
    from bought
    inner join trailing_windows on bought.month between trailing_windows.starts_on and trailing_windows.last_month
    group by bought.unit_code, bought.brand, trailing_windows.starts_on, trailing_windows.ends_on
),

totals as (
    select
        unit_code,
        starts_on,
        ends_on,
        sum(items) as items
    from rolled
    group by unit_code, starts_on, ends_on
),

years as (
    select
        totals.unit_code,
        totals.starts_on,
        totals.ends_on,
        totals.items,
        earlier.items as items_before,
        earlier.ends_on as before_ends_on,
        params.min_share,
        params.min_rise
    from totals
    inner join params on totals.ends_on between params.valid_from and params.valid_to
    inner join totals as earlier
        on earlier.unit_code = totals.unit_code
        and days_between(earlier.ends_on, totals.starts_on) = 1
    where totals.items >= params.min_items and earlier.items >= params.min_items
),

shares as (
    select
        years.*,
        rolled.brand,
        round(cast(rolled.items as double) / years.items, 9) as share,
        round(cast(coalesce(earlier.items, 0) as double) / years.items_before, 9) as share_before
    from years
    inner join rolled
        on rolled.unit_code = years.unit_code
        and rolled.ends_on = years.ends_on
    left join rolled as earlier
        on earlier.unit_code = years.unit_code
        and earlier.ends_on = years.before_ends_on
        and earlier.brand = rolled.brand
),

judged as (
    select
        shares.*,
        share >= min_share and round(share - share_before, 9) >= min_rise as is_concentrated
    from shares
)

select
    unit_code as subject_id,
    unit_code,
    ends_on as tested_on,
    count(*) filter (where is_concentrated) > 0 as is_hit,
    cast(null as varchar) as missing,
    ends_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    starts_on,
    ends_on,
    cast(items as bigint) as items,
    cast(items_before as bigint) as items_before,
    max(case when is_concentrated then brand end) as brand,
    round(100.0 * max(share), 1) as brand_percent,
    round(100.0 * max(case when is_concentrated then share_before end), 1) as before_percent
from judged
group by unit_code, starts_on, ends_on, items, items_before

union all

select
    unit_code as subject_id,
    unit_code,
    cast(null as date) as tested_on,
    cast(null as boolean) as is_hit,
    case when unit_code is null then 'contracts.unit_code' else 'materials.ordered_on' end as missing,
    cast(null as date) as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    cast(null as date) as starts_on,
    cast(null as date) as ends_on,
    count(*) as items,
    cast(null as bigint) as items_before,
    cast(null as varchar) as brand,
    cast(null as double) as brand_percent,
    cast(null as double) as before_percent
from bought
where unit_code is null or month is null
group by unit_code
