/* ---
id: IM14
title: {zh: 主材单价异常, en: Unit price out of line}
says:
  zh: "物资{subject_id}（{material_code}）{ordered_on}订货，单价{unit_price_cny}元，达到当季{prices}个同类单价的上限{fence_cny}元。"
  en: "Material {subject_id} ({material_code}), ordered on {ordered_on}, costs {unit_price_cny} yuan a unit; the upper fence of {prices} prices of its code and quarter is {fence_cny} yuan."
why:
  zh: 同类物资同季单价明显偏高，可能抬高造价或向关联供应商输送利益。
  en: A price well above those of the same material and quarter may inflate the works or favour a supplier.
innocent:
  zh: 规格、品牌或交货条件不同，数量少，或计量单位登记不一致。
  en: Grade, brand or delivery differ, the quantity was small, or the unit of measure was written down differently.
ground: [own_practice]
severity: M
subject: material
hit_key: [subject_id]
needs: [materials.unit_price_cny, materials.ordered_on, grid_projects]
optional_needs: [materials.contract_id, materials.grid_project_id]
params:
  fence_factor: [{from: 1900-01-01, value: 1.5}]
  min_prices: [{from: 1900-01-01, value: 8}]
status: active
--- */
-- Quartiles by type 8 at places (3n + 5)/12 and (9n + 7)/12. Too few prices have no fence, and no row.
with ordered as (
    select
        materials.material_id,
        materials.material_code,
        materials.ordered_on,
        materials.unit_price_cny,
        coalesce(placed_contracts.unit_code, projects.unit_code) as unit_code,
        regexp_extract(cast(materials.ordered_on as varchar), '^[0-9]+', 0) as ordered_year,
        floor((cast(regexp_extract(cast(materials.ordered_on as varchar), '-([0-9]+)-', 1) as integer) + 2) / 3.0)
            as ordered_quarter,
        coalesce(materials.ordered_on, run.as_of) as happened_on
    from materials
    cross join run
    left join placed_contracts on placed_contracts.contract_id = materials.contract_id
    left join grid_projects on grid_projects.grid_project_id = materials.grid_project_id
    left join projects on projects.project_id = grid_projects.project_id
    where materials.ordered_on is null or materials.ordered_on <= run.as_of
),

ranked as (
    select
        ordered.*,
        row_number() over (
            partition by material_code, ordered_year, ordered_quarter
            order by unit_price_cny nulls last, material_id nulls last
        ) as place,
        count(*) over (partition by material_code, ordered_year, ordered_quarter) as n
    from ordered
    where unit_price_cny is not null
),

quartiles as (
    select
        material_code,
        ordered_year,
        ordered_quarter,
        n,
        sum(unit_price_cny * greatest(0, 1 - abs(place - greatest(1, (3 * n + 5) / 12.0)))) as q1,
        sum(unit_price_cny * greatest(0, 1 - abs(place - least(n, (9 * n + 7) / 12.0)))) as q3
    from ranked
    group by material_code, ordered_year, ordered_quarter, n
),

judged as (
    select
        ordered.*,
        quartiles.n as prices,
        params.min_prices,
        case
            when round(quartiles.q3 - quartiles.q1, 9) > 0
                then round(quartiles.q3 + params.fence_factor * (quartiles.q3 - quartiles.q1), 9)
        end as fence_cny
    from ordered
    inner join params on ordered.happened_on between params.valid_from and params.valid_to
    left join quartiles
        on quartiles.material_code = ordered.material_code
        and quartiles.ordered_year = ordered.ordered_year
        and quartiles.ordered_quarter = ordered.ordered_quarter
)

select
    material_id as subject_id,
    unit_code,
    cast(null as date) as tested_on,
    case
        when ordered_on is not null and unit_price_cny is not null
            then coalesce(unit_price_cny >= fence_cny, false)
    end as is_hit,
    case when ordered_on is null then 'materials.ordered_on' else 'materials.unit_price_cny' end as missing,
    happened_on,
    unit_price_cny as amount_cny,
    material_code,
    ordered_on,
    unit_price_cny,
    prices,
    round(fence_cny, 2) as fence_cny
from judged
where ordered_on is null or unit_price_cny is null or prices >= min_prices
