/* ---
id: IM05
title: {zh: 转包嫌疑, en: Passed on}
says:
  zh: "合同{subject_id}（{scope}）金额{contract_cny}元，分包{subcontracts}份共{amount_cny}元（占{subcontracted_percent}%），自有成本{own_cost_cny}元，毛利{margin_cny}元。"
  en: "Contract {subject_id} ({scope}) of {contract_cny} yuan: subcontracts {subcontracts}, {amount_cny} yuan in all ({subcontracted_percent}%), own cost {own_cost_cny} yuan, margin {margin_cny} yuan."
why:
  zh: 承揽后几乎全部分包、自身不投入，说明承揽方可能只收取过手费用。
  en: Nearly everything subcontracted and hardly anything done by itself suggests that the contractor only takes a share for passing the works on.
innocent:
  zh: 自有人工、设备成本未单独核算，或分包中含甲供设备等代付款项。
  en: Its own labour and equipment are not accounted for separately, or the subcontracts contain equipment paid on behalf of the customer.
ground: [construction_law.art_28, construction_quality_regulation.art_78]
severity: H
subject: contract
hit_key: [subject_id]
needs: [contracts, subcontracts]
needs_to_clear: [contracts.own_cost_cny]
optional_needs: [subcontracts.parent_subcontract_id, subcontracts.signed_on]
params:
  min_subcontracted_share: [{from: 1900-01-01, value: 0.8}]
  max_own_cost_share: [{from: 1900-01-01, value: 0.05}]
  max_margin_share: [{from: 1900-01-01, value: 0.05}]
status: active
--- */
-- A subcontract of a subcontract is part of the one above it and is not added a second time.
with passed_on as (
    select
        contract_id,
        count(*) as subcontracts,
        cast(sum(amount_cny) as decimal(18, 2)) as subcontracted_cny,
        max(signed_on) as last_signed_on
    from subcontracts
    where parent_subcontract_id is null
    group by contract_id
),

sums as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.scope,
        contracts.signed_on,
        contracts.amount_cny as contract_cny,
        contracts.own_cost_cny,
        coalesce(passed_on.subcontracts, 0) as subcontracts,
        coalesce(passed_on.subcontracted_cny, 0) as subcontracted_cny,
        coalesce(passed_on.last_signed_on, contracts.signed_on) as happened_on,
        cast(params.min_subcontracted_share as decimal(9, 4)) * contracts.amount_cny as min_subcontracted_cny,
        cast(params.max_own_cost_share as decimal(9, 4)) * contracts.amount_cny as max_own_cost_cny,
        cast(params.max_margin_share as decimal(9, 4)) * contracts.amount_cny as max_margin_cny
    from contracts
    inner join params on contracts.signed_on between params.valid_from and params.valid_to
    left join projects on projects.project_id = contracts.project_id
    left join passed_on on passed_on.contract_id = contracts.contract_id
),

judged as (
    select
        sums.*,
        contract_cny - subcontracted_cny - own_cost_cny as margin_cny,
        subcontracted_cny >= min_subcontracted_cny as is_subcontracted
    from sums
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    case
        when contract_cny > 0
            then is_subcontracted and (own_cost_cny <= max_own_cost_cny or margin_cny <= max_margin_cny)
    end as is_hit,
    case when contract_cny > 0 then 'contracts.own_cost_cny' else 'contracts.amount_cny' end as missing,
    happened_on,
    cast(subcontracted_cny as decimal(18, 2)) as amount_cny,
    scope,
    contract_cny,
    subcontracts,
    round(100.0 * subcontracted_cny / nullif(contract_cny, 0), 1) as subcontracted_percent,
    own_cost_cny,
    margin_cny
from judged
