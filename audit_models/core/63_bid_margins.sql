-- Tenders whose winner is valid and not above the next: the margin of the lowest valid bid of another
-- contractor over the winning one, and the quartiles of all margins (Hyndman–Fan type 8).
-- gap: what is missing where the margin cannot be told. A tender without a winner has no row.
with placed_tenders as (
    select * from core.placed_tenders
),

bids as (
    select * from source.bids
),

winners as (
    select
        bids.*,
        row_number() over (
            partition by tender_id
            order by amount_cny nulls last, bid_id nulls last
        ) as place
    from bids
    where is_winner
),

seconds as (
    select
        winners.tender_id,
        winners.contractor_id,
        winners.status,
        winners.amount_cny as winning_cny,
        min(case when bids.status = 'valid' then bids.amount_cny end) as second_cny
    from winners
    left join bids
        on bids.tender_id = winners.tender_id
        and bids.contractor_id <> winners.contractor_id
    where winners.place = 1
    group by winners.tender_id, winners.contractor_id, winners.status, winners.amount_cny
),

undecided as (
    select
        tender_id,
        count(*) - count(is_winner) as undecided_bids
    from bids
    group by tender_id
),

compared as (
    select
        placed_tenders.tender_id,
        placed_tenders.unit_code,
        placed_tenders.method,
        placed_tenders.scope,
        placed_tenders.tested_on,
        placed_tenders.as_of,
        seconds.contractor_id,
        seconds.winning_cny,
        seconds.second_cny,
        case
            when placed_tenders.bids is null then 'bids'
            when seconds.tender_id is null then 'bids.is_winner'
            when seconds.winning_cny = 0 then 'bids.amount_cny'
        end as gap
    from placed_tenders
    left join undecided on undecided.tender_id = placed_tenders.tender_id
    left join seconds on seconds.tender_id = placed_tenders.tender_id
    where
        placed_tenders.bids is null
        or (seconds.tender_id is null and undecided.undecided_bids > 0)
        or (seconds.status = 'valid' and seconds.second_cny >= seconds.winning_cny)
),

measured as (
    select
        compared.*,
        cast(second_cny - winning_cny as double) / nullif(winning_cny, 0) as margin
    from compared
    where tested_on <= as_of
),

ranked as (
    select
        margin,
        row_number() over (order by margin nulls last, tender_id nulls last) as place,
        count(*) over () as n
    from measured
    where margin is not null
),

quartiles as (
    select
        sum(margin * greatest(0, 1 - abs(place - greatest(1, least(n, (3 * n + 5) / 12.0))))) as q1,
        sum(margin * greatest(0, 1 - abs(place - greatest(1, least(n, (9 * n + 7) / 12.0))))) as q3
    from ranked
)

select
    measured.tender_id,
    measured.unit_code,
    measured.method,
    measured.scope,
    measured.tested_on,
    measured.contractor_id,
    measured.winning_cny,
    measured.second_cny,
    measured.gap,
    round(measured.margin, 9) as margin,
    quartiles.q1,
    quartiles.q3,
    round(quartiles.q3 - quartiles.q1, 9) as spread
from measured
cross join quartiles
