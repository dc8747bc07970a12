/* ---
id: CP23
title: {zh: 等待离群, en: Waiting out of line}
says:
  zh: "{subject_id}：{stage_zh}于{happened_on}办结，历时{days}个工作日（已扣除挂起），超过同级单位同类客户该环节的99%分位数{p99_days}天；时限（工作日）：{limit_days:没有规定}。"
  en: "{subject_id}: {stage_en}, finished on {happened_on}, took {days} working days (suspensions taken off), more than {p99_days}, the 99th percentile of this stage for customers of its class and units of its level; limit in working days: {limit_days:none}."
why:
  zh: 没有时限的环节最容易被拖延；等待时间明显长于同类，可能是推诿、刁难或漏办。
  en: Stages without a limit are the easiest to sit on; a wait far beyond that of others may be neglect, or pressure on the customer.
innocent:
  zh: 工程规模或外部条件特殊，客户要求推迟而未登记挂起，或开始、完成时间登记有误。
  en: The works or conditions were out of the ordinary, the customer asked to wait and no suspension was entered, or a time was written down wrongly.
ground: [business_environment_regulation.art_28]
severity: M
subject: project
hit_key: [subject_id]
needs: [work_orders.finished_at]
optional_needs: [work_orders.clock, suspensions.has_evidence, suspensions.is_customer_confirmed]
params:
  percentile: [{from: 1900-01-01, value: 0.99}]
status: active
--- */
with waits as (
    select
        tasks.project_key,
        tasks.position,
        tasks.stage,
        peers.peers_key,
        tasks.finished_workday - tasks.started_workday - coalesce(suspended_tasks.days, 0) as days
    from tasks
    inner join peers on peers.project_key = tasks.project_key
    inner join run on cast(tasks.finished_at as date) <= run.as_of
    left join suspended_tasks
        on suspended_tasks.project_key = tasks.project_key
        and suspended_tasks.position = tasks.position
    where tasks.clock = 'utility'
),

-- A percentile from how often each number of days occurs: type 8 lies between the values at the whole places
-- below and above its own.
frequencies as (
    select
        stage,
        peers_key,
        days as days_key,
        count(*) as tasks
    from waits
    where days is not null
    group by stage, peers_key, days
),

placed as (
    select
        frequencies.*,
        sum(tasks) over (partition by stage, peers_key order by days_key nulls last) as last_place,
        sum(tasks) over (partition by stage, peers_key) as n
    from frequencies
),

reached as (
    select
        placed.*,
        greatest(1, least(n, params.percentile * n + (params.percentile + 1) / 3)) as place
    from placed
    cross join run
    inner join params on run.as_of between params.valid_from and params.valid_to
),

percentiles as (
    select
        stage,
        peers_key,
        round(
            min(case when last_place >= floor(place) then days_key end) * (1 - max(place - floor(place)))
            + min(case when last_place >= least(n, floor(place) + 1) then days_key end) * max(place - floor(place)),
            9
        ) as p99_days
    from reached
    group by stage, peers_key
),

long_waits as (
    select
        waits.*,
        percentiles.p99_days,
        tasks.work_order_id,
        tasks.handler_id,
        cast(tasks.finished_at as date) as finished_on,
        least(limited_stages.law_days, limited_stages.promise_days) as limit_days,
        row_number() over (
            partition by waits.project_key
            order by waits.days - percentiles.p99_days desc nulls last, tasks.work_order_id nulls last
        ) as place
    from waits
    inner join percentiles
        on percentiles.stage = waits.stage
        and percentiles.peers_key = waits.peers_key
    inner join tasks
        on tasks.project_key = waits.project_key
        and tasks.position = waits.position
    left join limited_stages on limited_stages.work_order_id = tasks.work_order_id
    where
        waits.days > percentiles.p99_days
        and coalesce(waits.days > least(limited_stages.law_days, limited_stages.promise_days), true)
),

waited as (
    select
        project_key,
        count(*) - count(days) as undated
    from waits
    group by project_key
)

select
    projects.project_id as subject_id,
    projects.unit_code,
    projects.accepted_on as tested_on,
    case
        when long_waits.project_key is not null then true
        when waited.undated = 0 then false
    end as is_hit,
    'calendar' as missing,
    long_waits.finished_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    stages.name_zh as stage_zh,
    stages.name_en as stage_en,
    long_waits.work_order_id,
    long_waits.handler_id,
    projects.customer_class,
    peers.level,
    long_waits.days,
    long_waits.p99_days,
    long_waits.limit_days
from waited
inner join projects on projects.project_key = waited.project_key
left join long_waits
    on long_waits.project_key = waited.project_key
    and long_waits.place = 1
left join peers on peers.project_key = long_waits.project_key
left join stages on stages.stage = long_waits.stage
