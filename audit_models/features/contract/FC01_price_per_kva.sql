/* ---
id: FC01
title: {zh: 单位容量造价, en: Price per kVA}
meaning:
  zh: 合同金额除以项目容量（批复容量，没有则取申请容量）。
  en: The contract amount divided by the capacity of the project (approved, else applied for).
lowers:
  zh: 核实容量与工程范围，按同类工程单价重新核价。
  en: "Check capacity and scope of works, and price again at the unit prices of like works."
subject: contract
risk: higher
unit: cny_per_kva
peers: [scope, voltage, size]
ground: [own_practice]
needs: [contracts.amount_cny, client_projects.applied_kva]
--- */
select
    scored.subject_id,
    scored.scored_on,
    contracts.amount_cny / nullif(coalesce(client_projects.approved_kva, client_projects.applied_kva), 0) as value
from scored
inner join contracts on contracts.contract_id = scored.subject_id
inner join client_projects on client_projects.project_id = contracts.project_id
