/* ---
id: FC12
title: {zh: 合同金额, en: Contract amount}
meaning:
  zh: 签订时的合同金额。
  en: The amount as signed.
lowers:
  zh: 金额本身不是问题，仅说明影响大小。
  en: The amount is no fault in itself; it says how much is at stake.
subject: contract
risk: none
unit: cny
peers: [scope, voltage, size]
ground: [own_practice]
--- */
select
    scored.subject_id,
    scored.scored_on,
    contracts.amount_cny as value
from scored
inner join contracts on contracts.contract_id = scored.subject_id
