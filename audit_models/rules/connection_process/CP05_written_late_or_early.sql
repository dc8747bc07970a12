/* ---
id: CP05
title: {zh: 滞后或提前录入, en: Written late or early}
says:
  zh: "{subject_id}：{stage_zh}（工单{work_order_id}）{finished_at}完成，{recorded_at}录入，相隔{days_late}个工作日；晚于{max_days}个工作日或早于完成{max_early_seconds}秒以上即列为疑点。"
  en: "{subject_id}: {stage_en} (order {work_order_id}) finished at {finished_at} and was entered at {recorded_at}, {days_late} working days apart; more than {max_days} working days after, or more than {max_early_seconds} seconds before, is a lead."
why:
  zh: 事后补录或提前录入使系统时间不反映实际办理，时限考核可被人为满足。
  en: Entries made long after or before the fact hide how long the work really took, and let a deadline be met on paper.
innocent:
  zh: 系统故障、现场无网络后统一补录且有记录，或完成时间登记有误。
  en: The system was down or there was no network on site, on record, or the finish was written down wrongly.
ground: [regulator_cases_2020]
severity: M
subject: project
hit_key: [subject_id, work_order_id]
needs: [work_orders.finished_at, work_orders.recorded_at]
params:
  max_days: [{from: 1900-01-01, value: 1}]
  max_early_seconds: [{from: 1900-01-01, value: 3600}]
status: active
--- */
with entries as (
    select
        projects.project_id,
        projects.unit_code,
        tasks.work_order_id,
        stages.name_zh as stage_zh,
        stages.name_en as stage_en,
        tasks.handler_id,
        cast(tasks.started_at as date) as started_on,
        tasks.finished_at,
        tasks.recorded_at,
        tasks.recorded_workday - tasks.finished_workday as days_late,
        seconds_between(tasks.recorded_at, tasks.finished_at) as seconds_early
    from tasks
    inner join projects on projects.project_key = tasks.project_key
    inner join stages on stages.stage = tasks.stage
    cross join run
    where
        tasks.finished_at is not null
        and cast(coalesce(tasks.recorded_at, tasks.finished_at) as date) <= run.as_of
)

select
    entries.project_id as subject_id,
    entries.unit_code,
    entries.started_on as tested_on,
    entries.days_late > params.max_days or entries.seconds_early > params.max_early_seconds as is_hit,
    case when entries.recorded_at is null then 'work_orders.recorded_at' else 'calendar' end as missing,
    cast(entries.recorded_at as date) as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    entries.stage_zh,
    entries.stage_en,
    entries.work_order_id,
    entries.handler_id,
    entries.finished_at,
    entries.recorded_at,
    entries.days_late,
    entries.seconds_early,
    params.max_days,
    params.max_early_seconds
from entries
inner join params on entries.started_on between params.valid_from and params.valid_to
