/* ---
id: FC04
title: {zh: 变更次数, en: Number of variations}
meaning:
  zh: 评分日以前发生的合同变更次数。
  en: Variations of the contract up to the scoring date.
lowers:
  zh: 合并或说明频繁变更，补齐审批。
  en: "Explain the frequent variations and complete their approval."
subject: contract
risk: higher
unit: count
peers: [scope, voltage]
ground: [own_practice]
needs: [contract_changes]
--- */
select
    scored.subject_id,
    scored.scored_on,
    count(contract_changes.change_id) as value
from scored
left join contract_changes
    on contract_changes.contract_id = scored.subject_id
    and contract_changes.changed_on <= scored.scored_on
group by scored.subject_id, scored.scored_on
