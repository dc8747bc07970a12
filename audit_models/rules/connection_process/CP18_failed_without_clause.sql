/* ---
id: CP18
title: {zh: 无据不通过, en: Failed without a clause}
says:
  zh: "{subject_id}：第{visit_no}次{stage_zh}（工单{work_order_id}）结果为不合格，未注明依据条款。"
  en: "{subject_id}: visit {visit_no} of {stage_en} (order {work_order_id}) ended as failed; no clause of a standard is quoted."
why:
  zh: 不合格而不写明依据条款，客户无从整改，也可能以此施压更换设计、施工或设备单位。
  en: Without the clause the customer cannot put things right, and a refusal may serve to press for another designer, builder or supplier.
innocent:
  zh: 依据条款写在纸质通知书上而未录入系统，或结果登记有误。
  en: The clause stands on the paper notice and was not entered, or the result was written down wrongly.
ground: [three_designations_guide]
severity: M
subject: project
hit_key: [subject_id, work_order_id]
needs: [work_orders.result, work_orders.clause]
optional_needs: [work_orders.finished_at]
status: active
--- */
with inspections as (
    select
        projects.project_id,
        projects.unit_code,
        tasks.work_order_id,
        tasks.visit_no,
        tasks.handler_id,
        stages.name_zh as stage_zh,
        stages.name_en as stage_en,
        tasks.result,
        tasks.clause,
        cast(tasks.started_at as date) as started_on,
        cast(tasks.finished_at as date) as finished_on
    from tasks
    inner join projects on projects.project_key = tasks.project_key
    inner join stages on stages.stage = tasks.stage
    cross join run
    where
        tasks.stage in ('design_review', 'mid_check', 'final_check')
        and coalesce(cast(tasks.finished_at as date), cast(tasks.started_at as date)) <= run.as_of
        and (tasks.result is not null or tasks.finished_at is not null)
)

select
    project_id as subject_id,
    unit_code,
    started_on as tested_on,
    result = 'failed' and clause is null as is_hit,
    'work_orders.result' as missing,
    coalesce(finished_on, started_on) as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    stage_zh,
    stage_en,
    work_order_id,
    coalesce(visit_no, 1) as visit_no,
    handler_id,
    started_on,
    finished_on
from inspections
