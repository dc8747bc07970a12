/* ---
id: FC03
title: {zh: 变更金额占比, en: Share of variations}
meaning:
  zh: 评分日以前发生的变更净额除以合同金额。
  en: Net variations up to the scoring date, divided by the contract amount.
lowers:
  zh: 逐项核实变更的必要性与审批，核减无依据的变更。
  en: "Verify need and approval of each variation, and take out what has no basis."
subject: contract
risk: higher
unit: ratio
peers: [scope, voltage]
ground: [own_practice]
needs: [contract_changes]
--- */
with changed as (
    select
        scored.subject_id,
        scored.scored_on,
        sum(contract_changes.delta_cny) as delta_cny
    from scored
    inner join contract_changes
        on contract_changes.contract_id = scored.subject_id
        and contract_changes.changed_on <= scored.scored_on
    group by scored.subject_id, scored.scored_on
)

select
    scored.subject_id,
    scored.scored_on,
    coalesce(changed.delta_cny, 0) / nullif(contracts.amount_cny, 0) as value
from scored
inner join contracts on contracts.contract_id = scored.subject_id
left join changed
    on changed.subject_id = scored.subject_id
    and changed.scored_on = scored.scored_on
