/* ---
id: CT09
title: {zh: 报价规律性差异, en: Regular price pattern}
says:
  zh: "采购{subject_id}：{bids}个报价自{amount_cny}元起按规律递增，相邻报价之比至多相差{ratio_spread}，相邻差额（占最低报价）至多相差{gap_spread}；任一项不超过{max_difference}即列为疑点。"
  en: "Tender {subject_id}: {bids} bids rise from {amount_cny} yuan in regular steps; consecutive ratios differ by at most {ratio_spread}, consecutive gaps by {gap_spread} of the lowest bid; {max_difference} or less in either is a lead."
why:
  zh: 独立报价不会等比或等差排列，规律性差异是法规列明的视为串通情形之一。
  en: Independent bids do not rise by equal steps; a regular difference is named in the regulation as a sign of collusion.
innocent:
  zh: 投标人少而巧合，报价按统一费率下浮，或分标段单价换算所致。
  en: With few bidders it can be chance, or the bids were set as discounts on one tariff or converted from unit prices.
ground: [tendering_regulation.art_40]
severity: H
subject: tender
hit_key: [subject_id]
needs: [tenders, bids]
optional_needs: [tenders.awarded_at, tenders.deadline_at]
params:
  max_difference: [{from: 1900-01-01, value: 0.0005}]
  min_bids: [{from: 1900-01-01, value: 3}]
status: active
--- */
with ranked as (
    select
        tender_id,
        amount_cny,
        lag(amount_cny) over (
            partition by tender_id
            order by amount_cny nulls last, bid_id nulls last
        ) as previous_cny,
        min(amount_cny) over (partition by tender_id) as lowest_cny
    from bids
    where status <> 'withdrawn'
),

steps as (
    select
        tender_id,
        lowest_cny,
        count(*) as bids,
        max(amount_cny) as highest_cny,
        round(
            max(cast(amount_cny as double) / nullif(previous_cny, 0))
            - min(cast(amount_cny as double) / nullif(previous_cny, 0)),
            9
        ) as ratio_spread,
        round(
            max(cast(amount_cny - previous_cny as double) / nullif(lowest_cny, 0))
            - min(cast(amount_cny - previous_cny as double) / nullif(lowest_cny, 0)),
            9
        ) as gap_spread
    from ranked
    group by tender_id, lowest_cny
)

select
    placed_tenders.tender_id as subject_id,
    placed_tenders.unit_code,
    placed_tenders.tested_on,
    case
        when steps.lowest_cny = 0 then null
        when placed_tenders.bids is not null
            then coalesce(
                steps.bids >= params.min_bids
                and steps.highest_cny > steps.lowest_cny
                and (
                    steps.ratio_spread <= params.max_difference
                    or steps.gap_spread <= params.max_difference
                ),
                false
            )
    end as is_hit,
    case
        when placed_tenders.bids is null then 'bids'
        else 'bids.amount_cny'
    end as missing,
    placed_tenders.tested_on as happened_on,
    steps.lowest_cny as amount_cny,
    placed_tenders.method,
    placed_tenders.scope,
    steps.bids,
    steps.ratio_spread,
    steps.gap_spread,
    params.max_difference
from placed_tenders
inner join params on placed_tenders.tested_on between params.valid_from and params.valid_to
left join steps on steps.tender_id = placed_tenders.tender_id
