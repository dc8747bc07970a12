/* ---
id: NW05
title: {zh: 不相容岗位, en: Incompatible duties}
says:
  zh: "{subject_id}：同一人{employee_id}先后承担{first_duty_zh}（{first_id}，{first_on}）和{second_duty_zh}（{second_id}，{second_on}）；本项目此类情形共{conflicts}处。"
  en: "{subject_id}: one person, {employee_id}, had two duties: {first_duty_en} ({first_id}, {first_on}) and {second_duty_en} ({second_id}, {second_on}); such pairs in this project: {conflicts}."
why:
  zh: 受理、勘查与竣工检验，方案编制与审查，经办与审批集于一人，失去相互制约。
  en: Acceptance or survey with the completion inspection, drafting with reviewing, doing with approving in one hand leave nobody to check.
innocent:
  zh: 人员编制不足并经批准兼岗、代录工单，或经办人登记有误。
  en: The unit is too small and the double duty was approved, the task was only entered for somebody else, or the handler was written down wrongly.
ground: [internal_control]
severity: M
subject: project
hit_key: [subject_id]
needs: [work_orders.handler_id]
needs_to_clear: [suspensions.approver_id]
status: active
--- */
with opening_tasks as (
    select
        project_key,
        work_order_id,
        stage,
        cast(handler_id as varchar) as handler_id,
        cast(started_at as date) as started_on
    from tasks
    where stage in ('accept', 'survey', 'plan_draft')
),

closing_tasks as (
    select
        project_key,
        work_order_id,
        stage,
        cast(handler_id as varchar) as handler_id,
        cast(started_at as date) as started_on
    from tasks
    where stage in ('final_check', 'plan_review')
),

-- A task on the customer's clock has no handler of its own.
handled_tasks as (
    select
        project_key,
        work_order_id,
        stage,
        cast(handler_id as varchar) as handler_id,
        cast(started_at as date) as started_on
    from tasks
    where handler_id is not null or clock = 'utility'
),

approvals as (
    select
        projects.project_key,
        suspensions.suspension_id,
        suspensions.approver_id,
        cast(suspensions.started_at as date) as started_on
    from suspensions
    inner join projects on projects.project_id = suspensions.project_id
),

duty_pairs as (
    select
        opening_tasks.project_key,
        opening_tasks.handler_id as employee_id,
        opening_tasks.handler_id = closing_tasks.handler_id as is_one_person,
        'work_orders.handler_id' as column_name,
        cast(opening_tasks.stage as varchar) as first_duty,
        opening_tasks.work_order_id as first_id,
        opening_tasks.started_on as first_on,
        cast(closing_tasks.stage as varchar) as second_duty,
        closing_tasks.work_order_id as second_id,
        closing_tasks.started_on as second_on
    from opening_tasks
    inner join closing_tasks
        on closing_tasks.project_key = opening_tasks.project_key
        and (closing_tasks.stage = 'plan_review') = (opening_tasks.stage = 'plan_draft')

    union all

    select
        approvals.project_key,
        approvals.approver_id as employee_id,
        handled_tasks.handler_id = approvals.approver_id as is_one_person,
        case
            when approvals.approver_id is null then 'suspensions.approver_id' else 'work_orders.handler_id'
        end as column_name,
        cast(handled_tasks.stage as varchar) as first_duty,
        handled_tasks.work_order_id as first_id,
        handled_tasks.started_on as first_on,
        'approval' as second_duty,
        approvals.suspension_id as second_id,
        approvals.started_on as second_on
    from approvals
    inner join handled_tasks on handled_tasks.project_key = approvals.project_key
),

in_order as (
    select
        duty_pairs.*,
        greatest(first_on, second_on) as happened_on,
        sum(case when is_one_person then 1 else 0 end) over (partition by project_key) as conflicts,
        row_number() over (
            partition by project_key
            order by
                case when is_one_person then 0 else 1 end nulls last,
                greatest(first_on, second_on) nulls last,
                second_id nulls last,
                first_id nulls last
        ) as place
    from duty_pairs
    where coalesce(is_one_person, true)
)

select
    projects.project_id as subject_id,
    projects.unit_code,
    projects.accepted_on as tested_on,
    case when in_order.project_key is null then false else in_order.is_one_person end as is_hit,
    in_order.column_name as missing,
    in_order.happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    in_order.employee_id,
    first_stages.name_zh as first_duty_zh,
    first_stages.name_en as first_duty_en,
    in_order.first_id,
    in_order.first_on,
    coalesce(second_stages.name_zh, '挂起审批') as second_duty_zh,
    coalesce(second_stages.name_en, 'Approval of a suspension') as second_duty_en,
    in_order.second_id,
    in_order.second_on,
    in_order.conflicts
from projects
left join in_order
    on in_order.project_key = projects.project_key
    and in_order.place = 1
left join stages as first_stages on first_stages.stage = in_order.first_duty
left join stages as second_stages on second_stages.stage = in_order.second_duty
