/* ---
id: CT20
title: {zh: 无自愿委托, en: No proof of free choice}
says:
  zh: "合同{subject_id}（{scope}，{amount_cny}元）由关联企业{contractor_id}承揽，未经竞争[（采购方式：{method}）]，也没有客户自愿委托书。"
  en: "Contract {subject_id} ({scope}, {amount_cny} yuan) is held by the affiliate {contractor_id} without competition[ (method: {method})] and without the customer's signed free choice on file."
why:
  zh: 客户有权自主选择承揽单位；关联企业既未经竞争、又无委托书而取得工程，可能存在指定。
  en: The customer is free to choose; works that go to an affiliate without competition or a signed choice may have been designated.
innocent:
  zh: 委托书已签但未归档，客户另以书面方式表明了选择，或承包商的关联标记有误。
  en: The choice was signed but not filed, the customer expressed it in writing elsewhere, or the contractor is wrongly marked as an affiliate.
ground: [three_designations_guide]
severity: H
subject: contract
hit_key: [subject_id]
needs: [contracts.tender_id, contracts.has_entrustment, tenders, contractors]
optional_needs: [contracts.project_id]
status: active
--- */
with affiliate_contracts as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.project_id,
        contracts.contractor_id,
        contracts.scope,
        contracts.amount_cny,
        contracts.signed_on,
        contracts.tender_id,
        tenders.method,
        contracts.has_entrustment
    from contracts
    inner join contractors
        on contractors.contractor_id = contracts.contractor_id
        and contractors.is_affiliate
    left join projects on projects.project_id = contracts.project_id
    left join tenders on tenders.tender_id = contracts.tender_id
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    not has_entrustment and (tender_id is null or method in ('direct', 'customer_choice')) as is_hit,
    case
        when has_entrustment is null then 'contracts.has_entrustment'
        else 'tenders.method'
    end as missing,
    signed_on as happened_on,
    amount_cny,
    project_id,
    contractor_id,
    scope,
    signed_on,
    tender_id,
    method,
    has_entrustment
from affiliate_contracts
