-- Events of the connections made that deserve a second look at their times, one row an event.
--   late_entry   recorded more than one working day after it happened
--   early_entry  recorded more than one hour before it happened
--   same_minute  finished in the minute in which another stage of the case, other_stage, was finished just before
--   out_of_order other_stage, a later one, was finished before this stage began
with tasks as (
    select
        cases.project_key,
        tasks.position,
        cast(tasks.stage as varchar) as stage,
        tasks.finished_at,
        coalesce(tasks.finished_at, tasks.started_at) as happened_at,
        tasks.recorded_at,
        tasks.recorded_workday - coalesce(tasks.finished_workday, tasks.started_workday) as late_workdays
    from core.tasks as tasks
    inner join result.process_cases as cases on cases.project_key = tasks.project_key
    cross join core.run as run
    where cast(tasks.started_at as date) <= run.as_of
),

neighbours as (
    select
        *,
        lag(stage) over by_finish as other_stage,
        lag(finished_at) over by_finish as other_finished_at
    from tasks
    where finished_at is not null
    window by_finish as (partition by project_key order by finished_at, position)
),

found as (
    select project_key, 'late_entry' as kind, stage, null as other_stage, happened_at, recorded_at
    from tasks
    where late_workdays > 1

    union all

    select project_key, 'early_entry', stage, null, happened_at, recorded_at
    from tasks
    where recorded_at < happened_at - interval 1 hour

    union all

    select project_key, 'same_minute', stage, other_stage, happened_at, recorded_at
    from neighbours
    where date_trunc('minute', finished_at) = date_trunc('minute', other_finished_at) and stage <> other_stage

    union all

    select project_key, 'out_of_order', stage, later_stage, null, null
    from result.process_deviations
    where kind = 'order'
)

select
    found.project_key,
    cases.unit_code,
    cases.month,
    cases.customer_class,
    found.kind,
    found.stage,
    found.other_stage,
    found.happened_at,
    found.recorded_at
from found
inner join result.process_cases as cases on cases.project_key = found.project_key
order by cases.unit_code, cases.month, found.project_key, found.kind, found.happened_at, found.stage
