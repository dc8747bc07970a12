-- A valid bid of a supplier of an active award, dated after the end of the tender period, compared as text.
with suppliers as (
    select release_key, unnest(suppliers).id as tenderer_id
    from awards
    where status = 'active'
),

late as (
    select bids.release_key, releases.ocid, unnest(bids.tenderers).id as tenderer_id
    from bids
    inner join releases using (release_key)
    where bids.status = 'valid' and bids.date > releases.end_date
),

won as (
    select late.*
    from late
    semi join suppliers using (release_key, tenderer_id)
)

select 'OCID' as kind, ocid as id, 1.0 as value
from won

union

select 'Tenderer' as kind, tenderer_id as id, 1.0 as value
from won
