/* ---
id: CT01
title: {zh: 应招未招, en: Mandatory tender avoided}
says:
  zh: "合同{subject_id}（{scope}）金额{amount_cny}元，达到{signed_on}有效的招标限额{limit_cny}元，业主为{owner_type}、资金来源为{fund_source}，未经公开或邀请招标（方式：{method}）。"
  en: "Contract {subject_id} ({scope}) of {amount_cny} yuan reaches the tender limit of {limit_cny} yuan in force on {signed_on}; owner {owner_type}, funds {fund_source}; no open or invited tender (method: {method})."
why:
  zh: 国有资金项目达到规模而不招标，可能以直接委托把工程交给关联企业。
  en: Public money above the limit without a tender may hand the works to an affiliate by direct award.
innocent:
  zh: 法定可以不招标的情形（如抢险、保密、原中标人追加），或资金、业主性质登记有误。
  en: A lawful exemption (emergency, secrecy, addition by the original winner), or owner or funds were written down wrongly.
ground: [tendering_law.art_3, tendering_law.art_49, mandatory_tender_rules_2018.art_5, mandatory_tender_rules_2000]
severity: H
subject: contract
hit_key: [subject_id]
needs: [contracts.tender_id, tenders]
optional_needs: [contracts.project_id, client_projects.owner_type, client_projects.fund_source]
params:
  works_limit_cny: [{from: 1900-01-01, value: 2000000}, {from: 2018-06-01, value: 4000000}]
  goods_limit_cny: [{from: 1900-01-01, value: 1000000}, {from: 2018-06-01, value: 2000000}]
  services_limit_cny: [{from: 1900-01-01, value: 500000}, {from: 2018-06-01, value: 1000000}]
status: active
--- */
with owned_contracts as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.scope,
        contracts.amount_cny,
        contracts.signed_on,
        contracts.project_id,
        contracts.tender_id,
        tenders.method,
        projects.owner_type,
        projects.fund_source,
        case
            when projects.owner_type in ('state', 'government') then 'in scope'
            when projects.fund_source = 'state' then 'in scope'
            when projects.owner_type is null then 'unknown'
            else 'private'
        end as ownership,
        case
            when contracts.scope in ('construction', 'epc') then params.works_limit_cny
            when contracts.scope = 'equipment' then params.goods_limit_cny
            else params.services_limit_cny
        end as limit_cny
    from contracts
    inner join params on contracts.signed_on between params.valid_from and params.valid_to
    left join projects on projects.project_id = contracts.project_id
    left join tenders on tenders.tender_id = contracts.tender_id
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    case
        when ownership = 'unknown' then null
        when tender_id is not null and method is null then null
        else amount_cny >= limit_cny and (tender_id is null or method not in ('open', 'invited'))
    end as is_hit,
    case
        when project_id is null then 'contracts.project_id'
        when ownership = 'unknown' then 'client_projects.owner_type'
        else 'tenders.method'
    end as missing,
    signed_on as happened_on,
    amount_cny,
    scope,
    signed_on,
    limit_cny,
    owner_type,
    fund_source,
    tender_id,
    method
from owned_contracts
where ownership <> 'private'
