-- At or below Q1 − 1.5 IQR of all ratios, unless Q1 or the fence is 0 or less; the two bidders with it.
with fences as (
    select
        list(ratio order by ratio) as sorted,
        percentile_8(sorted, 0.25) as q1,
        q1 - 1.5 * (percentile_8(sorted, 0.75) - q1) as fence
    from second_lowest
),

close as (
    select second_lowest.*
    from second_lowest
    cross join fences
    where fences.q1 > 0 and fences.fence > 0 and second_lowest.ratio <= fences.fence
)

select 'OCID' as kind, ocid as id, ratio as value
from close
inner join releases using (release_key)

union

select 'Tenderer' as kind, winner_id as id, 0.0 as value
from close

union

select 'Tenderer' as kind, second_id as id, 0.0 as value
from close
