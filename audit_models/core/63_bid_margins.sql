-- Tenders whose winner is valid and not above the next: the margin of the lowest valid bid of another
-- contractor over the winning one, and the quartiles of all margins (Hyndman–Fan type 8).
-- gap: what is missing where the margin cannot be told. A tender without a winner has no row.
with tenders as (
    select * from source.tenders
),

bids as (
    select * from source.bids
),

projects as (
    select * from core.projects
),

run as (
    select * from core.run
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

bid_counts as (
    select
        tender_id,
        count(*) as bids,
        count(*) - count(is_winner) as undecided_bids
    from bids
    group by tender_id
),

compared as (
    select
        tenders.tender_id,
        coalesce(tenders.unit_code, projects.unit_code) as unit_code,
        tenders.method,
        tenders.scope,
        coalesce(cast(coalesce(tenders.awarded_at, tenders.deadline_at) as date), run.as_of) as tested_on,
        run.as_of,
        seconds.contractor_id,
        seconds.winning_cny,
        seconds.second_cny,
        case
            when bid_counts.tender_id is null then 'bids'
            when seconds.tender_id is null then 'bids.is_winner'
            when seconds.winning_cny = 0 then 'bids.amount_cny'
        end as gap
    from tenders
    cross join run
    left join projects on projects.project_id = tenders.project_id
    left join bid_counts on bid_counts.tender_id = tenders.tender_id
    left join seconds on seconds.tender_id = tenders.tender_id
    where
        bid_counts.tender_id is null
        or (seconds.tender_id is null and bid_counts.undecided_bids > 0)
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
