-- Who was present at the tasks of high-voltage projects: two colleagues at the survey; the company
-- whose work is inspected at reviews and inspections. Planted (NW03): the builder at the survey.
create table source.work_order_participants as
with
tasks as (
    select
        work_orders.work_order_id,
        work_orders.stage,
        projects.project_key,
        projects.unit_no,
        projects.teams,
        projects.city_no,
        projects.plant,
        projects.builder_key,
        projects.has_affiliate_builder,
    from source.work_orders
    inner join demo.projects on projects.project_id = work_orders.project_id
    where projects.customer_class = 'hv'
        and work_orders.stage in ('survey', 'design_review', 'mid_check', 'final_check')
),

present as (
    select
        work_order_id, 1 as seq,
        unit_no * 1000 + 200 + whole('planner present', project_key, 0, teams - 1) as employee_key,
        cast(null as integer) as contractor_key,
    from tasks
    where stage = 'survey'
    union all
    select
        work_order_id, 2 as seq,
        unit_no * 1000 + 350 + whole('installer present', project_key, 0, 2 * teams - 1) as employee_key,
        null as contractor_key,
    from tasks
    where stage = 'survey'
    union all
    select work_order_id, 3 as seq, null as employee_key, builder_key as contractor_key
    from tasks
    where stage = 'survey' and plant = 'NW03'
    union all
    select work_order_id, 1 as seq, null as employee_key, builder_key as contractor_key
    from tasks
    where stage in ('mid_check', 'final_check')
)

select
    work_order_id,
    seq,
    lpad(cast(employee_key as varchar), 8, '0') as employee_id,
    'C' || lpad(cast(contractor_key as varchar), 9, '0') as contractor_id,
from present;
