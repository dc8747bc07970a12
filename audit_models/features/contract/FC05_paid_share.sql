/* ---
id: FC05
title: {zh: 已付比例, en: Share paid}
meaning:
  zh: 评分日以前的付款合计除以合同金额与已批准变更之和。
  en: Payments up to the scoring date, divided by the amount with the variations approved by then.
lowers:
  zh: 核对付款依据，追回多付款项。
  en: "Check what the payments rest on, and recover what was overpaid."
subject: contract
risk: higher
unit: ratio
peers: [scope]
ground: [own_practice]
needs: [payments, contract_changes.approved_on]
--- */
with paid as (
    select
        scored.subject_id,
        scored.scored_on,
        sum(payments.amount_cny) as paid_cny
    from scored
    inner join payments
        on payments.contract_id = scored.subject_id
        and payments.paid_on <= scored.scored_on
    group by scored.subject_id, scored.scored_on
),

approved as (
    select
        scored.subject_id,
        scored.scored_on,
        sum(contract_changes.delta_cny) as delta_cny
    from scored
    inner join contract_changes
        on contract_changes.contract_id = scored.subject_id
        and contract_changes.changed_on <= scored.scored_on
        and contract_changes.approved_on <= scored.scored_on
    group by scored.subject_id, scored.scored_on
)

select
    scored.subject_id,
    scored.scored_on,
    coalesce(paid.paid_cny, 0) / nullif(contracts.amount_cny + coalesce(approved.delta_cny, 0), 0) as value
from scored
inner join contracts on contracts.contract_id = scored.subject_id
left join paid
    on paid.subject_id = scored.subject_id
    and paid.scored_on = scored.scored_on
left join approved
    on approved.subject_id = scored.subject_id
    and approved.scored_on = scored.scored_on
