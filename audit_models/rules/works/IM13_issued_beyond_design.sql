/* ---
id: IM13
title: {zh: 领用超设计, en: Issued beyond design}
says:
  zh: "物资{subject_id}（{material_code}）：领用{issued_qty}、退库{returned_qty}，实际用量{used_qty}，超过设计用量{design_qty}的{max_ratio}倍。"
  en: "Material {subject_id} ({material_code}): {issued_qty} issued, {returned_qty} returned, {used_qty} used, more than {max_ratio} times the design quantity of {design_qty}."
why:
  zh: 领用多于设计而未退库的物资去向不明，可能被挪用到客户自有工程或外流。
  en: What was issued beyond the design and not returned has no known whereabouts; it may have gone to other works or out of the stores.
innocent:
  zh: 设计变更增加了用量、退库尚未登记，或计量单位不一致。
  en: The design was changed, the return was not entered yet, or the units of quantity differ.
ground: [own_practice]
severity: M
subject: material
hit_key: [subject_id]
needs: [materials.design_qty, materials.issued_qty]
optional_needs:
  - materials.returned_qty
  - materials.issued_on
  - materials.contract_id
  - materials.grid_project_id
  - contracts
  - grid_projects
params:
  max_ratio: [{from: 1900-01-01, value: 1.1}]
status: active
--- */
with used as (
    select
        materials.material_id,
        materials.material_code,
        coalesce(contracts.unit_code, contract_projects.unit_code, grid_owners.unit_code) as unit_code,
        materials.design_qty,
        materials.issued_qty,
        coalesce(materials.returned_qty, 0) as returned_qty,
        materials.issued_qty - coalesce(materials.returned_qty, 0) as used_qty,
        materials.unit_price_cny,
        coalesce(materials.issued_on, run.as_of) as issued_on
    from materials
    cross join run
    left join contracts on contracts.contract_id = materials.contract_id
    left join projects as contract_projects on contract_projects.project_id = contracts.project_id
    left join grid_projects on grid_projects.grid_project_id = materials.grid_project_id
    left join projects as grid_owners on grid_owners.project_id = grid_projects.project_id
)

select
    used.material_id as subject_id,
    used.unit_code,
    cast(null as date) as tested_on,
    round(used.used_qty, 9) > round(params.max_ratio * used.design_qty, 9) as is_hit,
    case when used.design_qty is null then 'materials.design_qty' else 'materials.issued_qty' end as missing,
    used.issued_on as happened_on,
    cast((used.used_qty - used.design_qty) * used.unit_price_cny as decimal(18, 2)) as amount_cny,
    used.material_code,
    used.issued_on,
    used.issued_qty,
    used.returned_qty,
    used.used_qty,
    used.design_qty,
    params.max_ratio
from used
inner join params on used.issued_on between params.valid_from and params.valid_to
