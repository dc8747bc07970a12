-- Every interval that may be taken off a clock, as working-day counts: the days d with from_workday < d <= to_workday.
--   suspended: a suspension with evidence and the customer's confirmation; an open one ends when the
--              project does, else at as_of.
--   off_clock: the same, and every task on another's clock than the utility's, between acceptance and
--              energising; an open one ends at energising.
-- An interval with a date outside the calendar keeps its row without counts, so that nobody takes it for zero.
with suspensions as (
    select * from source.suspensions
    where has_evidence and is_customer_confirmed
),

tasks as (
    select * from core.tasks
    where clock <> 'utility' and started_at is not null
),

projects as (
    select * from core.projects
),

run as (
    select * from core.run
),

days as (
    select * from core.days
),

suspended as (
    select
        projects.project_key,
        suspensions.suspension_id as stop_id,
        cast(suspensions.started_at as date) as started_on,
        coalesce(
            cast(suspensions.ended_at as date),
            cast(projects.energised_at as date),
            cast(projects.cancelled_at as date),
            run.as_of
        ) as ended_on
    from suspensions
    inner join projects on projects.project_id = suspensions.project_id
    cross join run
),

suspended_counts as (
    select
        suspended.project_key,
        suspended.stop_id,
        started.workday as from_workday,
        ended.workday as to_workday
    from suspended
    left join days as started on started.day = suspended.started_on
    left join days as ended on ended.day = suspended.ended_on
),

off_clock_counts as (
    select
        tasks.project_key,
        tasks.work_order_id as stop_id,
        tasks.started_workday as from_workday,
        case when tasks.finished_at is null then projects.energised_workday else tasks.finished_workday end as to_workday
    from tasks
    inner join projects on projects.project_key = tasks.project_key
    where projects.energised_at is not null

    union all

    select project_key, stop_id, from_workday, to_workday
    from suspended_counts
),

stops as (
    select project_key, 'suspended' as purpose, stop_id, from_workday, to_workday
    from suspended_counts

    union all

    select
        off_clock_counts.project_key,
        'off_clock' as purpose,
        off_clock_counts.stop_id,
        case
            when off_clock_counts.from_workday < projects.accepted_workday then projects.accepted_workday
            else off_clock_counts.from_workday
        end as from_workday,
        case
            when off_clock_counts.to_workday > projects.energised_workday then projects.energised_workday
            else off_clock_counts.to_workday
        end as to_workday
    from off_clock_counts
    inner join projects on projects.project_key = off_clock_counts.project_key
    where projects.energised_at is not null
)

select project_key, purpose, stop_id, from_workday, to_workday
from stops
where from_workday is null or to_workday is null or from_workday < to_workday
