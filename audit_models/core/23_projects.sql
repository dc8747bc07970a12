-- Client projects with their key, the plan reply, and every date as a working-day count.
-- source_count: number of supply sources; an empty cell means one (the stricter limit).
with client_projects as (
    select * from source.client_projects
),

project_keys as (
    select * from core.project_keys
),

plan_replies as (
    select * from core.plan_replies
),

days as (
    select * from core.days
)

select
    project_keys.project_key,
    client_projects.*,
    coalesce(client_projects.supply_sources, 1) as source_count,
    cast(client_projects.accepted_at as date) as accepted_on,
    applied.workday as applied_workday,
    accepted.workday as accepted_workday,
    energised.workday as energised_workday,
    archived.workday as archived_workday,
    cancelled.workday as cancelled_workday,
    plan_replies.replied_at as plan_replied_at,
    plan_replies.replied_workday as plan_replied_workday
from client_projects
inner join project_keys on project_keys.project_id = client_projects.project_id
left join plan_replies on plan_replies.project_key = project_keys.project_key
left join days as applied on applied.day = cast(client_projects.applied_at as date)
left join days as accepted on accepted.day = cast(client_projects.accepted_at as date)
left join days as energised on energised.day = cast(client_projects.energised_at as date)
left join days as archived on archived.day = cast(client_projects.archived_at as date)
left join days as cancelled on cancelled.day = cast(client_projects.cancelled_at as date)
