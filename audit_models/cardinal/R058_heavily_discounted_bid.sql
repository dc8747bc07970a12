-- At or above Q3 + 1.5 IQR of all ratios, unless that is 0; the winner with it.
with fences as (
    select
        list(ratio order by ratio) as sorted,
        percentile_8(sorted, 0.75) as q3,
        q3 + 1.5 * (q3 - percentile_8(sorted, 0.25)) as fence
    from second_lowest
),

far as (
    select second_lowest.*
    from second_lowest
    cross join fences
    where fences.fence > 0 and second_lowest.ratio >= fences.fence
)

select 'OCID' as kind, ocid as id, ratio as value
from far
inner join releases using (release_key)

union

select 'Tenderer' as kind, winner_id as id, 0.0 as value
from far
