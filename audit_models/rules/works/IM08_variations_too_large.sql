/* ---
id: IM08
title: {zh: 变更超限, en: Variations too large}
says:
  zh: "合同{subject_id}（{scope}）金额{contract_cny}元，变更{variations}项净增{amount_cny}元，占{delta_percent}%。"
  en: "Contract {subject_id} ({scope}) of {contract_cny} yuan: its variations ({variations}) add {amount_cny} yuan net, {delta_percent}%."
why:
  zh: 变更金额过大使原定价格失去意义，可能是低价签约后再抬价。
  en: Variations of such size make the agreed price meaningless; the contract may have been signed low and raised afterwards.
innocent:
  zh: 客户增加了报装容量或工程范围，并按程序补签、补审。
  en: The customer added capacity or works, with a supplement agreed and reviewed in due form.
ground: [own_practice]
severity: M
subject: contract
hit_key: [subject_id]
needs: [contracts, contract_changes]
params:
  min_share: [{from: 1900-01-01, value: 0.1}]
  min_grave_share: [{from: 1900-01-01, value: 0.2}]
status: active
--- */
with changed as (
    select
        contract_id,
        count(*) as variations,
        cast(sum(delta_cny) as decimal(18, 2)) as delta_cny,
        max(changed_on) as last_changed_on
    from contract_changes
    inner join run on contract_changes.changed_on <= run.as_of
    group by contract_id
),

sums as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.scope,
        contracts.signed_on,
        contracts.amount_cny as contract_cny,
        coalesce(changed.variations, 0) as variations,
        coalesce(changed.delta_cny, 0) as delta_cny,
        changed.last_changed_on,
        cast(params.min_share as decimal(9, 4)) * contracts.amount_cny as min_cny,
        cast(params.min_grave_share as decimal(9, 4)) * contracts.amount_cny as min_grave_cny
    from contracts
    inner join params on contracts.signed_on between params.valid_from and params.valid_to
    left join projects on projects.project_id = contracts.project_id
    left join changed on changed.contract_id = contracts.contract_id
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    case when contract_cny > 0 then delta_cny >= min_cny end as is_hit,
    'contracts.amount_cny' as missing,
    last_changed_on as happened_on,
    cast(delta_cny as decimal(18, 2)) as amount_cny,
    case when delta_cny >= min_grave_cny then 'H' else 'M' end as severity,
    scope,
    contract_cny,
    variations,
    round(100.0 * delta_cny / nullif(contract_cny, 0), 1) as delta_percent
from sums
