/* ---
id: CT07
title: {zh: 异常低价, en: Heavy discount}
says:
  zh: "采购{subject_id}：承包商{contractor_id}以{amount_cny}元中标，次低有效报价{second_cny}元高出{margin_percent}%，达到上限{fence_percent}%。"
  en: "Tender {subject_id}: contractor {contractor_id} won at {amount_cny} yuan; the next valid bid of {second_cny} yuan is {margin_percent} % higher and reaches the fence of {fence_percent} %."
why:
  zh: 中标价远低于其他报价，可能低价抢标后以变更补足，或他人报价只是陪标。
  en: A price far below all others may be made up later by variations, or the others may only have been there for show.
innocent:
  zh: 中标人确有成本优势并作了说明，或招标内容理解不同。
  en: The winner has a real advantage of cost and explained it, or the bidders understood the works differently.
ground: [own_practice]
severity: M
subject: tender
hit_key: [subject_id]
needs: [tenders, bids.is_winner]
optional_needs: [tenders.awarded_at, tenders.deadline_at]
params:
  fence_factor: [{from: 1900-01-01, value: 1.5}]
status: active
--- */
with judged as (
    select
        bid_margins.*,
        case when spread > 0 then round(q3 + params.fence_factor * spread, 9) end as fence
    from bid_margins
    inner join params on bid_margins.tested_on between params.valid_from and params.valid_to
)

select
    tender_id as subject_id,
    unit_code,
    tested_on,
    case when gap is null then coalesce(margin >= fence, false) end as is_hit,
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
