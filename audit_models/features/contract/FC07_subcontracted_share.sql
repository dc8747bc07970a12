/* ---
id: FC07
title: {zh: 分包比例, en: Share subcontracted}
meaning:
  zh: 评分日以前签订的直接分包合计除以合同金额。
  en: "Direct subcontracts signed up to the scoring date, divided by the amount."
lowers:
  zh: 核实分包审批与实际施工力量。
  en: "Verify the approval of the subcontracts and who really did the works."
subject: contract
risk: higher
unit: ratio
peers: [scope]
ground: [own_practice]
needs: [subcontracts.signed_on]
--- */
with passed_on as (
    select
        scored.subject_id,
        scored.scored_on,
        sum(subcontracts.amount_cny) as subcontracted_cny
    from scored
    inner join subcontracts
        on subcontracts.contract_id = scored.subject_id
        and subcontracts.signed_on <= scored.scored_on
        and subcontracts.parent_subcontract_id is null
    group by scored.subject_id, scored.scored_on
)

select
    scored.subject_id,
    scored.scored_on,
    coalesce(passed_on.subcontracted_cny, 0) / nullif(contracts.amount_cny, 0) as value
from scored
inner join contracts on contracts.contract_id = scored.subject_id
left join passed_on
    on passed_on.subject_id = scored.subject_id
    and passed_on.scored_on = scored.scored_on
