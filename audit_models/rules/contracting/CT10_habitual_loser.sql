/* ---
id: CT10
title: {zh: 陪标常客, en: Habitual loser}
says:
  zh: "承包商{subject_id}提交有效投标{trials}次，仅中标{successes}次（{win_percent}%）；投标次数不少于{p75_bids}次的{bidders}家合计中标率{pooled_percent}%，照此应中{expected_wins}次[（中标率下限{fence_percent}%）]。"
  en: "Contractor {subject_id} won {successes} of {trials} valid bids ({win_percent}%); the {bidders} bidders with at least {p75_bids} bids won {pooled_percent}% together, by which {expected_wins} would be expected[ (lower fence of the win rates: {fence_percent}%)]."
why:
  zh: 经常投标而极少中标，可能是为他人陪标。
  en: Who bids again and again and hardly ever wins may bid as a cover for others.
innocent:
  zh: 企业规模小、成本高、新进入市场，或投标策略保守。
  en: The firm is small, dear, new to the market, or bids cautiously.
ground: [own_practice]
severity: M
subject: contractor
hit_key: [subject_id]
needs: [bids.is_winner, tenders]
optional_needs: [tenders.awarded_at, tenders.deadline_at]
params:
  fence_factor: [{from: 1900-01-01, value: 1.5}]
  max_p: [{from: 1900-01-01, value: 0.001}]
steps: [binomial_lower_tail]
hit_when: coalesce(win_rate <= fence, false) or p_value < max_p
status: active
--- */
-- Percentiles by type 8: P25 at place (3n + 5)/12, P75 at (9n + 7)/12.
with records as (
    select
        bids.contractor_id,
        count(*) as bids,
        count(*) filter (where bids.is_winner) as wins,
        count(*) - count(bids.is_winner) as undecided_bids
    from bids
    inner join placed_tenders on placed_tenders.tender_id = bids.tender_id
    where bids.status = 'valid' and placed_tenders.tested_on <= placed_tenders.as_of
    group by bids.contractor_id
),

by_bids as (
    select
        bids,
        row_number() over (order by bids nulls last, contractor_id nulls last) as place,
        count(*) over () as n
    from records
),

often as (
    select round(sum(bids * greatest(0, 1 - abs(place - least(n, (9 * n + 7) / 12.0)))), 9) as p75_bids
    from by_bids
),

frequent as (
    select
        records.*,
        often.p75_bids,
        cast(records.wins as double) / records.bids as win_rate
    from records
    inner join often on records.bids >= often.p75_bids
),

by_win_rate as (
    select
        bids,
        wins,
        win_rate,
        row_number() over (order by win_rate nulls last, contractor_id nulls last) as place,
        count(*) over () as n
    from frequent
    where undecided_bids = 0
),

peers as (
    select
        count(*) as bidders,
        cast(sum(wins) as double) / sum(bids) as pooled_rate,
        sum(win_rate * greatest(0, 1 - abs(place - greatest(1, least(n, (3 * n + 5) / 12.0))))) as q1,
        sum(win_rate * greatest(0, 1 - abs(place - greatest(1, least(n, (9 * n + 7) / 12.0))))) as q3
    from by_win_rate
),

judged as (
    select
        frequent.*,
        run.as_of,
        peers.bidders,
        peers.pooled_rate,
        params.max_p,
        case
            when round(peers.q3 - peers.q1, 9) > 0 and round(peers.q1 - params.fence_factor * (peers.q3 - peers.q1), 9) > 0
                then round(peers.q1 - params.fence_factor * (peers.q3 - peers.q1), 9)
        end as fence
    from frequent
    cross join peers
    cross join run
    inner join params on run.as_of between params.valid_from and params.valid_to
)

select
    contractor_id as subject_id,
    cast(null as varchar) as unit_code,
    cast(null as date) as tested_on,
    case when undecided_bids = 0 then true end as is_hit,
    'bids.is_winner' as missing,
    as_of as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    wins as successes,
    bids as trials,
    pooled_rate as expected_share,
    round(win_rate, 9) as win_rate,
    fence,
    max_p,
    p75_bids,
    bidders,
    round(bids * pooled_rate, 1) as expected_wins,
    round(100.0 * win_rate, 1) as win_percent,
    round(100.0 * pooled_rate, 1) as pooled_percent,
    round(100.0 * fence, 1) as fence_percent
from judged
