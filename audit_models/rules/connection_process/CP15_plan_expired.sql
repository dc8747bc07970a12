/* ---
id: CP15
title: {zh: 方案过期, en: Plan expired}
says:
  zh: "{subject_id}：供电方案第{version}版有效期至{valid_until}，{stage_zh}（工单{work_order_id}）于{started_on}才开始，已过期{days_over}天，期间没有新版本答复。"
  en: "{subject_id}: version {version} of the supply plan was valid until {valid_until}; {stage_en} (order {work_order_id}) began only on {started_on}, {days_over} days later, and no new version had been replied."
why:
  zh: 供电方案过期后电源和接入条件可能已变化，继续按旧方案审图、施工会造成返工，也使线路容量被长期占用。
  en: After its term the source and the terms of connection may have changed; going on by the old plan risks doing the works twice and holds capacity that others need.
innocent:
  zh: 方案已办理延期而未登记新版本，或有效期登记有误。
  en: The term was extended but no new version was entered, or the end of the term was written down wrongly.
ground: [power_supply_business_rules_2024]
severity: M
subject: project
hit_key: [subject_id]
needs: [supply_plans.valid_until]
status: active
--- */
with plan_periods as (
    select
        projects.project_key,
        supply_plans.plan_id,
        supply_plans.version,
        supply_plans.valid_until,
        supply_plans.replied_at,
        lead(supply_plans.replied_at) over (
            partition by projects.project_key
            order by
                supply_plans.replied_at nulls last,
                supply_plans.version nulls last,
                supply_plans.plan_id nulls last
        ) as superseded_at
    from supply_plans
    inner join projects on projects.project_id = supply_plans.project_id
),

starts as (
    select
        tasks.project_key,
        tasks.work_order_id,
        tasks.started_at,
        cast(tasks.started_at as date) as started_on,
        stages.name_zh as stage_zh,
        stages.name_en as stage_en,
        plan_periods.plan_id,
        plan_periods.version,
        plan_periods.valid_until,
        days_between(plan_periods.valid_until, tasks.started_at) as days_over
    from tasks
    inner join stages on stages.stage = tasks.stage
    inner join plan_periods
        on plan_periods.project_key = tasks.project_key
        and plan_periods.replied_at <= tasks.started_at
        and (plan_periods.superseded_at > tasks.started_at or plan_periods.superseded_at is null)
    cross join run
    where
        tasks.stage in ('design_review', 'construct')
        and cast(tasks.started_at as date) <= run.as_of
),

in_order as (
    select
        starts.*,
        row_number() over (
            partition by project_key
            order by
                case when days_over > 0 then 0 when days_over is null then 1 else 2 end nulls last,
                started_at nulls last,
                work_order_id nulls last
        ) as place
    from starts
)

select
    projects.project_id as subject_id,
    projects.unit_code,
    projects.accepted_on as tested_on,
    in_order.days_over > 0 as is_hit,
    'supply_plans.valid_until' as missing,
    in_order.started_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    in_order.plan_id,
    in_order.version,
    in_order.valid_until,
    in_order.stage_zh,
    in_order.stage_en,
    in_order.work_order_id,
    in_order.started_on,
    in_order.days_over
from in_order
inner join projects on projects.project_key = in_order.project_key
where in_order.place = 1
