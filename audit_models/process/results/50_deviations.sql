-- Cases that differ from their class's process model: kind missing (a required stage that was not visited) or
-- order (later_stage first finished before stage first started; the one that was finished first is named).
with visited as (
    select
        tasks.project_key,
        cast(tasks.stage as varchar) as stage,
        min(tasks.started_at) as started_at,
        min(tasks.finished_at) as finished_at
    from core.tasks as tasks
    cross join core.run as run
    where cast(tasks.started_at as date) <= run.as_of
    group by tasks.project_key, tasks.stage
),

followed as (
    select
        visited.*,
        min(visited.finished_at) over later_stages as later_finished_at,
        arg_min(visited.stage, visited.finished_at) over later_stages as later_stage
    from visited
    inner join core.process_order as ordered on ordered.stage = visited.stage
    window later_stages as (
        partition by visited.project_key
        order by ordered.place
        rows between 1 following and unbounded following
    )
),

found as (
    select cases.project_key, 'missing' as kind, required.stage, null as later_stage
    from result.process_cases as cases
    inner join core.process_required as required on required.customer_class = cases.customer_class
    left join visited on visited.project_key = cases.project_key and visited.stage = required.stage
    where visited.project_key is null

    union all

    select project_key, 'order', stage, later_stage
    from followed
    where later_finished_at < started_at
)

select
    found.project_key,
    cases.unit_code,
    cases.month,
    cases.customer_class,
    found.kind,
    found.stage,
    found.later_stage
from found
inner join result.process_cases as cases on cases.project_key = found.project_key
order by cases.unit_code, cases.month, found.project_key, found.kind, found.stage
