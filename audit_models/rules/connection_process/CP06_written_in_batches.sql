/* ---
id: CP06
title: {zh: 批量补录, en: Written in batches}
says:
  zh: "经办人{subject_id}：{first_recorded_at}至{last_recorded_at}的十分钟内，录入了{projects}项工程的{tasks}个环节；当月达到{min_projects}项的时刻共{batch_moments}个。"
  en: "Handler {subject_id} recorded {tasks} tasks of {projects} projects within ten minutes, from {first_recorded_at} to {last_recorded_at}; moments of the month that reach {min_projects} projects: {batch_moments}."
why:
  zh: 短时间内成批录入，说明环节不是办完即录，系统中的时间难以反映真实过程，时限考核失真。
  en: Tasks entered in one go were not recorded as they were done, so the times in the system say little about what happened.
innocent:
  zh: 系统故障后集中补录并有记录，成批派工或同一小区的集中装表、送电，或由接口自动写入。
  en: A documented outage of the system was made good, orders were dispatched or meters set for a whole estate, or an interface writes in batches.
ground: [own_practice]
severity: M
subject: employee
hit_key: [subject_id, month]
needs: [work_orders.recorded_at, work_orders.handler_id]
optional_needs: [employees, work_orders.finished_at]
params:
  min_projects: [{from: 1900-01-01, value: 10}]
status: active
--- */
-- A handler's month is undecided where tasks without a time of recording could make a batch.
with handled as (
    select
        tasks.handler_id,
        months.month,
        months.last_on,
        min(tasks.unit_code) as unit_code,
        count(*) - count(tasks.recorded_at) as unrecorded
    from tasks
    inner join months on month_start(coalesce(tasks.recorded_at, tasks.finished_at)) = months.month
    where tasks.handler_id is not null
    group by tasks.handler_id, months.month, months.last_on
),

doubtful as (
    select
        handled.handler_id,
        handled.month,
        count(distinct tasks.project_key) as projects
    from handled
    inner join tasks
        on tasks.handler_id = handled.handler_id
        and month_start(coalesce(tasks.recorded_at, tasks.finished_at)) = handled.month
    where handled.unrecorded > 0
    group by handled.handler_id, handled.month
),

in_order as (
    select
        batches.*,
        month_start(batches.recorded_at) as month,
        count(*) over (partition by batches.handler_id, month_start(batches.recorded_at)) as moments,
        row_number() over (
            partition by batches.handler_id, month_start(batches.recorded_at)
            order by batches.projects desc nulls last, batches.recorded_at nulls last, batches.handler_id nulls last
        ) as place
    from batches
    inner join params on cast(batches.recorded_at as date) between params.valid_from and params.valid_to
    where batches.projects >= params.min_projects
)

select
    cast(handled.handler_id as varchar) as subject_id,
    coalesce(employees.unit_code, cast(handled.unit_code as varchar)) as unit_code,
    handled.last_on as tested_on,
    case
        when in_order.handler_id is not null then true
        when coalesce(doubtful.projects, 0) < params.min_projects then false
    end as is_hit,
    'work_orders.recorded_at' as missing,
    cast(in_order.recorded_at as date) as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    handled.month,
    in_order.first_recorded_at,
    in_order.recorded_at as last_recorded_at,
    in_order.projects,
    in_order.tasks,
    in_order.moments as batch_moments,
    params.min_projects
from handled
inner join params on handled.last_on between params.valid_from and params.valid_to
left join employees on employees.employee_id = cast(handled.handler_id as varchar)
left join doubtful
    on doubtful.handler_id = handled.handler_id
    and doubtful.month = handled.month
left join in_order
    on in_order.handler_id = cast(handled.handler_id as varchar)
    and in_order.month = handled.month
    and in_order.place = 1
