/* ---
id: CP10
title: {zh: 月末集中归档, en: Month-end archiving}
says:
  zh: "经办人{subject_id}：{month:m}归档{archived}件，其中{archived_last}件（{share_percent}%）在最后两个工作日（{first_last_day}起）。"
  en: "Handler {subject_id} archived {archived} files in {month:m}, {archived_last} of them ({share_percent}%) on its last two working days (from {first_last_day})."
why:
  zh: 归档集中在月末，可能是为完成考核而突击办结，归档时间与实际办结脱节。
  en: Archiving piled up at the end of a month suggests that files are closed for the month's figures and not when the work is done.
innocent:
  zh: 月末集中送电，单位统一在月末整理档案，或经办人当月大部分时间不在岗。
  en: Many customers were energised at the end of the month, the unit files everything then, or the handler was away before.
ground: [own_practice]
severity: L
subject: employee
hit_key: [subject_id, month]
needs: [work_orders.finished_at, work_orders.handler_id]
optional_needs: [employees]
params:
  min_files: [{from: 1900-01-01, value: 10}]
  min_share: [{from: 1900-01-01, value: 0.4}]
status: active
--- */
-- A month whose last working day has not come yet is not judged.
with workdays as (
    select
        months.month,
        days.day,
        days.workday,
        max(days.workday) over (partition by months.month) as last_workday
    from days
    inner join months on months.month = month_start(days.day)
    where days.is_workday
),

month_ends as (
    select
        month,
        min(day) as first_last_day,
        max(day) as last_day
    from workdays
    where last_workday - workday <= 1
    group by month
),

archivings as (
    select
        cast(tasks.handler_id as varchar) as handler_id,
        months.month,
        months.last_on,
        month_ends.first_last_day,
        month_ends.last_day,
        min(cast(tasks.unit_code as varchar)) as unit_code,
        count(*) as archived,
        count(*) filter (
            where cast(tasks.finished_at as date) in (month_ends.first_last_day, month_ends.last_day)
        ) as archived_last
    from tasks
    inner join months on months.month = month_start(tasks.finished_at)
    left join month_ends on month_ends.month = months.month
    where
        tasks.stage = 'archive'
        and tasks.handler_id is not null
        and coalesce(month_ends.last_day, months.last_on) <= months.last_on
    group by
        tasks.handler_id, months.month, months.last_on, month_ends.first_last_day, month_ends.last_day
)

select
    archivings.handler_id as subject_id,
    coalesce(employees.unit_code, archivings.unit_code) as unit_code,
    archivings.last_on as tested_on,
    case
        when archivings.last_day is not null
            then round(archivings.archived_last / cast(archivings.archived as double), 9) >= params.min_share
    end as is_hit,
    'calendar' as missing,
    archivings.last_day as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    archivings.month,
    archivings.archived,
    archivings.archived_last,
    round(100.0 * archivings.archived_last / archivings.archived, 1) as share_percent,
    archivings.first_last_day
from archivings
inner join params on archivings.last_on between params.valid_from and params.valid_to
left join employees on employees.employee_id = archivings.handler_id
where archivings.archived >= params.min_files
