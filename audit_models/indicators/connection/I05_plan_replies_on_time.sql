/* ---
id: I05
title: {zh: 供电方案答复及时率, en: Plan replies on time}
kind: share
unit: percent
better: higher
chart: p
needs: [client_projects.supply_sources, work_orders.finished_at]
optional_needs:
  - supply_plans
  - suspensions.has_evidence
  - suspensions.is_customer_confirmed
ground:
  - power_supply_supervision_measures
  - power_supply_business_rules_2024
  - company_promises_2011
  - company_promises_2022
definition:
  zh: >-
    当月答复供电方案的客户工程中，受理至答复的工作日数（扣除有佐证且经客户确认的挂起）未超过受理日有效法定时限的占比。
    答复以首个办结的方案答复环节为准，没有的以供电方案最早答复时间为准。受理日无时限的不计入。
  en: >-
    Share of the plans replied in the month whose working days from acceptance to the reply, net of
    documented suspensions, kept the law's limit in force on the day of acceptance. The reply is the first
    finished plan_reply task, without any the earliest reply of a supply plan. Where no limit was in force
    on the day of acceptance, the reply is in neither number.
companions:
  promise:
    title: {zh: 按承诺时限, en: By the promised limits}
    kind: share
    unit: percent
    better: higher
  open_overdue:
    title: {zh: 月末超时未答复件数, en: Unanswered beyond the limit at month end}
    kind: count
    unit: count
    better: lower
--- */
with plan_replies as (
    select
        projects.project_key,
        projects.project_id,
        projects.unit_code,
        projects.status,
        projects.accepted_workday,
        cast(projects.accepted_at as date) as accepted_on,
        cast(limited_stages.finished_at as date) as replied_on,
        cast(
            least(
                limited_stages.finished_at,
                projects.cancelled_at,
                projects.energised_at,
                projects.archived_at
            ) as date
        ) as waited_until,
        limited_stages.days,
        limited_stages.law_days,
        limited_stages.promise_days
    from limited_stages
    inner join projects on projects.project_key = limited_stages.project_key
    where limited_stages.parameter = 'plan_reply'
),

replied as (
    select
        plan_replies.*,
        months.month
    from plan_replies
    inner join months on months.month = month_start(plan_replies.replied_on)
),

limited as (
    select * from plan_replies
    where law_days is not null and (status = 'open' or waited_until is not null)
),

waiting as (
    select
        limited.project_key,
        limited.project_id,
        limited.unit_code,
        limited.accepted_workday,
        limited.law_days,
        months.month,
        months.last_workday
    from limited
    inner join months
        on months.last_on >= limited.accepted_on
        and (limited.waited_until is null or limited.waited_until > months.last_on)
),

suspended as (
    select
        waiting.project_key,
        waiting.month,
        sum(
            greatest(
                least(documented_suspensions.to_workday, waiting.last_workday)
                - greatest(documented_suspensions.from_workday, waiting.accepted_workday),
                0
            )
        ) as days,
        count(*) - count(documented_suspensions.to_workday - documented_suspensions.from_workday) as unknown
    from waiting
    inner join documented_suspensions on documented_suspensions.project_key = waiting.project_key
    group by waiting.project_key, waiting.month
),

waited as (
    select
        waiting.project_id,
        waiting.unit_code,
        waiting.month,
        waiting.law_days,
        waiting.last_workday - waiting.accepted_workday
        - case
            when suspended.project_key is null then 0
            when suspended.unknown = 0 then suspended.days
        end as days
    from waiting
    left join suspended
        on suspended.project_key = waiting.project_key
        and suspended.month = waiting.month
)

select
    project_id as subject_id,
    unit_code,
    month,
    case when days <= law_days then 1 when days > law_days then 0 end as numerator,
    1 as denominator,
    cast(null as varchar) as companion
from replied
where law_days is not null

union all

select
    project_id as subject_id,
    unit_code,
    month,
    case when days <= promise_days then 1 when days > promise_days then 0 end as numerator,
    1 as denominator,
    'promise' as companion
from replied
where promise_days is not null

union all

select
    project_id as subject_id,
    unit_code,
    month,
    case when days > law_days then 1 end as numerator,
    1 as denominator,
    'open_overdue' as companion
from waited
where days > law_days or days is null
