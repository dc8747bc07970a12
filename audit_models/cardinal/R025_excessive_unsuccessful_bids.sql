-- Tenderers with at least P75 processes whose share won is at or below Q1 − 1.5 IQR, unless Q1 or the fence is
-- 0 or less. A tenderer counts once a process.
with taken_part as (
    select distinct
        release_key,
        tenderers[1].id as tenderer_id,
        supplier_id = tenderers[1].id as has_won
    from bids
    inner join final_releases using (release_key)
    where supplier_id is not null
        and status = 'valid'
        and len(tenderers) = 1
        and tenderers[1].id is not null
),

records as (
    select
        tenderer_id,
        count(*) as processes,
        count(*) filter (where has_won) / count(*) as ratio
    from taken_part
    group by tenderer_id
),

fences as (
    select
        percentile_8(list(cast(processes as double) order by processes), 0.75) as p75,
        list(ratio order by ratio) as sorted,
        percentile_8(sorted, 0.25) as q1,
        q1 - 1.5 * (percentile_8(sorted, 0.75) - q1) as fence
    from records
)

select
    'Tenderer' as kind,
    tenderer_id as id,
    ratio as value
from records
cross join fences
where q1 > 0 and fence > 0 and processes >= p75 and ratio <= fence
