-- The tasks of projects whose stages may be out of order or missing.
with tasks as (
    select * from core.tasks
),

irregular_projects as (
    select * from core.irregular_projects
)

select
    tasks.project_key,
    tasks.stage_position,
    tasks.started_at,
    tasks.finished_at
from tasks
inner join irregular_projects on irregular_projects.project_key = tasks.project_key
