/* ---
id: NW02
title: {zh: 应回避未回避, en: Conflict not avoided}
says:
  zh: "{subject_id}：{duty_zh}{employee_id}与本项目承包商{contractor_id}存在关系（{kind}，自{valid_from}起[至{valid_to}]），已申报：{is_declared:未登记}；本项目此类关系共{ties}项。"
  en: "{subject_id}: {duty_en} {employee_id} has a tie to {contractor_id}, a contractor of this project ({kind}, from {valid_from}[ to {valid_to}]), declared: {is_declared:not entered}; such ties in this project: {ties}."
why:
  zh: 经办人与承包商有利害关系而不回避，其审查、检验和答复难以公正。
  en: Whoever has a tie to the contractor can hardly review, inspect and answer impartially.
innocent:
  zh: 已申报并经批准继续经办、关系已实际终止但未更新，或经办人只承担与承包商无关的环节。
  en: The tie was declared and the duty approved, it had in fact ended, or the person handled nothing that concerns the contractor.
ground: [state_assets_law.art_43]
severity: H
subject: project
hit_key: [subject_id]
needs: [relations, contracts.project_id]
needs_to_clear:
  - work_orders.handler_id
  - client_projects.account_manager_id
  - suspensions.approver_id
  - relations.valid_from
optional_needs: [relations.valid_to]
status: active
--- */
with project_contractors as (
    select distinct projects.project_key, contracts.contractor_id
    from contracts
    inner join projects on projects.project_id = contracts.project_id
),

-- A task on the customer's clock has no handler of its own.
duties as (
    select
        project_key,
        cast(handler_id as varchar) as employee_id,
        'handler' as duty,
        'work_orders.handler_id' as column_name
    from tasks
    where handler_id is not null or clock = 'utility'

    union all

    select
        project_key,
        account_manager_id as employee_id,
        'account manager' as duty,
        'client_projects.account_manager_id' as column_name
    from projects

    union all

    select
        projects.project_key,
        suspensions.approver_id as employee_id,
        'approver' as duty,
        'suspensions.approver_id' as column_name
    from suspensions
    inner join projects on projects.project_id = suspensions.project_id
),

gaps as (
    select project_key, min(column_name) as column_name
    from duties
    where employee_id is null
    group by project_key
),

ended as (
    select
        projects.project_key,
        projects.accepted_on,
        cast(
            coalesce(projects.archived_at, projects.energised_at, projects.cancelled_at, run.as_of) as date
        ) as ended_on
    from projects
    cross join run
),

ties as (
    select distinct
        duties.project_key,
        duties.duty,
        relations.relation_id,
        relations.employee_id,
        relations.contractor_id,
        relations.kind,
        relations.is_declared,
        relations.valid_from,
        relations.valid_to,
        case when relations.valid_from is null then 0 else 1 end as is_dated,
        greatest(relations.valid_from, ended.accepted_on) as happened_on
    from duties
    inner join relations on relations.employee_id = duties.employee_id
    inner join project_contractors
        on project_contractors.project_key = duties.project_key
        and project_contractors.contractor_id = relations.contractor_id
    inner join ended on ended.project_key = duties.project_key
    where
        (relations.valid_from is null or relations.valid_from <= ended.ended_on)
        and (relations.valid_to is null or relations.valid_to >= ended.accepted_on)
),

in_order as (
    select
        ties.*,
        sum(is_dated) over (partition by project_key) as ties,
        row_number() over (
            partition by project_key
            order by is_dated desc nulls last, happened_on nulls last, duty nulls last, relation_id nulls last
        ) as place
    from ties
),

concerned as (
    select distinct project_key
    from project_contractors
)

select
    projects.project_id as subject_id,
    projects.unit_code,
    projects.accepted_on as tested_on,
    case
        when in_order.is_dated = 1 then true
        when in_order.project_key is null and gaps.project_key is null then false
    end as is_hit,
    case when in_order.is_dated = 0 then 'relations.valid_from' else gaps.column_name end as missing,
    in_order.happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    case in_order.duty when 'handler' then '经办人' when 'approver' then '审批人' else '客户经理' end as duty_zh,
    in_order.duty as duty_en,
    in_order.employee_id,
    in_order.contractor_id,
    in_order.kind,
    in_order.is_declared,
    in_order.valid_from,
    in_order.valid_to,
    in_order.ties
from concerned
inner join projects on projects.project_key = concerned.project_key
left join gaps on gaps.project_key = projects.project_key
left join in_order
    on in_order.project_key = projects.project_key
    and in_order.place = 1
