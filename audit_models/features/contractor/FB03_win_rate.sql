/* ---
id: FB03
title: {zh: 承包商中标率, en: Contractor's win rate}
meaning:
  zh: 评分日以前已定标项目中，中标数除以有效投标数（至少五次投标）。
  en: "Wins divided by valid bids, over the tenders awarded by the scoring date (five bids at least)."
lowers:
  zh: 核实中标率高的竞争环境。
  en: "Look into the competition where the rate is high."
subject: contractor
risk: higher
unit: ratio
peers: []
ground: [own_practice]
params:
  min_bids: [{from: 1900-01-01, value: 5}]
needs: [bids.is_winner, tenders.awarded_at]
--- */
select
    scored.subject_id,
    scored.scored_on,
    case
        when count(*) >= params.min_bids
            then avg(case when bids.is_winner then 1.0 else 0.0 end)
    end as value
from scored
inner join bids on bids.contractor_id = scored.subject_id
inner join tenders
    on tenders.tender_id = bids.tender_id
    and cast(tenders.awarded_at as date) <= scored.scored_on
inner join params on scored.scored_on between params.valid_from and params.valid_to
where bids.status <> 'disqualified'
group by scored.subject_id, scored.scored_on, params.min_bids
