-- Working days of documented suspensions that lie within a task, for every task of a suspended project.
with tasks as (
    select * from core.tasks
),

documented_suspensions as (
    select * from core.documented_suspensions
)

select
    tasks.project_key,
    tasks.position,
    sum(
        greatest(
            least(documented_suspensions.to_workday, tasks.finished_workday)
            - greatest(documented_suspensions.from_workday, tasks.started_workday),
            0
        )
    ) as days
from tasks
inner join documented_suspensions on documented_suspensions.project_key = tasks.project_key
group by tasks.project_key, tasks.position
