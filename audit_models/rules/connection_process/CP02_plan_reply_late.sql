/* ---
id: CP02
title: {zh: 供电方案答复超时, en: Plan reply late}
says:
  zh: "{subject_id}：{taken_in_on}受理，至{judged_on}已历时{days}个工作日（已扣除挂起{suspended_days}日）；时限（工作日）：法定{law_days:没有规定}，承诺{promise_days:没有规定}。"
  en: "{subject_id}: accepted on {taken_in_on}; {days} working days until {judged_on} ({suspended_days} suspended days taken off); limits in working days: law {law_days:none}, promise {promise_days:none}."
why:
  zh: 供电方案答复是客户能够开始设计和施工的前提，拖延答复直接延长接电，也是吃拿卡要的高发环节。
  en: Without the plan the customer can neither design nor build; holding it back delays the connection and is where favours are asked for.
innocent:
  zh: 有佐证且经客户确认的挂起未登记、客户变更用电需求后重新计时，或答复时间登记有误。
  en: A suspension that the customer confirmed was not entered, the customer changed the request so that the clock began anew, or the reply time was written down wrongly.
ground:
  - power_supply_supervision_measures
  - power_supply_business_rules_2024
  - company_promises_2011
  - company_promises_2022
severity: H
subject: project
hit_key: [subject_id]
needs: [client_projects.supply_sources, work_orders.finished_at]
optional_needs:
  - supply_plans
  - client_projects.cancelled_at
  - suspensions.has_evidence
  - suspensions.is_customer_confirmed
status: active
--- */
with replies as (
    select
        projects.project_id,
        projects.unit_code,
        projects.customer_class,
        projects.source_count,
        projects.status,
        cast(projects.accepted_at as date) as accepted_on,
        cast(limited_stages.finished_at as date) as replied_on,
        case
            when cast(projects.cancelled_at as date) <= run.as_of then cast(projects.cancelled_at as date)
        end as cancelled_on,
        projects.status = 'open'
        or coalesce(projects.plan_replied_at, projects.cancelled_at) is not null as has_end,
        run.as_of,
        case
            when limited_stages.finished_at is not null then projects.plan_replied_workday
            when cast(projects.cancelled_at as date) <= run.as_of then projects.cancelled_workday
            else run.as_of_workday
        end - projects.accepted_workday as elapsed_days,
        limited_stages.days,
        limited_stages.law_days,
        limited_stages.promise_days
    from limited_stages
    inner join projects on projects.project_key = limited_stages.project_key
    cross join run
    where
        limited_stages.parameter = 'plan_reply'
        and (limited_stages.law_days is not null or limited_stages.promise_days is not null)
),

judged as (
    select
        replies.*,
        coalesce(replied_on, cancelled_on, as_of) as judged_on,
        case
            when not has_end and status = 'cancelled' then 'client_projects.cancelled_at'
            when not has_end then 'work_orders.finished_at'
            when days is null then 'calendar'
        end as missing
    from replies
)

select
    project_id as subject_id,
    unit_code,
    accepted_on as tested_on,
    case when missing is null then days > least(law_days, promise_days) end as is_hit,
    missing,
    judged_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    case when days > law_days then 'H' else 'M' end as severity,
    customer_class,
    source_count,
    accepted_on as taken_in_on,
    replied_on,
    judged_on,
    elapsed_days,
    elapsed_days - days as suspended_days,
    days,
    law_days,
    promise_days,
    days - law_days as days_over_law,
    days - promise_days as days_over_promise
from judged
