-- With an active award: the first of the lowest submitted bids is disqualified, and some bid is valid.
with lowest as (
    select
        release_key,
        arg_min(status, struct_pack(amount, bid_no)) as lowest_status,
        count(*) filter (where status = 'valid') as valid_bids
    from bids
    inner join currency using (currency)
    where is_submitted
        and amount is not null
        and release_key in (select release_key from awards where status = 'active')
    group by release_key
)

select
    'OCID' as kind,
    ocid as id,
    1.0 as value
from lowest
inner join releases using (release_key)
where valid_bids > 0 and lowest_status = 'disqualified'
