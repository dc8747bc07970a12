/* ---
id: FC06
title: {zh: 验收前付款比例, en: Share paid before acceptance}
meaning:
  zh: 评分日以前、验收之前的付款合计除以合同金额；尚未验收的计全部付款。
  en: "Payments up to the scoring date and before acceptance, divided by the amount; all of them while not accepted."
lowers:
  zh: 验收前暂停后续付款，补办验收资料。
  en: "Hold further payments until acceptance, and complete its papers."
subject: contract
risk: higher
unit: ratio
peers: [scope]
ground: [own_practice]
needs: [payments, contracts.accepted_on]
--- */
with paid as (
    select
        scored.subject_id,
        scored.scored_on,
        sum(payments.amount_cny) as paid_cny
    from scored
    inner join contracts on contracts.contract_id = scored.subject_id
    inner join payments
        on payments.contract_id = scored.subject_id
        and payments.paid_on <= scored.scored_on
        and (contracts.accepted_on is null or payments.paid_on < contracts.accepted_on)
    group by scored.subject_id, scored.scored_on
)

select
    scored.subject_id,
    scored.scored_on,
    coalesce(paid.paid_cny, 0) / nullif(contracts.amount_cny, 0) as value
from scored
inner join contracts on contracts.contract_id = scored.subject_id
left join paid
    on paid.subject_id = scored.subject_id
    and paid.scored_on = scored.scored_on
