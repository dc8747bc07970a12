-- Projects whose stages may be out of order or missing; in all others nobody needs to look.
--   disordered  in the order in which they began, some task is of an earlier stage than the one before it, or some
--               task was finished before it began
--   incomplete  fewer stages begun by as_of than the class requires; where the stages stand in order, each begins
--               with a task whose stage differs from that of the task before it
with tasks as (
    select * from core.tasks
),

projects as (
    select * from core.projects
),

stages as (
    select * from core.stages
),

process_required as (
    select * from core.process_required
),

run as (
    select * from core.run
),

disordered as (
    select distinct tasks.project_key
    from tasks
    left join stages on stages.stage = tasks.previous_stage
    where
        tasks.stage_position < stages.position
        or tasks.finished_at < tasks.started_at
),

begun as (
    select
        tasks.project_key,
        count(*) as stages
    from tasks
    inner join projects on projects.project_key = tasks.project_key
    inner join process_required
        on process_required.customer_class = projects.customer_class
        and process_required.stage = tasks.stage
    inner join run on cast(tasks.started_at as date) <= run.as_of
    where tasks.position = 1 or tasks.previous_stage <> tasks.stage
    group by tasks.project_key
),

required as (
    select
        customer_class,
        count(*) as stages
    from process_required
    group by customer_class
)

select project_key
from disordered

union

select projects.project_key
from projects
inner join required on required.customer_class = projects.customer_class
left join begun on begun.project_key = projects.project_key
where coalesce(begun.stages, 0) < required.stages
