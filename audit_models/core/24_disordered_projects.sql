-- Projects in which a task of an earlier stage may have begun after one of a later stage was finished: in the order
-- in which they began, some task is of an earlier stage than the one before it, or some task was finished before it
-- began. In all others the stages stand in order, and nobody needs to look.
with tasks as (
    select * from core.tasks
),

stages as (
    select * from core.stages
)

select distinct tasks.project_key
from tasks
left join stages on stages.stage = tasks.previous_stage
where
    tasks.stage_position < stages.position
    or tasks.finished_at < tasks.started_at
