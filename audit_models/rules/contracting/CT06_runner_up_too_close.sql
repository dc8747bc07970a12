/* ---
id: CT06
title: {zh: 报价过近, en: Runner-up too close}
says:
  zh: "采购{subject_id}：承包商{contractor_id}以{amount_cny}元中标，次低有效报价{second_cny}元仅高{margin_percent}%[（同类下限{fence_percent}%）]。"
  en: "Tender {subject_id}: contractor {contractor_id} won at {amount_cny} yuan; the next valid bid of {second_cny} yuan is only {margin_percent}% higher[ (lower fence: {fence_percent}%)]."
why:
  zh: 报价贴近中标价，可能事先知道他人报价，或由同一方编制陪标。
  en: A bid that hugs the winning one may have been made with it in hand, or as a cover for it.
innocent:
  zh: 工程内容标准化、信息价透明，或最高限价使报价集中。
  en: The works are standard, prices are public, or the ceiling pushes the bids together.
ground: [own_practice]
severity: M
subject: tender
hit_key: [subject_id]
needs: [tenders, bids.is_winner]
optional_needs: [tenders.awarded_at, tenders.deadline_at]
params:
  fence_factor: [{from: 1900-01-01, value: 1.5}]
  min_margin: [{from: 1900-01-01, value: 0.01}]
status: active
--- */
with judged as (
    select
        bid_margins.*,
        case when spread > 0 then round(q1 - params.fence_factor * spread, 9) end as fence,
        params.min_margin
    from bid_margins
    inner join params on bid_margins.tested_on between params.valid_from and params.valid_to
)

select
    tender_id as subject_id,
    unit_code,
    tested_on,
    margin < min_margin or coalesce(margin <= fence, false) as is_hit,
    gap as missing,
    tested_on as happened_on,
    winning_cny as amount_cny,
    method,
    scope,
    contractor_id,
    second_cny,
    round(100.0 * margin, 2) as margin_percent,
    round(100.0 * fence, 2) as fence_percent
from judged
