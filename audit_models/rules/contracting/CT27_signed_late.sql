/* ---
id: CT27
title: {zh: 签约迟延, en: Signed late}
says:
  zh: "合同{subject_id}（{scope}）{awarded_on}中标，{signed_on}才签订，历时{waited_days}天，超过{max_days}天。"
  en: "Contract {subject_id} ({scope}) was awarded on {awarded_on} but signed only on {signed_on}, {waited_days} days later; the limit is {max_days}."
why:
  zh: 中标后迟迟不签约，可能在另行协商价格或条件，架空招标结果。
  en: A long wait between award and signature leaves room to renegotiate price or terms and to empty the tender of its meaning.
innocent:
  zh: 中标结果被投诉或异议而暂停，客户方内部审批耗时，或中标、签订日期登记有误。
  en: An objection suspended the award, the customer's own approval took time, or the date of award or signature was written down wrongly.
ground: [tendering_law.art_46]
severity: L
subject: contract
hit_key: [subject_id]
needs: [contracts.awarded_on]
optional_needs: [contracts.project_id]
params:
  max_days: [{from: 1900-01-01, value: 30}]
status: active
--- */
with waited as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.project_id,
        contracts.contractor_id,
        contracts.scope,
        contracts.amount_cny,
        contracts.awarded_on,
        contracts.signed_on,
        days_between(contracts.awarded_on, contracts.signed_on) as waited_days
    from contracts
    left join projects on projects.project_id = contracts.project_id
)

select
    waited.contract_id as subject_id,
    waited.unit_code,
    waited.signed_on as tested_on,
    waited.waited_days > params.max_days as is_hit,
    'contracts.awarded_on' as missing,
    waited.signed_on as happened_on,
    waited.amount_cny,
    waited.project_id,
    waited.contractor_id,
    waited.scope,
    waited.awarded_on,
    waited.signed_on,
    waited.waited_days,
    params.max_days
from waited
inner join params on waited.signed_on between params.valid_from and params.valid_to
