-- The share disqualified of the bids submitted to a buyer or procuring entity, or by a tenderer, is at or above
-- Q3 + 1.5 IQR of its kind, unless that is 0. Who has fewer than two bids is left out: the program counts bids
-- for buyers too, where its manual says processes.
with submitted as (
    select release_key, status = 'disqualified' as is_disqualified, tenderers, buyer_id, procuring_entity_id
    from bids
    inner join releases using (release_key)
    where is_submitted
),

named as (
    select 'Buyer' as kind, buyer_id as id, is_disqualified
    from submitted

    union all

    select 'ProcuringEntity' as kind, procuring_entity_id as id, is_disqualified
    from submitted

    union all

    select 'Tenderer' as kind, unnest(tenderers).id as id, is_disqualified
    from submitted
),

ratios as (
    select kind, id, count(*) filter (where is_disqualified) / count(*) as ratio
    from named
    where id is not null
    group by kind, id
    having count(*) >= 2
),

fences as (
    select
        kind,
        list(ratio order by ratio) as sorted,
        percentile_8(sorted, 0.75) as q3,
        q3 + 1.5 * (q3 - percentile_8(sorted, 0.25)) as fence
    from ratios
    group by kind
)

select
    kind,
    id,
    ratio as value
from ratios
inner join fences using (kind)
where fence > 0 and ratio >= fence
