/* ---
id: FC02
title: {zh: 合同价与预算之比, en: Price to estimate}
meaning:
  zh: 合同金额除以预算；接近1说明几乎没有竞争性下浮。
  en: The contract amount divided by its estimate; close to 1 means hardly any competitive discount.
lowers:
  zh: 重新测算预算，或以公开竞争取得下浮。
  en: "Estimate anew, or obtain a discount in open competition."
subject: contract
risk: higher
unit: ratio
peers: [scope]
ground: [own_practice]
needs: [contracts.estimate_cny]
--- */
select
    scored.subject_id,
    scored.scored_on,
    contracts.amount_cny / nullif(contracts.estimate_cny, 0) as value
from scored
inner join contracts on contracts.contract_id = scored.subject_id
