/* ---
id: CT01
title: {zh: 应招未招, en: Mandatory tender avoided}
says:
  zh: "合同{subject_id}（{scope}）金额{amount_cny}元，达到{signed_on}有效的招标限额{limit_cny}元，业主性质为{owner_type:未登记}、资金来源为{fund_source:未登记}，未经公开或邀请招标[（采购方式：{method}）]。"
  en: "Contract {subject_id} ({scope}) of {amount_cny} yuan reaches the tender limit of {limit_cny} yuan in force on {signed_on}; owner: {owner_type:not entered}, funds: {fund_source:not entered}; no open or invited tender[ (method: {method})]."
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
status: active
--- */
select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    case when ownership = 'public' then amount_cny >= limit_cny and not is_tendered end as is_hit,
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
from placed_contracts
where ownership <> 'private'
