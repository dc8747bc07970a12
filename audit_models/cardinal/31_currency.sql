-- The currency that prices are compared in: the one asked for, else the first that a comparison meets.
with met as (
    select release_key, 1 as comparison, bid_no, currency
    from bids
    inner join final_releases using (release_key)
    where supplier_id is not null
        and status = 'valid'
        and len(tenderers) = 1
        and tenderers[1].id is not null
        and amount is not null
        and currency is not null

    union all

    select release_key, 2 as comparison, bid_no, currency
    from bids
    where release_key in (select release_key from awards where status = 'active')
        and is_submitted
        and amount is not null
        and currency is not null
)

select coalesce(
    getvariable('currency'),
    (select currency from met order by release_key, comparison, bid_no limit 1)
) as currency
