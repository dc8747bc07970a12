/* ---
id: CT11
title: {zh: 逾期投标中标, en: Late bid won}
says:
  zh: "采购{subject_id}：投标截止时间{deadline_at}，承包商{contractor_id}于{submitted_at}递交，逾期仍中标（{amount_cny}元）。"
  en: "Tender {subject_id}: bids closed at {deadline_at}; contractor {contractor_id} submitted at {submitted_at} and won all the same ({amount_cny} yuan)."
why:
  zh: 截止后递交的标书应当拒收；逾期者中标，可能在得知他人报价后才定价。
  en: A bid after the deadline must be refused; a late winner may have priced with the other bids in hand.
innocent:
  zh: 截止时间经公告延长，系统故障导致上传滞后，或递交、截止时间登记有误。
  en: The deadline was publicly extended, the platform delayed the upload, or one of the times was written down wrongly.
ground: [tendering_law.art_28]
severity: H
subject: tender
hit_key: [subject_id]
needs: [tenders.deadline_at, bids.submitted_at, bids.is_winner]
optional_needs: [tenders.awarded_at]
status: active
--- */
with winning_bids as (
    select
        bids.tender_id,
        bids.bid_id,
        bids.contractor_id,
        bids.amount_cny,
        bids.submitted_at,
        bids.submitted_at > tenders.deadline_at as is_late,
        row_number() over (
            partition by bids.tender_id
            order by bids.submitted_at desc nulls last, bids.bid_id nulls last
        ) as place
    from bids
    inner join tenders on tenders.tender_id = bids.tender_id
    where bids.is_winner
),

last_winners as (
    select *
    from winning_bids
    where place = 1
),

bid_counts as (
    select
        tender_id,
        count(*) as bids,
        count(*) - count(is_winner) as undecided_bids,
        count(*) filter (where is_winner) as winning_bids,
        count(submitted_at) filter (where is_winner) as dated_winning_bids
    from bids
    group by tender_id
),

judged as (
    select
        tenders.tender_id,
        coalesce(tenders.unit_code, projects.unit_code) as unit_code,
        tenders.method,
        tenders.deadline_at,
        cast(tenders.awarded_at as date) as awarded_on,
        bid_counts.bids,
        last_winners.contractor_id,
        last_winners.amount_cny,
        last_winners.submitted_at,
        last_winners.is_late,
        bid_counts.winning_bids,
        bid_counts.dated_winning_bids,
        case
            when bid_counts.bids is null then 'bids'
            when bid_counts.winning_bids = 0 then 'bids.is_winner'
            when tenders.deadline_at is null then 'tenders.deadline_at'
            when bid_counts.dated_winning_bids < bid_counts.winning_bids then 'bids.submitted_at'
        end as missing
    from tenders
    left join projects on projects.project_id = tenders.project_id
    left join bid_counts on bid_counts.tender_id = tenders.tender_id
    left join last_winners on last_winners.tender_id = tenders.tender_id
    where bid_counts.bids is null or bid_counts.winning_bids > 0 or bid_counts.undecided_bids > 0
)

select
    tender_id as subject_id,
    unit_code,
    coalesce(awarded_on, cast(deadline_at as date)) as tested_on,
    case
        when is_late then true
        when missing is null then false
    end as is_hit,
    missing,
    coalesce(awarded_on, cast(submitted_at as date)) as happened_on,
    amount_cny,
    method,
    contractor_id,
    deadline_at,
    submitted_at,
    seconds_between(deadline_at, submitted_at) as seconds_late,
    awarded_on,
    bids,
    winning_bids
from judged
