/* ---
id: CP12
title: {zh: 虚假归档, en: False archiving}
says:
  zh: "{subject_id}：{archived_at}归档，{fault_zh}（送电时间：{energised_at:尚未送电}）。"
  en: "{subject_id}: archived on {archived_at}, {fault_en} (energised: {energised_at:not yet})."
why:
  zh: 未送电先归档，使超时工程在系统中提前办结，真实办电时长和客户等待不再可见。
  en: A file closed before the customer has power makes a late project look finished and hides how long the customer really waited.
innocent:
  zh: 归档或送电时间登记有误，或装表、送电环节在另一张工单上办理。
  en: The time of archiving or energising was written down wrongly, or metering and energising were handled under another order.
ground: [own_practice]
severity: H
subject: project
hit_key: [subject_id]
needs: [client_projects.archived_at]
optional_needs: [client_projects.energised_at, client_projects.cancelled_at]
status: active
--- */
with last_tasks as (
    select
        project_key,
        count(*) filter (where stage = 'energise') as energise_tasks,
        count(*) filter (where stage = 'meter') as meter_tasks
    from tasks
    group by project_key
),

archived as (
    select
        projects.project_id,
        projects.unit_code,
        projects.accepted_on,
        projects.archived_at,
        projects.energised_at,
        coalesce(last_tasks.energise_tasks, 0) as energise_tasks,
        coalesce(last_tasks.meter_tasks, 0) as meter_tasks
    from projects
    cross join run
    left join last_tasks on last_tasks.project_key = projects.project_key
    where
        projects.status <> 'cancelled'
        and projects.cancelled_at is null
        and (
            cast(projects.archived_at as date) <= run.as_of
            or (projects.archived_at is null and projects.status = 'archived')
        )
),

judged as (
    select
        archived.*,
        case
            when archived_at < energised_at then 'early'
            when energise_tasks = 0 then 'energise'
            when meter_tasks = 0 then 'meter'
        end as fault
    from archived
)

select
    project_id as subject_id,
    unit_code,
    accepted_on as tested_on,
    case
        when archived_at is null then null
        when fault is not null then true
        when energised_at is not null then false
    end as is_hit,
    case
        when archived_at is null then 'client_projects.archived_at'
        else 'client_projects.energised_at'
    end as missing,
    cast(archived_at as date) as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    archived_at,
    energised_at,
    case fault
        when 'early' then '早于送电'
        when 'energise' then '没有送电环节'
        else '没有装表环节'
    end as fault_zh,
    case fault
        when 'early' then 'before it was energised'
        when 'energise' then 'without an energising task'
        else 'without a metering task'
    end as fault_en,
    energise_tasks,
    meter_tasks
from judged
