/* ---
id: FT01
title: {zh: 投标人数, en: Bidders}
meaning:
  zh: 开标前递交投标的家数（评分日以前）。
  en: Companies that had submitted a bid by the scoring date.
lowers:
  zh: 扩大公告范围，重新招标。
  en: "Publish more widely, or tender again."
subject: tender
risk: lower
unit: count
peers: [scope]
ground: [own_practice]
needs: [bids.submitted_at]
--- */
select
    scored.subject_id,
    scored.scored_on,
    count(distinct bids.contractor_id) as value
from scored
inner join bids
    on bids.tender_id = scored.subject_id
    and cast(bids.submitted_at as date) <= scored.scored_on
group by scored.subject_id, scored.scored_on
