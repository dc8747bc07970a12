/* ---
id: CP11
title: {zh: 挂起滥用, en: Convenient suspensions}
says:
  zh: "{subject_id}：{fault_zh}（挂起{suspension_id}，始于{suspended_on}）；累计挂起{suspended_days}个工作日，受理以来共{elapsed_days}个工作日。"
  en: "{subject_id}: {fault_en} (suspension {suspension_id}, from {suspended_on}); suspended for {suspended_days} of {elapsed_days} working days since acceptance."
why:
  zh: 挂起使办电时钟停走；无佐证、临近时限才挂起或大部分时间都在挂起，实际是掩盖超时。
  en: A suspension stops the clock; without evidence, just before the limit or most of the time, it hides that the utility is late.
innocent:
  zh: 客户工程确实停工，佐证材料另行存档未登记，或客户恰在临近时限时提出变更。
  en: The customer's works did stand still, the evidence was filed elsewhere, or the customer asked for a change just then.
ground: [own_practice]
severity: H
subject: project
hit_key: [subject_id]
needs: [suspensions]
optional_needs: [suspensions.has_evidence, suspensions.is_customer_confirmed, client_projects.cancelled_at]
params:
  max_share: [{from: 1900-01-01, value: 0.5}]
  near_days: [{from: 1900-01-01, value: 2}]
status: active
--- */
with elapsed as (
    select
        projects.project_key,
        projects.project_id,
        projects.unit_code,
        projects.accepted_on,
        projects.accepted_workday,
        projects.plan_replied_at,
        coalesce(cast(projects.energised_at as date), cast(projects.cancelled_at as date), run.as_of) as known_end_on,
        run.as_of
    from projects
    cross join run
),

timed as (
    select
        elapsed.*,
        least(known_end_on, as_of) as end_on,
        ends.workday - accepted_workday as elapsed_days
    from elapsed
    left join days as ends on ends.day = least(known_end_on, as_of)
),

own_suspensions as (
    select
        timed.project_key,
        timed.accepted_workday,
        timed.plan_replied_at,
        suspensions.suspension_id,
        suspensions.started_at,
        cast(suspensions.started_at as date) as started_on,
        least(coalesce(cast(suspensions.ended_at as date), timed.end_on), timed.end_on) as ended_on,
        timed.accepted_on,
        started.workday as from_workday,
        suspensions.has_evidence and suspensions.is_customer_confirmed as is_documented
    from suspensions
    inner join timed on timed.project_id = suspensions.project_id
    left join days as started on started.day = cast(suspensions.started_at as date)
    where cast(suspensions.started_at as date) <= timed.as_of
),

-- Each working day that some suspension covers counts once.
suspended as (
    select
        own_suspensions.project_key,
        count(distinct days.day) as suspended_days
    from own_suspensions
    inner join days
        on days.day > greatest(own_suspensions.started_on, own_suspensions.accepted_on)
        and days.day <= own_suspensions.ended_on
    where days.is_workday
    group by own_suspensions.project_key
),

earlier_stops as (
    select
        own_suspensions.suspension_id,
        sum(
            greatest(
                least(documented_suspensions.to_workday, own_suspensions.from_workday)
                - greatest(documented_suspensions.from_workday, own_suspensions.accepted_workday),
                0
            )
        ) as stopped_days
    from own_suspensions
    inner join documented_suspensions on documented_suspensions.project_key = own_suspensions.project_key
    group by own_suspensions.suspension_id
),

plan_limits as (
    select project_key, least(law_days, promise_days) as limit_days
    from limited_stages
    where parameter = 'plan_reply'
),

faults as (
    select
        own_suspensions.project_key,
        own_suspensions.suspension_id,
        own_suspensions.started_on,
        own_suspensions.is_documented,
        own_suspensions.from_workday is null as is_outside_calendar,
        coalesce(own_suspensions.started_at < own_suspensions.plan_replied_at, true)
        and plan_limits.limit_days
        - (own_suspensions.from_workday - own_suspensions.accepted_workday - coalesce(earlier_stops.stopped_days, 0))
        between 0 and params.near_days as is_near_limit
    from own_suspensions
    inner join params on own_suspensions.accepted_on between params.valid_from and params.valid_to
    inner join plan_limits on plan_limits.project_key = own_suspensions.project_key
    left join earlier_stops on earlier_stops.suspension_id = own_suspensions.suspension_id
),

in_order as (
    select
        faults.*,
        row_number() over (
            partition by project_key
            order by
                case
                    when is_documented = false or is_near_limit then 0
                    when is_outside_calendar then 1
                    when is_documented is null then 2
                    else 3
                end nulls last,
                started_on nulls last,
                suspension_id nulls last
        ) as place
    from faults
),

judged as (
    select
        timed.project_id,
        timed.unit_code,
        timed.accepted_on,
        timed.end_on,
        timed.elapsed_days,
        coalesce(suspended.suspended_days, 0) as suspended_days,
        suspended.suspended_days > params.max_share * timed.elapsed_days as is_mostly_suspended,
        in_order.project_key,
        in_order.suspension_id,
        in_order.started_on,
        in_order.is_documented,
        in_order.is_near_limit,
        coalesce(in_order.is_outside_calendar, false) or timed.elapsed_days is null as is_outside_calendar
    from timed
    inner join params on timed.accepted_on between params.valid_from and params.valid_to
    left join suspended on suspended.project_key = timed.project_key
    left join in_order
        on in_order.project_key = timed.project_key
        and in_order.place = 1
)

select
    project_id as subject_id,
    unit_code,
    accepted_on as tested_on,
    case
        when project_key is null then false
        when is_mostly_suspended or is_documented = false or is_near_limit then true
        when is_documented and not is_outside_calendar then false
    end as is_hit,
    case when is_outside_calendar then 'calendar' else 'suspensions.has_evidence' end as missing,
    case when is_documented = false or is_near_limit then started_on else end_on end as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    suspension_id,
    started_on as suspended_on,
    suspended_days,
    elapsed_days,
    case
        when is_documented = false then '缺佐证材料或客户确认'
        when is_near_limit then '临近供电方案答复时限才挂起'
        else '大部分时间处于挂起'
    end as fault_zh,
    case
        when is_documented = false then 'without evidence or without the customer''s confirmation'
        when is_near_limit then 'begun just before the limit of the plan reply'
        else 'suspended most of the time'
    end as fault_en
from judged
