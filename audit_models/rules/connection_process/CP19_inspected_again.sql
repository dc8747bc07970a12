/* ---
id: CP19
title: {zh: 多次报验, en: Inspected again and again}
says:
  zh: "{subject_id}：竣工检验{visits}次（其中不合格{failed_visits}次），第{min_visits}次在{happened_on}；达到{min_visits}次即列为疑点。"
  en: "{subject_id}: {visits} completion inspections ({failed_visits} failed), number {min_visits} on {happened_on}; {min_visits} or more are a lead."
why:
  zh: 竣工检验一再重来，客户反复等待，可能是一次性告知不到位或借检验设置障碍。
  en: A completion inspection repeated again and again keeps the customer waiting; the defects were not told at once, or the inspection is used as an obstacle.
innocent:
  zh: 工程分期分批检验，或客户未按书面意见整改就再次报验。
  en: The works were inspected in parts, or the customer asked again without mending what had been put to him in writing.
ground: [own_practice]
severity: M
subject: project
hit_key: [subject_id]
optional_needs: [work_orders.result]
params:
  min_visits: [{from: 1900-01-01, value: 3}]
status: active
--- */
with inspections as (
    select
        tasks.project_key,
        cast(tasks.started_at as date) as visited_on,
        tasks.result,
        row_number() over (
            partition by tasks.project_key
            order by tasks.started_at nulls last, tasks.work_order_id nulls last
        ) as place
    from tasks
    cross join run
    where
        tasks.stage = 'final_check'
        and cast(tasks.started_at as date) <= run.as_of
),

inspected as (
    select
        projects.project_id,
        projects.unit_code,
        projects.accepted_on,
        params.min_visits,
        count(*) as visits,
        count(*) filter (where inspections.result = 'failed') as failed_visits,
        min(inspections.visited_on) as first_visit_on,
        max(inspections.visited_on) as last_visit_on,
        max(case when inspections.place = params.min_visits then inspections.visited_on end) as happened_on
    from inspections
    inner join projects on projects.project_key = inspections.project_key
    inner join params on projects.accepted_on between params.valid_from and params.valid_to
    group by projects.project_id, projects.unit_code, projects.accepted_on, params.min_visits
)

select
    project_id as subject_id,
    unit_code,
    accepted_on as tested_on,
    visits >= min_visits as is_hit,
    cast(null as varchar) as missing,
    happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    visits,
    failed_visits,
    min_visits,
    first_visit_on,
    last_visit_on
from inspected
