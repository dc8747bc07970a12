/* ---
id: IM19
title: {zh: 预安排缺失, en: Not pre-arranged}
says:
  zh: "配套工程{subject_id}（{voltage_kv}千伏）：实施模式：{mode:未登记}[，{started_on}开工][；客户工程已于{customer_finished_on}完工]。"
  en: "Supporting works {subject_id} ({voltage_kv} kV): mode: {mode:not entered}[, begun on {started_on}][; the customer's own works had been finished on {customer_finished_on}]."
why:
  zh: 10千伏及以下配套工程应预安排、与客户工程同步实施，等客户完工再开工会延长接电。
  en: Supporting works up to 10 kV are to be arranged beforehand and go along with the customer's; those begun only afterwards delay the connection.
innocent:
  zh: 客户提前完工、路由或青苗赔偿等外部条件限制，或实施模式、日期登记有误。
  en: The customer finished ahead of plan, the route or other outside conditions stood in the way, or mode or dates were written down wrongly.
ground: [policy_paper]
severity: L
subject: grid_project
hit_key: [subject_id]
needs_to_clear:
  - grid_projects.mode
  - grid_projects.started_on
  - work_orders.finished_at
  - contracts.project_id
  - contracts.actual_finish_on
params:
  max_voltage_kv: [{from: 1900-01-01, value: 10}]
status: active
--- */
with construct_tasks as (
    select
        project_key,
        cast(finished_at as date) as finished_on,
        row_number() over (
            partition by project_key order by started_at desc nulls last, work_order_id desc nulls last
        ) as place
    from tasks
    where stage = 'construct'
),

last_contracts as (
    select
        projects.project_key,
        max(contracts.actual_finish_on) as finished_on
    from contracts
    inner join projects on projects.project_id = contracts.project_id
    where contracts.scope in ('construction', 'epc')
    group by projects.project_key
),

works as (
    select
        grid_projects.grid_project_id,
        projects.unit_code,
        grid_projects.voltage_kv,
        grid_projects.mode,
        grid_projects.started_on,
        grid_projects.investment_cny,
        case
            when construct_tasks.project_key is null then last_contracts.finished_on
            else construct_tasks.finished_on
        end as customer_finished_on
    from grid_projects
    inner join projects on projects.project_id = grid_projects.project_id
    inner join params
        on projects.accepted_on between params.valid_from and params.valid_to
        and grid_projects.voltage_kv <= params.max_voltage_kv
    left join construct_tasks
        on construct_tasks.project_key = projects.project_key
        and construct_tasks.place = 1
    left join last_contracts on last_contracts.project_key = projects.project_key
)

select
    works.grid_project_id as subject_id,
    works.unit_code,
    cast(null as date) as tested_on,
    case
        when works.mode <> 'pre_arranged' or works.started_on > works.customer_finished_on then true
        when works.mode is not null and works.started_on is not null then false
    end as is_hit,
    case when works.mode is null then 'grid_projects.mode' else 'grid_projects.started_on' end as missing,
    coalesce(works.started_on, run.as_of) as happened_on,
    works.investment_cny as amount_cny,
    works.voltage_kv,
    works.mode,
    works.started_on,
    works.customer_finished_on
from works
cross join run
