/* ---
id: CT05
title: {zh: 投标人不足, en: Too few bidders}
says:
  zh: "采购{subject_id}（{method}，{scope}）只有{bidders}家投标人，少于{min_bidders}家；另有{withdrawn_bids}份投标撤回。"
  en: "Tender {subject_id} ({method}, {scope}): bidders {bidders}, fewer than {min_bidders}; bids withdrawn: {withdrawn_bids}."
why:
  zh: 投标人少于三家应当重新招标；照常定标则竞争只是形式。
  en: With fewer than three bidders the tender must be repeated; going on makes competition a mere form.
innocent:
  zh: 重新招标后仍不足三家、经批准不再招标，或投标记录导入不全。
  en: The tender had been repeated and approval was given to go on, or the record of bids is incomplete.
ground: [tendering_law.art_28]
severity: M
subject: tender
hit_key: [subject_id]
needs: [tenders, bids]
optional_needs: [tenders.awarded_at, tenders.deadline_at]
params:
  min_bidders: [{from: 1900-01-01, value: 3}]
status: active
--- */
with bid_counts as (
    select
        tender_id,
        count(distinct case when status <> 'withdrawn' then contractor_id end) as bidders,
        count(*) filter (where status = 'withdrawn') as withdrawn_bids
    from bids
    group by tender_id
)

select
    placed_tenders.tender_id as subject_id,
    placed_tenders.unit_code,
    placed_tenders.tested_on,
    bid_counts.bidders < params.min_bidders as is_hit,
    'bids' as missing,
    placed_tenders.tested_on as happened_on,
    placed_tenders.estimate_cny as amount_cny,
    case when bid_counts.bidders = 1 then 'H' else 'M' end as severity,
    placed_tenders.method,
    placed_tenders.scope,
    bid_counts.bidders,
    bid_counts.withdrawn_bids,
    params.min_bidders
from placed_tenders
inner join params on placed_tenders.tested_on between params.valid_from and params.valid_to
left join bid_counts on bid_counts.tender_id = placed_tenders.tender_id
where placed_tenders.method in ('open', 'invited')
