-- Every stage of a project that has a time limit, with the days taken net of documented suspensions and
-- the limits of law and promise in force on the day of acceptance. One row per visit or per project:
--   plan_reply: accepted to plan reply           accept_energise (LV): accepted to energised
--   design_review, mid_check, final_check (HV): each visit from its start to its finish
--   meter_energise (HV): first meter start to energised
-- elapsed_days count all working days, days those without suspensions. Of an unfinished stage they run to the cancellation, else to as_of; what is dated after as_of has not
-- happened yet. They are null where a day is outside the calendar. Law and promise are null where nothing
-- limits the stage.
with projects as (
    select * from core.projects
),

tasks as (
    select * from core.tasks
),

limits as (
    select * from core.limits
),

documented_suspensions as (
    select * from core.documented_suspensions
),

run as (
    select * from core.run
),

first_meters as (
    select
        project_key,
        min(started_at) as started_at,
        min(started_workday) as started_workday
    from tasks
    where stage = 'meter'
    group by project_key
),

stages as (
    select
        project_key,
        cast(null as varchar) as work_order_id,
        cast(null as varchar) as handler_id,
        'plan_reply' as parameter,
        accepted_at as started_at,
        accepted_workday as from_workday,
        plan_replied_at as finished_at,
        plan_replied_workday as to_workday
    from projects

    union all

    select
        project_key,
        cast(null as varchar) as work_order_id,
        cast(null as varchar) as handler_id,
        'accept_energise' as parameter,
        accepted_at as started_at,
        accepted_workday as from_workday,
        energised_at as finished_at,
        energised_workday as to_workday
    from projects
    where customer_class <> 'hv'

    union all

    select
        projects.project_key,
        cast(null as varchar) as work_order_id,
        cast(null as varchar) as handler_id,
        'meter_energise' as parameter,
        first_meters.started_at,
        first_meters.started_workday as from_workday,
        projects.energised_at as finished_at,
        projects.energised_workday as to_workday
    from projects
    inner join first_meters on first_meters.project_key = projects.project_key
    where projects.customer_class = 'hv'

    union all

    select
        projects.project_key,
        tasks.work_order_id,
        cast(tasks.handler_id as varchar) as handler_id,
        cast(tasks.stage as varchar) as parameter,
        tasks.started_at,
        tasks.started_workday as from_workday,
        tasks.finished_at,
        tasks.finished_workday as to_workday
    from tasks
    inner join projects on projects.project_key = tasks.project_key
    where
        projects.customer_class = 'hv'
        and tasks.stage in ('design_review', 'mid_check', 'final_check')
),

judged as (
    select
        stages.project_key,
        stages.work_order_id,
        stages.handler_id,
        stages.parameter,
        coalesce(stages.work_order_id, stages.parameter) as stage_key,
        stages.started_at,
        stages.from_workday,
        case when cast(stages.finished_at as date) <= run.as_of then stages.finished_at end as finished_at,
        stages.finished_at is not null as has_finish,
        case
            when cast(stages.finished_at as date) <= run.as_of then stages.to_workday
            when cast(projects.cancelled_at as date) <= run.as_of then projects.cancelled_workday
            else run.as_of_workday
        end as end_workday,
        projects.customer_class,
        projects.source_count,
        projects.accepted_on
    from stages
    inner join projects on projects.project_key = stages.project_key
    cross join run
),

suspended as (
    select
        judged.project_key,
        judged.stage_key,
        case
            when count(documented_suspensions.to_workday - documented_suspensions.from_workday) = count(*)
                then sum(
                    greatest(
                        least(documented_suspensions.to_workday, judged.end_workday)
                        - greatest(documented_suspensions.from_workday, judged.from_workday),
                        0
                    )
                )
        end as days
    from judged
    inner join documented_suspensions on documented_suspensions.project_key = judged.project_key
    group by judged.project_key, judged.stage_key
)

select
    judged.project_key,
    judged.work_order_id,
    judged.handler_id,
    judged.parameter,
    judged.started_at,
    judged.finished_at,
    judged.finished_at is not null as is_finished,
    judged.has_finish,
    judged.end_workday - judged.from_workday as elapsed_days,
    judged.end_workday - judged.from_workday
    - case when suspended.project_key is null then 0 else suspended.days end as days,
    law.limit_days as law_days,
    promise.limit_days as promise_days
from judged
left join suspended
    on suspended.project_key = judged.project_key
    and suspended.stage_key = judged.stage_key
left join limits as law
    on law.yardstick = 'law'
    and law.parameter = judged.parameter
    and law.customer_class = judged.customer_class
    and judged.source_count between law.min_sources and law.max_sources
    and judged.accepted_on between law.valid_from and law.valid_to
left join limits as promise
    on promise.yardstick = 'promise'
    and promise.parameter = judged.parameter
    and promise.customer_class = judged.customer_class
    and judged.source_count between promise.min_sources and promise.max_sources
    and judged.accepted_on between promise.valid_from and promise.valid_to
