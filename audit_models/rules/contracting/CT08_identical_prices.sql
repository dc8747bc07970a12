/* ---
id: CT08
title: {zh: 报价雷同, en: Identical prices}
says:
  zh: "采购{subject_id}：{same_bidders}家投标人报价同为{amount_cny}元，其中有承包商{first_contractor_id}和{second_contractor_id}。"
  en: "Tender {subject_id}: {same_bidders} bidders offered the same {amount_cny} yuan, among them contractors {first_contractor_id} and {second_contractor_id}."
why:
  zh: 相互独立的投标人极少报出分毫不差的价格，雷同报价是串通投标的典型迹象。
  en: Independent bidders hardly ever arrive at the same price to the cent; equal prices are a classic sign of collusion.
innocent:
  zh: 报价受统一定额、固定单价或最高限价约束，分标段报价各自独立，或报价录入重复。
  en: The price was set by a tariff, a fixed unit price or the ceiling, the bids were for different lots, or one was entered twice.
ground: [tendering_regulation.art_40]
severity: H
subject: tender
hit_key: [subject_id]
needs: [tenders, bids]
optional_needs: [tenders.awarded_at, tenders.deadline_at]
status: active
--- */
with standing_bids as (
    select tender_id, contractor_id, amount_cny
    from bids
    where status <> 'withdrawn'
),

prices as (
    select
        tender_id,
        amount_cny,
        count(distinct contractor_id) as same_bidders,
        min(contractor_id) as first_contractor_id,
        max(contractor_id) as second_contractor_id
    from standing_bids
    group by tender_id, amount_cny
),

ranked_prices as (
    select
        prices.*,
        row_number() over (
            partition by tender_id
            order by same_bidders desc nulls last, amount_cny nulls last, first_contractor_id nulls last
        ) as place
    from prices
)

select
    placed_tenders.tender_id as subject_id,
    placed_tenders.unit_code,
    placed_tenders.tested_on,
    case
        when ranked_prices.same_bidders > 1 then true
        when placed_tenders.bids is not null then false
    end as is_hit,
    'bids' as missing,
    placed_tenders.tested_on as happened_on,
    ranked_prices.amount_cny,
    placed_tenders.method,
    placed_tenders.bids,
    ranked_prices.same_bidders,
    ranked_prices.first_contractor_id,
    ranked_prices.second_contractor_id
from placed_tenders
left join ranked_prices
    on ranked_prices.tender_id = placed_tenders.tender_id
    and ranked_prices.place = 1
