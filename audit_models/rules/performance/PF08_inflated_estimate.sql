/* ---
id: PF08
title: {zh: 预算虚高, en: Inflated estimate}
says:
  zh: "合同{subject_id}预算{estimate_cny}元，合同价{contract_cny}元，预算多出{amount_cny}元，达到预算的{min_share:%}。"
  en: "Contract {subject_id}: estimated at {estimate_cny} yuan, signed at {contract_cny}; {amount_cny} yuan were not needed, {min_share:%} of the estimate or more."
why:
  zh: 预算远高于成交价，可能是为抬高控制价、预留变更空间或套取资金而虚列。
  en: An estimate far above the price may have been padded to lift the ceiling, to leave room for variations or to draw money.
innocent:
  zh: 市场价格明显下降，竞争充分，或合同只覆盖预算的一部分。
  en: Prices fell, competition was strong, or the contract covers only a part of what was estimated.
ground: [own_practice]
severity: L
subject: contract
hit_key: [subject_id]
needs: [contracts.estimate_cny]
params:
  min_share: [{from: 1900-01-01, value: 0.3}]
status: active
--- */
with estimated as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.signed_on,
        contracts.amount_cny as contract_cny,
        contracts.estimate_cny,
        params.min_share
    from contracts
    inner join params on contracts.signed_on between params.valid_from and params.valid_to
    left join projects on projects.project_id = contracts.project_id
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    case
        when estimate_cny > 0 then estimate_cny - contract_cny >= cast(min_share as decimal(8, 4)) * estimate_cny
    end as is_hit,
    'contracts.estimate_cny' as missing,
    signed_on as happened_on,
    estimate_cny - contract_cny as amount_cny,
    contract_cny,
    estimate_cny,
    min_share
from estimated
