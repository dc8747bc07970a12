-- The run itself, one row: the day as of which everything is judged, and the months that are reported.
-- Definitions cross join it; there is no other clock.
with snapshots as (
    select * from meta.snapshot
),

days as (
    select * from core.days
)

select
    snapshots.as_of,
    days.workday as as_of_workday,
    month_start(snapshots.data_from) as first_month,
    month_start(snapshots.as_of) as last_month
from snapshots
left join days on days.day = snapshots.as_of
