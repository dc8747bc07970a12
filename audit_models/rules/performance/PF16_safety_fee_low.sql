/* ---
id: PF16
title: {zh: 安全费不足, en: Safety fee too low}
says:
  zh: "合同{subject_id}（{contract_cny}元）{accepted_on}已验收，安全生产费用共付{safety_fee_cny}元，应不低于{required_cny}元（{min_rate:%}），少{amount_cny}元。"
  en: "Contract {subject_id} ({contract_cny} yuan) was accepted on {accepted_on}; {safety_fee_cny} yuan were paid for safety, {required_cny} were due ({min_rate:%}); {amount_cny} yuan too little."
why:
  zh: 安全生产费用提取支付不足，挤占安全投入，增加事故风险。
  en: Paying too little for safety measures saves in the wrong place and raises the risk of accidents.
innocent:
  zh: 安全费并入进度款支付未单列，由发包方另行支付，或付款类型登记有误。
  en: The safety fee was paid within a progress payment, the client paid it separately, or the kind of payment was entered wrongly.
ground: [safety_fee_measures]
severity: L
subject: contract
hit_key: [subject_id]
needs: [contracts.accepted_on, payments.kind]
params:
  min_rate: [{from: 1900-01-01, value: 0.02}, {from: 2022-12-01, value: 0.025}]
status: active
--- */
with safety_fees as (
    select
        payments.contract_id,
        sum(case when payments.kind = 'safety_fee' then payments.amount_cny else 0 end) as safety_fee_cny,
        sum(case when coalesce(payments.kind, 'safety_fee') = 'safety_fee' then payments.amount_cny else 0 end)
            as perhaps_cny
    from payments
    inner join run on payments.paid_on <= run.as_of
    group by payments.contract_id
),

accepted as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.signed_on,
        contracts.accepted_on,
        contracts.amount_cny as contract_cny,
        coalesce(safety_fees.safety_fee_cny, 0) as safety_fee_cny,
        coalesce(safety_fees.perhaps_cny, 0) as perhaps_cny,
        params.min_rate,
        round(cast(params.min_rate as decimal(8, 4)) * contracts.amount_cny, 2) as required_cny
    from contracts
    inner join run on contracts.accepted_on <= run.as_of
    inner join params on contracts.signed_on between params.valid_from and params.valid_to
    left join projects on projects.project_id = contracts.project_id
    left join safety_fees on safety_fees.contract_id = contracts.contract_id
    where contracts.scope in ('construction', 'epc')
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    case
        when contract_cny <= 0 then null
        when perhaps_cny < required_cny then true
        when safety_fee_cny >= required_cny then false
    end as is_hit,
    case when contract_cny <= 0 then 'contracts.amount_cny' else 'payments.kind' end as missing,
    accepted_on as happened_on,
    required_cny - safety_fee_cny as amount_cny,
    contract_cny,
    accepted_on,
    min_rate,
    required_cny,
    safety_fee_cny
from accepted
