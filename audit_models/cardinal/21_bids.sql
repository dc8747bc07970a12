-- Bids with a status, in the order of the release; is_submitted: neither invited nor withdrawn.
-- An amount that is text is no amount; it is cast with care, as a CASE does not keep the engine from trying.
with listed as (
    select
        release_key,
        generate_subscripts(details, 1) as bid_no,
        unnest(details) as bid
    from releases
)

select
    release_key,
    bid_no,
    bid.status,
    bid.status not in ('invited', 'withdrawn') as is_submitted,
    bid.date,
    bid.tenderers,
    case
        when json_type(bid.value.amount) in ('UBIGINT', 'BIGINT', 'DOUBLE') then try_cast(bid.value.amount as double)
    end as amount,
    bid.value.currency
from listed
where bid.status is not null
