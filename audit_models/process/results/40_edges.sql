-- The directly-follows graph as a histogram of waits in working days, from the finish of a task to the start
-- of the next (overlap = 0; empty outside the calendar or while the first is unfinished). Without from_stage
-- the case begins, without to_stage it ends. first_passages counts each case once.
with events as (
    select
        cases.unit_code,
        cases.month,
        cases.customer_class,
        tasks.project_key,
        tasks.position,
        tasks.previous_stage,
        tasks.stage,
        case when tasks.gap_workdays < 0 then 0 else tasks.gap_workdays end as wait_workdays
    from core.tasks as tasks
    inner join result.process_cases as cases on cases.project_key = tasks.project_key
    cross join core.run as run
    where cast(tasks.started_at as date) <= run.as_of
),

ends as (
    select unit_code, month, customer_class, arg_max(stage, position) as stage
    from events
    group by project_key, unit_code, month, customer_class
),

passed as (
    select
        *,
        row_number() over (partition by project_key, previous_stage, stage order by position) = 1 as is_first
    from events
)

select
    unit_code,
    month,
    customer_class,
    cast(previous_stage as varchar) as from_stage,
    cast(stage as varchar) as to_stage,
    wait_workdays,
    count(*) as passages,
    count(*) filter (where is_first) as first_passages
from passed
group by all

union all

select unit_code, month, customer_class, cast(stage as varchar), null, null, count(*), count(*)
from ends
group by all

order by unit_code, month
