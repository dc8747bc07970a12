-- The only tenderer with a valid bid is the only supplier, and others were disqualified: how many.
with named as (
    select release_key, status, unnest(tenderers).id as tenderer_id
    from bids
    where status in ('valid', 'disqualified')
        and release_key in (select release_key from final_releases where len(supplier_ids) = 1)
        and release_key in (select release_key from bids where status = 'disqualified')
),

counted as (
    select
        release_key,
        list_sort(list_distinct(list(tenderer_id) filter (where status = 'valid'))) as valid_ids,
        list_distinct(list(tenderer_id) filter (where status = 'disqualified')) as disqualified_ids
    from named
    where tenderer_id is not null
    group by release_key
),

alone as (
    select
        release_key,
        valid_ids[1] as winner_id,
        len(list_filter(disqualified_ids, lambda id: id <> valid_ids[1])) as others
    from counted
    inner join final_releases using (release_key)
    where valid_ids = supplier_ids
)

select 'OCID' as kind, ocid as id, cast(others as double) as value
from alone
inner join releases using (release_key)
where others >= 1

union

select 'Tenderer' as kind, winner_id as id, 0.0 as value
from alone
where others >= 1
