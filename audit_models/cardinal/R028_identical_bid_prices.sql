-- Submitted bids of one process with one amount and currency, by different tenderers; the tenderers with them.
with repeated as (
    select release_key, amount, currency
    from bids
    where is_submitted and amount is not null and currency is not null
    group by release_key, amount, currency
    having count(*) > 1
),

priced as (
    select
        release_key,
        amount,
        currency,
        list_sort(list_distinct([tenderer.id for tenderer in tenderers if tenderer.id is not null])) as ids
    from bids
    inner join repeated using (release_key, amount, currency)
    where is_submitted
),

shared as (
    select release_key, flatten(list(ids)) as ids
    from priced
    where len(ids) > 0
    group by release_key, amount, currency
    having min(ids) <> max(ids)
)

select 'OCID' as kind, ocid as id, 1.0 as value
from shared
inner join releases using (release_key)

union

select 'Tenderer' as kind, unnest(ids) as id, 1.0 as value
from shared
