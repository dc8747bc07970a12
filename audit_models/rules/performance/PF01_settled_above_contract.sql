/* ---
id: PF01
title: {zh: 结算超合同, en: Settlement above contract}
says:
  zh: "合同{subject_id}结算{settlement_cny}元，合同价{contract_cny}元、经批准变更{approved_changes_cny}元，超过允许的{allowed_cny}元（{max_ratio}倍）{amount_cny}元。"
  en: "Contract {subject_id} was settled at {settlement_cny} yuan; contract price {contract_cny}, approved variations {approved_changes_cny}; that is {amount_cny} yuan above the {allowed_cny} allowed ({max_ratio} times)."
why:
  zh: 结算明显高于合同价与经批准变更之和，可能虚增工程量或以结算补偿低价中标。
  en: A settlement well above the price and its approved variations may carry works that were never done, or make up for a low bid.
innocent:
  zh: 变更批准手续未录入系统，合同约定据实结算或调价，或结算金额包含其他合同。
  en: The approval of a variation was not entered, the contract provides for measured quantities or price adjustment, or the settlement covers another contract too.
ground: [own_practice]
severity: H
subject: contract
hit_key: [subject_id]
needs: [contracts.settlement_cny, contract_changes.approved_on]
optional_needs: [contracts.settled_on]
params:
  max_ratio: [{from: 1900-01-01, value: 1.1}]
status: active
--- */
with judged as (
    select
        contract_accounts.*,
        params.max_ratio,
        cast(params.max_ratio as decimal(8, 4)) * cast(contract_cny + approved_changes_cny as decimal(18, 2))
        as allowed_cny
    from contract_accounts
    inner join params on contract_accounts.signed_on between params.valid_from and params.valid_to
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    settlement_cny > allowed_cny as is_hit,
    'contracts.settlement_cny' as missing,
    coalesce(settled_on, signed_on) as happened_on,
    settlement_cny - allowed_cny as amount_cny,
    contract_cny,
    approved_changes_cny,
    round(allowed_cny, 2) as allowed_cny,
    settlement_cny,
    max_ratio
from judged
