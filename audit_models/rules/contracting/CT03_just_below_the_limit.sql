/* ---
id: CT03
title: {zh: 贴线金额, en: Just below the limit}
says:
  zh: "合同{subject_id}（{scope}）金额{amount_cny}元，略低于{signed_on}有效的招标限额{limit_cny}元（为其{limit_percent}%），未经公开或邀请招标[（采购方式：{method}）]。"
  en: "Contract {subject_id} ({scope}) of {amount_cny} yuan stays just below the tender limit of {limit_cny} yuan in force on {signed_on} ({limit_percent}% of it); no open or invited tender[ (method: {method})]."
why:
  zh: 金额恰好略低于限额，可能是有意压低或拆分以避开招标。
  en: An amount just short of the limit may have been set, or cut, to avoid a tender.
innocent:
  zh: 造价由核定的预算或定额形成，附近金额的合同同样常见，且没有后续追加。
  en: The price follows from an approved budget, amounts nearby are just as common, and nothing was added later.
ground: [own_practice]
severity: L
subject: contract
hit_key: [subject_id]
needs: [contracts.tender_id, tenders]
optional_needs: [contracts.project_id, client_projects.owner_type, client_projects.fund_source]
params:
  min_share: [{from: 1900-01-01, value: 0.95}]
status: active
--- */
select
    placed_contracts.contract_id as subject_id,
    placed_contracts.unit_code,
    placed_contracts.signed_on as tested_on,
    case
        when placed_contracts.ownership = 'public'
            then placed_contracts.amount_cny >= cast(params.min_share as decimal(9, 4)) * placed_contracts.limit_cny
            and placed_contracts.amount_cny < placed_contracts.limit_cny
            and not placed_contracts.is_tendered
    end as is_hit,
    case
        when placed_contracts.project_id is null then 'contracts.project_id'
        when placed_contracts.ownership = 'unknown' then 'client_projects.owner_type'
        else 'tenders.method'
    end as missing,
    placed_contracts.signed_on as happened_on,
    placed_contracts.amount_cny,
    placed_contracts.scope,
    placed_contracts.signed_on,
    placed_contracts.limit_cny,
    round(100.0 * placed_contracts.amount_cny / placed_contracts.limit_cny, 1) as limit_percent,
    placed_contracts.tender_id,
    placed_contracts.method
from placed_contracts
inner join params on placed_contracts.signed_on between params.valid_from and params.valid_to
where placed_contracts.ownership <> 'private'
