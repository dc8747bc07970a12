-- How far the lowest valid bid of another is above the winner's lowest, where the winner is not above it.
with compared as (
    select
        release_key,
        supplier_id,
        tenderers[1].id as tenderer_id,
        amount,
        bid_no,
        supplier_id = tenderers[1].id as is_winner
    from bids
    inner join final_releases using (release_key)
    inner join currency using (currency)
    where supplier_id is not null
        and status = 'valid'
        and len(tenderers) = 1
        and tenderers[1].id is not null
        and amount is not null
),

lowest as (
    select
        release_key,
        supplier_id as winner_id,
        min(amount) filter (where is_winner) as winning,
        min(amount) filter (where not is_winner) as second,
        arg_min(tenderer_id, struct_pack(amount, bid_no)) filter (where not is_winner) as second_id
    from compared
    group by release_key, supplier_id
)

select
    release_key,
    winner_id,
    second_id,
    (second - winning) / winning as ratio
from lowest
where second >= winning and winning <> 0
