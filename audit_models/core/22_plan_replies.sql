-- When the customer could know the plan: the first finished plan_reply task;
-- without any, the earliest reply written on a supply plan.
with tasks as (
    select * from core.tasks
),

supply_plans as (
    select * from source.supply_plans
),

project_keys as (
    select * from core.project_keys
),

days as (
    select * from core.days
),

by_task as (
    select project_key, min(finished_at) as replied_at
    from tasks
    where stage = 'plan_reply' and finished_at is not null
    group by project_key
),

by_plan as (
    select project_keys.project_key, min(supply_plans.replied_at) as replied_at
    from supply_plans
    inner join project_keys on project_keys.project_id = supply_plans.project_id
    group by project_keys.project_key
),

replies as (
    select
        coalesce(by_task.project_key, by_plan.project_key) as project_key,
        coalesce(by_task.replied_at, by_plan.replied_at) as replied_at
    from by_task
    full outer join by_plan on by_plan.project_key = by_task.project_key
)

select
    replies.project_key,
    replies.replied_at,
    days.workday as replied_workday
from replies
left join days on days.day = cast(replies.replied_at as date)
