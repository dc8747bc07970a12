-- Connections made: the population "energised" of the indicators, with three durations in working days.
--   own_days: accepted to energised without the days on another's clock or in a documented suspension
--   total_days: accepted to energised          application_days: applied to energised
-- A duration that touches a day outside the calendar is null.
with projects as (
    select * from core.projects
),

off_clock as (
    select * from core.off_clock
),

run as (
    select * from core.run
),

off_days as (
    select
        project_key,
        case when count(to_workday - from_workday) = count(*) then sum(to_workday - from_workday) end as off_days
    from off_clock
    group by project_key
)

select
    projects.project_key,
    projects.project_id,
    projects.unit_code,
    projects.customer_class,
    projects.energised_at,
    month_start(projects.energised_at) as month,
    projects.energised_workday - projects.accepted_workday
    - case when off_days.project_key is null then 0 else off_days.off_days end as own_days,
    projects.energised_workday - projects.accepted_workday as total_days,
    projects.energised_workday - projects.applied_workday as application_days
from projects
cross join run
left join off_days on off_days.project_key = projects.project_key
where
    projects.energised_at >= projects.accepted_at
    and cast(projects.energised_at as date) <= run.as_of
    and projects.service <> 'temporary'
    and projects.cancelled_at is null
    and projects.status <> 'cancelled'
