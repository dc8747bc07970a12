/* ---
id: CT13
title: {zh: 最低价被否决, en: Lowest bid rejected}
says:
  zh: "采购{subject_id}：最低报价{rejected_cny}元被否决，有效投标的最低价为{amount_cny}元，高出{gap_cny}元。"
  en: "Tender {subject_id}: the lowest bid of {rejected_cny} yuan was disqualified; the lowest valid one is {amount_cny} yuan, {gap_cny} yuan more."
why:
  zh: 否决最低价使较高报价中标，可能是有意排除竞争者。
  en: Disqualifying the lowest bid lets a dearer one win; a competitor may have been kept out on purpose.
innocent:
  zh: 该报价低于成本或标书有重大偏差，否决理由充分并有评标记录。
  en: The price was below cost or the bid had material defects, and the evaluation report gives good reasons.
ground: [own_practice]
severity: M
subject: tender
hit_key: [subject_id]
needs: [tenders, bids]
optional_needs: [tenders.awarded_at, tenders.deadline_at]
status: active
--- */
with lowest_bids as (
    select
        tender_id,
        min(case when status = 'disqualified' then amount_cny end) as rejected_cny,
        min(case when status = 'valid' then amount_cny end) as valid_cny
    from bids
    group by tender_id
)

select
    placed_tenders.tender_id as subject_id,
    placed_tenders.unit_code,
    placed_tenders.tested_on,
    case
        when lowest_bids.rejected_cny < lowest_bids.valid_cny then true
        when placed_tenders.bids is not null then false
    end as is_hit,
    'bids' as missing,
    placed_tenders.tested_on as happened_on,
    lowest_bids.valid_cny as amount_cny,
    placed_tenders.method,
    placed_tenders.bids,
    lowest_bids.rejected_cny,
    lowest_bids.valid_cny - lowest_bids.rejected_cny as gap_cny
from placed_tenders
left join lowest_bids on lowest_bids.tender_id = placed_tenders.tender_id
