/* ---
id: PF15
title: {zh: 保证金超限, en: Bond above the limit}
says:
  zh: "合同{subject_id}（合同价{amount_cny}元）履约保证金比例{performance_bond_rate:%}，超过上限{max_rate:%}。"
  en: "Contract {subject_id} ({amount_cny} yuan): performance bond {performance_bond_rate:%} of the price; the limit is {max_rate:%}."
why:
  zh: 过高的履约保证金抬高门槛、排挤中小企业，也可能变相占用资金。
  en: Too high a bond shuts out small firms and may be a way of holding their money.
innocent:
  zh: 多种保证金合并登记，比例录入有误，或属非招标合同且双方另有约定。
  en: Several bonds were entered as one, the rate was written down wrongly, or the contract was not tendered and the parties agreed otherwise.
ground: [tendering_regulation.art_58]
severity: L
subject: contract
hit_key: [subject_id]
needs: [contracts.performance_bond_rate]
params:
  max_rate: [{from: 1900-01-01, value: 0.1}]
status: active
--- */
select
    contracts.contract_id as subject_id,
    coalesce(contracts.unit_code, projects.unit_code) as unit_code,
    contracts.signed_on as tested_on,
    contracts.performance_bond_rate > params.max_rate as is_hit,
    'contracts.performance_bond_rate' as missing,
    contracts.signed_on as happened_on,
    contracts.amount_cny,
    contracts.performance_bond_rate,
    params.max_rate
from contracts
inner join params on contracts.signed_on between params.valid_from and params.valid_to
left join projects on projects.project_id = contracts.project_id
