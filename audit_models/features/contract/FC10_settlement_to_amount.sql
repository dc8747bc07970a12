/* ---
id: FC10
title: {zh: 结算与合同之比, en: Settlement to amount}
meaning:
  zh: 评分日以前的结算额除以合同金额；未结算为缺失。
  en: "Settlement up to the scoring date, divided by the contract amount; missing until settled."
lowers:
  zh: 复核结算，核减无变更依据的增加额。
  en: "Audit the settlement, and take out increases without a variation."
subject: contract
risk: higher
unit: ratio
peers: [scope]
ground: [own_practice]
needs: [contracts.settlement_cny, contracts.settled_on]
--- */
select
    scored.subject_id,
    scored.scored_on,
    case
        when contracts.settled_on <= scored.scored_on
            then contracts.settlement_cny / nullif(contracts.amount_cny, 0)
    end as value
from scored
inner join contracts on contracts.contract_id = scored.subject_id
