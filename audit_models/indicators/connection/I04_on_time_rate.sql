/* ---
id: I04
title: {zh: 业扩时限达标率, en: On-time rate}
kind: share
unit: percent
better: higher
chart: p
needs:
  - client_projects.archived_at
  - client_projects.energised_at
  - client_projects.supply_sources
  - work_orders.finished_at
optional_needs:
  - supply_plans
  - suspensions.has_evidence
  - suspensions.is_customer_confirmed
ground:
  - power_supply_supervision_measures
  - power_supply_business_rules_2024
  - company_promises_2011
  - company_promises_2022
  - company_time_limit_assessment
  - policy_paper.sec_2_5
definition:
  zh: >-
    当月归档（未撤销）的客户工程中，各限时环节均未超过受理日有效法定时限的占比，时限扣除有佐证且经客户确认的挂起。
    高压：供电方案答复，设计审查、中间检查、竣工检验的每一次，首次装表至送电；低压：受理至送电。
    无时限或未发生的环节不计；高压未答复方案、未送电或环节未办结的为不达标。
  en: >-
    Share of the connections archived in the month (not cancelled) whose limited stages all kept the law's
    limit in force on the day of acceptance, net of documented suspensions. HV: plan reply, every visit of
    design review, mid check and final check, first meter to energising; LV: acceptance to energising.
    A stage without a limit or that did not take place is not limited; a missing plan reply (HV), a missing
    energising and an unfinished visit are not met.
companions:
  promise:
    title: {zh: 按承诺时限, en: By the promised limits}
    kind: share
    unit: percent
    better: higher
--- */
with archived as (
    select
        projects.project_key,
        projects.project_id,
        projects.unit_code,
        projects.customer_class,
        month_start(projects.archived_at) as month,
        projects.energised_at is null
        or (projects.customer_class = 'hv' and projects.plan_replied_at is null) as lacks_stage
    from projects
    cross join run
    where
        cast(projects.archived_at as date) <= run.as_of
        and projects.cancelled_at is null
        and projects.status <> 'cancelled'
),

visits as (
    select
        archived.project_key,
        limited_stages.law_days,
        limited_stages.promise_days,
        limited_stages.finished_at is null as is_unfinished,
        limited_stages.days
    from archived
    inner join limited_stages on limited_stages.project_key = archived.project_key
    where archived.customer_class = 'hv' or limited_stages.parameter = 'accept_energise'
),

counted as (
    select
        project_key,
        count(law_days) filter (where is_unfinished or days > law_days) as law_late,
        count(law_days) filter (where days is null) as law_unknown,
        count(promise_days) filter (where is_unfinished or days > promise_days) as promise_late,
        count(promise_days) filter (where days is null) as promise_unknown
    from visits
    group by project_key
),

judged as (
    select
        archived.project_id,
        archived.unit_code,
        archived.month,
        case
            when archived.lacks_stage or counted.law_late > 0 then 0
            when counted.law_unknown > 0 then null
            else 1
        end as in_law,
        case
            when archived.lacks_stage or counted.promise_late > 0 then 0
            when counted.promise_unknown > 0 then null
            else 1
        end as in_promise
    from archived
    left join counted on counted.project_key = archived.project_key
)

select
    project_id as subject_id,
    unit_code,
    month,
    in_law as numerator,
    1 as denominator,
    cast(null as varchar) as companion
from judged

union all

select
    project_id as subject_id,
    unit_code,
    month,
    in_promise as numerator,
    1 as denominator,
    'promise' as companion
from judged
