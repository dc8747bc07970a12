/* ---
id: CP03
title: {zh: 环节超时, en: Stage late}
says:
  zh: "{subject_id}：{stage_zh}于{started_on}开始，至{judged_on}已历时{days}个工作日（已扣除挂起{suspended_days}日）；时限（工作日）：法定{law_days:没有规定}，承诺{promise_days:没有规定}。"
  en: "{subject_id}: {stage_en} began on {started_on}; {days} working days until {judged_on} ({suspended_days} suspended days taken off); limits in working days: law {law_days:none}, promise {promise_days:none}."
why:
  zh: 审图、检验和装表送电是供电企业自己的环节，超时直接延长客户等待，也是刁难拖延的常见处。
  en: Reviews, inspections, metering and energising are the utility's own work; each day over the limit is a day the customer waits, and delay there is a common means of pressure.
innocent:
  zh: 有佐证且经客户确认的挂起未登记、客户改期，或开始、完成时间登记有误。
  en: A suspension that the customer confirmed was not entered, the customer asked for another date, or start or finish was written down wrongly.
ground:
  - power_supply_supervision_measures
  - company_time_limit_assessment
severity: M
subject: project
hit_key: [subject_id, parameter, work_order_id]
needs: [work_orders.finished_at]
optional_needs:
  - client_projects.cancelled_at
  - suspensions.has_evidence
  - suspensions.is_customer_confirmed
status: active
--- */
with visits as (
    select
        project_key,
        parameter,
        work_order_id,
        handler_id,
        started_at,
        finished_at,
        has_finish,
        elapsed_days,
        days,
        law_days,
        promise_days
    from limited_stages
    where work_order_id is not null
),

days_of_acceptance as (
    select distinct customer_class, accepted_on
    from projects
),

-- The limit of this stage is alike for any number of supply sources.
limits_in_force as (
    select
        days_of_acceptance.customer_class,
        days_of_acceptance.accepted_on,
        min(case when limits.yardstick = 'law' then limits.limit_days end) as law_days,
        min(case when limits.yardstick = 'promise' then limits.limit_days end) as promise_days
    from days_of_acceptance
    inner join limits
        on limits.customer_class = days_of_acceptance.customer_class
        and days_of_acceptance.accepted_on between limits.valid_from and limits.valid_to
    where limits.parameter = 'meter_energise'
    group by days_of_acceptance.customer_class, days_of_acceptance.accepted_on
),

first_meters as (
    select
        project_key,
        min(started_at) as started_at
    from tasks
    where stage = 'meter'
    group by project_key
),

last_energisings as (
    select
        tasks.project_key,
        max(case when cast(tasks.finished_at as date) <= run.as_of then tasks.finished_at end) as finished_at,
        count(tasks.finished_at) > 0 as has_finish
    from tasks
    cross join run
    where tasks.stage = 'energise'
    group by tasks.project_key
),

meterings as (
    select
        projects.project_key,
        first_meters.started_at,
        started.workday as from_workday,
        last_energisings.finished_at,
        coalesce(last_energisings.has_finish, false) as has_finish,
        case
            when last_energisings.finished_at is not null then finished.workday
            when cast(projects.cancelled_at as date) <= run.as_of then projects.cancelled_workday
            else run.as_of_workday
        end as end_workday,
        limits_in_force.law_days,
        limits_in_force.promise_days
    from first_meters
    inner join projects on projects.project_key = first_meters.project_key
    left join limits_in_force
        on limits_in_force.customer_class = projects.customer_class
        and limits_in_force.accepted_on = projects.accepted_on
    cross join run
    left join last_energisings on last_energisings.project_key = first_meters.project_key
    left join days as started on started.day = cast(first_meters.started_at as date)
    left join days as finished on finished.day = cast(last_energisings.finished_at as date)
),

suspended as (
    select
        meterings.project_key,
        case
            when count(documented_suspensions.to_workday - documented_suspensions.from_workday) = count(*)
                then sum(
                    greatest(
                        least(documented_suspensions.to_workday, meterings.end_workday)
                        - greatest(documented_suspensions.from_workday, meterings.from_workday),
                        0
                    )
                )
        end as days
    from meterings
    inner join documented_suspensions on documented_suspensions.project_key = meterings.project_key
    group by meterings.project_key
),

limited as (
    select * from visits

    union all

    select
        meterings.project_key,
        'meter_energise' as parameter,
        cast(null as varchar) as work_order_id,
        cast(null as varchar) as handler_id,
        meterings.started_at,
        meterings.finished_at,
        meterings.has_finish,
        meterings.end_workday - meterings.from_workday as elapsed_days,
        meterings.end_workday - meterings.from_workday
        - case when suspended.project_key is null then 0 else suspended.days end as days,
        meterings.law_days,
        meterings.promise_days
    from meterings
    left join suspended on suspended.project_key = meterings.project_key
),

judged as (
    select
        projects.project_id,
        projects.unit_code,
        projects.customer_class,
        projects.accepted_on,
        limited.parameter,
        coalesce(stages.name_zh, '装表至送电') as stage_zh,
        coalesce(stages.name_en, 'Metering to energising') as stage_en,
        limited.work_order_id,
        limited.handler_id,
        cast(limited.started_at as date) as started_on,
        cast(limited.finished_at as date) as finished_on,
        case
            when limited.finished_at is not null then cast(limited.finished_at as date)
            when cast(projects.cancelled_at as date) <= run.as_of then cast(projects.cancelled_at as date)
            else run.as_of
        end as judged_on,
        limited.elapsed_days,
        limited.days,
        limited.law_days,
        limited.promise_days,
        case
            when limited.has_finish or projects.cancelled_at is not null or projects.status = 'open'
                then case when limited.days is null then 'calendar' end
            when projects.status = 'cancelled' then 'client_projects.cancelled_at'
            else 'work_orders.finished_at'
        end as missing
    from limited
    inner join projects on projects.project_key = limited.project_key
    cross join run
    left join stages on stages.stage = limited.parameter
    where coalesce(limited.law_days, limited.promise_days) is not null
)

select
    project_id as subject_id,
    unit_code,
    started_on as tested_on,
    case when missing is null then days > least(law_days, promise_days) end as is_hit,
    missing,
    judged_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    case when days > law_days then 'H' else 'M' end as severity,
    parameter,
    stage_zh,
    stage_en,
    work_order_id,
    handler_id,
    customer_class,
    accepted_on as taken_in_on,
    started_on,
    finished_on,
    judged_on,
    elapsed_days,
    elapsed_days - days as suspended_days,
    days,
    law_days,
    promise_days
from judged
