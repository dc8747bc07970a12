-- Who recorded how many different projects within ten minutes: one row for every moment at which somebody
-- recorded at least five tasks in the ten minutes up to and including it. Fewer are no batch by any measure.
with tasks as (
    select * from core.tasks
),

run as (
    select * from core.run
),

recorded as (
    select
        tasks.project_key,
        tasks.unit_code,
        tasks.handler_id,
        tasks.recorded_at,
        floor(seconds_between(cast('2000-01-01' as timestamp), tasks.recorded_at) / 600.0) as ten_minutes
    from tasks
    cross join run
    where
        tasks.handler_id is not null
        and cast(tasks.recorded_at as date) <= run.as_of
),

counted as (
    select
        recorded.*,
        lag(recorded_at, 4) over (
            partition by handler_id
            order by recorded_at nulls last, project_key nulls last
        ) as fifth_last_at
    from recorded
),

ends as (
    select distinct handler_id, recorded_at, ten_minutes
    from counted
    where seconds_between(fifth_last_at, recorded_at) <= 600
),

-- A span reaches into the ten minutes before its own at most: both are equal joins, which stay cheap.
neighbours as (
    select handler_id, recorded_at, ten_minutes
    from ends

    union all

    select handler_id, recorded_at, ten_minutes - 1 as ten_minutes
    from ends
)

select
    cast(neighbours.handler_id as varchar) as handler_id,
    neighbours.recorded_at,
    cast(min(recorded.unit_code) as varchar) as unit_code,
    min(recorded.recorded_at) as first_recorded_at,
    count(*) as tasks,
    count(distinct recorded.project_key) as projects
from neighbours
inner join recorded
    on recorded.handler_id = neighbours.handler_id
    and recorded.ten_minutes = neighbours.ten_minutes
    and seconds_between(recorded.recorded_at, neighbours.recorded_at) between 0 and 600
group by neighbours.handler_id, neighbours.recorded_at
