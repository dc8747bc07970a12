-- The clock stops of a project as disjoint stretches, so that each working day is taken off once
-- however many stops cover it. A stretch whose end is not in the calendar has no to_workday.
with clock_stops as (
    select * from core.clock_stops
),

reached as (
    select
        *,
        max(to_workday) over (
            partition by project_key, purpose
            order by from_workday nulls first, to_workday nulls first, stop_id nulls last
            rows between unbounded preceding and 1 preceding
        ) as reached_workday
    from clock_stops
),

numbered as (
    select
        *,
        sum(case when from_workday <= reached_workday then 0 else 1 end) over (
            partition by project_key, purpose
            order by from_workday nulls first, to_workday nulls first, stop_id nulls last
            rows between unbounded preceding and current row
        ) as stretch_no
    from reached
)

select
    project_key,
    purpose,
    min(from_workday) as from_workday,
    case when count(to_workday) = count(*) then max(to_workday) end as to_workday
from numbered
group by project_key, purpose, stretch_no
