/* ---
id: IM12
title: {zh: 缺中间检查, en: Interim inspection missing}
says:
  zh: "{subject_id}[（{voltage_kv}千伏）]{is_critical:?（重要用户）}：[工程于{built_on}完工，]中间检查{checks}次[，最短一次{shortest_minutes}分钟（工单{shortest_id}）]；本规则要求至少一次且不少于{min_minutes}分钟。"
  en: "{subject_id}[ ({voltage_kv} kV)]{is_critical:? (critical customer)}:[ works finished on {built_on};] interim inspections: {checks}[, the shortest of {shortest_minutes} minutes (task {shortest_id})]; at least one is expected, of {min_minutes} minutes or more."
why:
  zh: 重要用户和35千伏及以上工程的隐蔽部分只有中间检查能够看到，缺失或走过场会留下安全隐患。
  en: Hidden parts of the works of critical customers and of 35 kV and more are seen only at the interim inspection; without it, or with a token one, hazards remain.
innocent:
  zh: 工程没有隐蔽部分、检查采用远程视频方式，或检查记录、起止时间未录入或登记有误。
  en: There were no hidden parts, the inspection was made by video, or its record or times were not entered or entered wrongly.
ground: [three_designations_guide, own_practice]
severity: M
subject: project
hit_key: [subject_id]
optional_needs:
  - client_projects.voltage_kv
  - customers.is_critical
  - work_orders.finished_at
  - contracts.project_id
  - contracts.actual_finish_on
params:
  min_voltage_kv: [{from: 1900-01-01, value: 35}]
  min_minutes: [{from: 1900-01-01, value: 10}]
status: active
--- */
with finishes as (
    select
        project_key,
        cast(finished_at as date) as finished_on
    from tasks
    where stage = 'construct'

    union all

    select
        projects.project_key,
        contracts.actual_finish_on as finished_on
    from contracts
    inner join projects on projects.project_id = contracts.project_id
    where contracts.scope in ('construction', 'epc')
),

built as (
    select project_key, min(finished_on) as built_on
    from finishes
    group by project_key
),

visits as (
    select
        project_key,
        work_order_id,
        seconds_between(started_at, finished_at) as seconds,
        row_number() over (
            partition by project_key
            order by seconds_between(started_at, finished_at) nulls last, work_order_id nulls last
        ) as place,
        count(*) over (partition by project_key) as checks,
        count(finished_at) over (partition by project_key) as timed_checks,
        cast(finished_at as date) as finished_on
    from tasks
    where stage = 'mid_check'
),

inspected as (
    select
        projects.project_id,
        projects.unit_code,
        projects.accepted_on,
        projects.voltage_kv,
        customers.is_critical,
        built.built_on,
        params.min_minutes,
        visits.work_order_id as shortest_id,
        visits.seconds,
        visits.finished_on,
        coalesce(visits.checks, 0) as checks,
        visits.checks = visits.timed_checks as are_all_timed,
        customers.is_critical or projects.voltage_kv >= params.min_voltage_kv as is_due
    from projects
    inner join params on projects.accepted_on between params.valid_from and params.valid_to
    left join customers on customers.customer_id = projects.customer_id
    left join built on built.project_key = projects.project_key
    left join visits
        on visits.project_key = projects.project_key
        and visits.place = 1
)

select
    project_id as subject_id,
    unit_code,
    accepted_on as tested_on,
    case
        when checks = 0 then is_due
        when seconds < 60 * min_minutes then true
        when are_all_timed then false
    end as is_hit,
    case
        when checks > 0 then 'work_orders.finished_at'
        when voltage_kv is null then 'client_projects.voltage_kv'
        else 'customers.is_critical'
    end as missing,
    case when checks = 0 then built_on else finished_on end as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    voltage_kv,
    is_critical,
    built_on,
    checks,
    shortest_id,
    round(seconds / 60.0, 1) as shortest_minutes,
    min_minutes
from inspected
where
    checks > 0
    or (built_on is not null and coalesce(is_due, true))
