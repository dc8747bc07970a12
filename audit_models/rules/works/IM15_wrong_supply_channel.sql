/* ---
id: IM15
title: {zh: 供应方式不符, en: Wrong supply channel}
says:
  zh: "物资{subject_id}（{material_code}）用于{voltage_kv}千伏配套工程{grid_project_id}，供应方式为{supply_mode}，不在该电压等级规定的方式之内。"
  en: "Material {subject_id} ({material_code}) for the {voltage_kv} kV supporting works {grid_project_id} was supplied by {supply_mode}, which is not a channel laid down for that voltage."
why:
  zh: 配套工程物资应走规定的供应渠道，绕开渠道的采购价格和供应商缺乏约束。
  en: Material of supporting works has channels laid down for it; outside them neither price nor supplier is bound.
innocent:
  zh: 规定渠道缺货并经批准改用其他方式，或供应方式、电压等级登记有误。
  en: The channel had no stock and another was approved, or the channel or voltage was written down wrongly.
ground: [policy_paper]
severity: M
subject: material
hit_key: [subject_id]
needs: [materials.grid_project_id, materials.supply_mode, grid_projects]
optional_needs: [materials.ordered_on, materials.issued_on]
params:
  distribution_max_kv: [{from: 1900-01-01, value: 10}]
  transmission_min_kv: [{from: 1900-01-01, value: 35}]
  transmission_max_kv: [{from: 1900-01-01, value: 110}]
status: active
--- */
with supplied as (
    select
        materials.material_id,
        materials.material_code,
        materials.grid_project_id,
        materials.supply_mode,
        materials.issued_qty * materials.unit_price_cny as amount_cny,
        projects.unit_code,
        grid_projects.voltage_kv,
        coalesce(materials.ordered_on, materials.issued_on, run.as_of) as happened_on
    from materials
    cross join run
    inner join grid_projects on grid_projects.grid_project_id = materials.grid_project_id
    inner join projects on projects.project_id = grid_projects.project_id
),

judged as (
    select
        supplied.*,
        case
            when supplied.voltage_kv <= params.distribution_max_kv
                then supplied.supply_mode not in ('consignment', 'physical_reserve', 'framework')
            else supplied.supply_mode not in ('hq_framework', 'hq_other')
        end as is_hit
    from supplied
    inner join params on supplied.happened_on between params.valid_from and params.valid_to
    where
        supplied.voltage_kv <= params.distribution_max_kv
        or supplied.voltage_kv between params.transmission_min_kv and params.transmission_max_kv
)

select
    material_id as subject_id,
    unit_code,
    cast(null as date) as tested_on,
    is_hit,
    'materials.supply_mode' as missing,
    happened_on,
    cast(amount_cny as decimal(18, 2)) as amount_cny,
    material_code,
    grid_project_id,
    voltage_kv,
    supply_mode
from judged
