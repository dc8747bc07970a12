-- Tasks that are in no picture: without a start they have no place, after as_of they have not happened.
select
    tasks.work_order_id,
    tasks.project_key,
    projects.unit_code,
    cast(tasks.stage as varchar) as stage,
    case when tasks.started_at is null then 'no_time' else 'after_as_of' end as reason
from core.tasks as tasks
inner join core.projects as projects on projects.project_key = tasks.project_key
cross join core.run as run
where tasks.started_at is null or cast(tasks.started_at as date) > run.as_of
order by projects.unit_code, tasks.work_order_id
