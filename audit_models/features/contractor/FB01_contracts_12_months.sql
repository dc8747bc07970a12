/* ---
id: FB01
title: {zh: 承包商近十二个月合同数, en: Contractor's contracts in twelve months}
meaning:
  zh: 评分日以前十二个月内签订的合同数。
  en: Contracts signed in the twelve months up to the scoring date.
lowers:
  zh: 份数本身不是问题：多的，看竞争是否充分；少的，核实业绩与履约能力。
  en: "The number is no fault in itself: where it is high, look into the competition; where low, into record and capacity."
subject: contractor
risk: none
unit: count
peers: []
ground: [own_practice]
needs: [contracts]
--- */
select
    scored.subject_id,
    scored.scored_on,
    count(contracts.contract_id) as value
from scored
left join contracts
    on contracts.contractor_id = scored.subject_id
    and contracts.signed_on <= scored.scored_on
    and contracts.signed_on > scored.scored_on - interval '12' month
group by scored.subject_id, scored.scored_on
