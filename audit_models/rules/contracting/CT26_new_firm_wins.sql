/* ---
id: CT26
title: {zh: 新设企业中标, en: New firm wins}
says:
  zh: "合同{subject_id}（{scope}，{amount_cny}元）{signed_on}签给{registered_on}才登记的承包商{contractor_id}，成立仅{age_days}天，不足{min_days}天。"
  en: "Contract {subject_id} ({scope}, {amount_cny} yuan) was signed on {signed_on} with contractor {contractor_id}, registered only on {registered_on}, {age_days} days earlier and fewer than {min_days}."
why:
  zh: 刚成立的企业缺少业绩却取得工程，可能是为承接该工程而设立。
  en: A firm without a record that wins works at once may have been founded for them.
innocent:
  zh: 企业由改制、分立、更名而来并承继业绩，或登记日期有误。
  en: The firm came out of a restructuring, division or renaming and took over the record of another, or its registration date was written down wrongly.
ground: [own_practice]
severity: L
subject: contract
hit_key: [subject_id]
needs: [contractors.registered_on]
optional_needs: [contracts.project_id]
params:
  min_days: [{from: 1900-01-01, value: 180}]
status: active
--- */
with awarded as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.project_id,
        contracts.contractor_id,
        contracts.scope,
        contracts.amount_cny,
        contracts.signed_on,
        contractors.registered_on,
        contractors.registered_capital_cny,
        days_between(contractors.registered_on, contracts.signed_on) as age_days
    from contracts
    left join projects on projects.project_id = contracts.project_id
    left join contractors on contractors.contractor_id = contracts.contractor_id
)

select
    awarded.contract_id as subject_id,
    awarded.unit_code,
    awarded.signed_on as tested_on,
    awarded.age_days < params.min_days as is_hit,
    'contractors.registered_on' as missing,
    awarded.signed_on as happened_on,
    awarded.amount_cny,
    awarded.project_id,
    awarded.contractor_id,
    awarded.scope,
    awarded.signed_on,
    awarded.registered_on,
    awarded.registered_capital_cny,
    awarded.age_days,
    params.min_days
from awarded
inner join params on awarded.signed_on between params.valid_from and params.valid_to
