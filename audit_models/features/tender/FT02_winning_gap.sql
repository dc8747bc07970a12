/* ---
id: FT02
title: {zh: 中标价差, en: Gap to the runner-up}
meaning:
  zh: 第二名与中标价之差除以中标价（评分日以前递交的有效投标，至少两家）。
  en: "The second bid less the winning one, divided by the winning one (valid bids submitted by the scoring date, two at least)."
lowers:
  zh: 核对各投标文件的来源与报价依据。
  en: "Compare the origin of the bids and how each was priced."
subject: tender
risk: none
unit: ratio
peers: [scope]
ground: [own_practice]
needs: [bids.submitted_at]
--- */
with ranked as (
    select
        scored.subject_id,
        scored.scored_on,
        bids.amount_cny,
        row_number() over (
            partition by scored.subject_id, scored.scored_on
            order by bids.amount_cny nulls last, bids.bid_id nulls last
        ) as place
    from scored
    inner join bids
        on bids.tender_id = scored.subject_id
        and cast(bids.submitted_at as date) <= scored.scored_on
    where bids.status <> 'disqualified'
)

select
    best.subject_id,
    best.scored_on,
    (second.amount_cny - best.amount_cny) / nullif(best.amount_cny, 0) as value
from ranked as best
inner join ranked as second
    on second.subject_id = best.subject_id
    and second.scored_on = best.scored_on
    and second.place = 2
where best.place = 1
