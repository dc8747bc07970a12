/* ---
id: CT12
title: {zh: 仅余中标人, en: All but the winner rejected}
says:
  zh: "采购{subject_id}：承包商{contractor_id}是唯一有效投标人并中标（{amount_cny}元），其余{rejected_bidders}家被否决。"
  en: "Tender {subject_id}: contractor {contractor_id} was the only valid bidder and won ({amount_cny} yuan); {rejected_bidders} others were disqualified."
why:
  zh: 其他投标人全部被否决，竞争实际上没有发生，否决可能是为中标人清场。
  en: With everyone else disqualified there was no competition; the rejections may have cleared the field for the winner.
innocent:
  zh: 其他标书确有重大偏差，否决理由充分并有评标记录。
  en: The other bids had material defects, and the evaluation report gives good reasons.
ground: [own_practice]
severity: M
subject: tender
hit_key: [subject_id]
needs: [tenders, bids.is_winner]
optional_needs: [tenders.awarded_at, tenders.deadline_at]
status: active
--- */
with valid_bidders as (
    select
        tender_id,
        count(distinct contractor_id) as valid_bidders,
        min(contractor_id) as contractor_id,
        min(case when is_winner then amount_cny end) as amount_cny,
        count(*) filter (where is_winner) > 0 as has_won,
        count(*) > count(is_winner) as has_undecided
    from bids
    where status = 'valid'
    group by tender_id
),

rejected as (
    select
        bids.tender_id,
        count(distinct bids.contractor_id) as rejected_bidders
    from bids
    inner join valid_bidders
        on valid_bidders.tender_id = bids.tender_id
        and valid_bidders.contractor_id <> bids.contractor_id
    where bids.status = 'disqualified'
    group by bids.tender_id
),

judged as (
    select
        placed_tenders.tender_id,
        placed_tenders.unit_code,
        placed_tenders.method,
        placed_tenders.tested_on,
        placed_tenders.bids,
        valid_bidders.contractor_id,
        valid_bidders.amount_cny,
        rejected.rejected_bidders,
        coalesce(valid_bidders.valid_bidders = 1 and rejected.rejected_bidders > 0, false) as is_last_left,
        valid_bidders.has_won,
        valid_bidders.has_undecided
    from placed_tenders
    left join valid_bidders on valid_bidders.tender_id = placed_tenders.tender_id
    left join rejected on rejected.tender_id = placed_tenders.tender_id
)

select
    tender_id as subject_id,
    unit_code,
    tested_on,
    case
        when bids is null then null
        when not is_last_left then false
        when has_won then true
        when not has_undecided then false
    end as is_hit,
    case when bids is null then 'bids' else 'bids.is_winner' end as missing,
    tested_on as happened_on,
    amount_cny,
    method,
    bids,
    contractor_id,
    rejected_bidders
from judged
