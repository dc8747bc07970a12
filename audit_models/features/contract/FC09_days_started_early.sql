/* ---
id: FC09
title: {zh: 开工早于签约的天数, en: Days work began before signature}
meaning:
  zh: 签订日减实际开工日；先开工后签约为正，评分日尚未开工的为缺失。
  en: "Signature less actual start; positive when work began first, missing while it has not begun."
lowers:
  zh: 提供签约前开工的书面依据。
  en: "Produce the written ground for working before signature."
subject: contract
risk: higher
unit: days
peers: [scope]
ground: [own_practice]
needs: [contracts.actual_start_on]
--- */
select
    scored.subject_id,
    scored.scored_on,
    case
        when contracts.actual_start_on <= scored.scored_on
            then days_between(contracts.actual_start_on, contracts.signed_on)
    end as value
from scored
inner join contracts on contracts.contract_id = scored.subject_id
