/* ---
id: CP04
title: {zh: 体外循环, en: Outside the system}
says:
  zh: "{subject_id}：{accepted_at}才受理，而{event_zh}{event_id}早在{happened_on}已经发生。"
  en: "{subject_id}: accepted only on {accepted_at}, but {event_en} {event_id} had already happened on {happened_on}."
why:
  zh: 先办事、后建单，使真实的办电时长不在系统内，也使承揽和收费脱离监督。
  en: Work done before the application exists hides the true connection time and keeps contracting and charging out of sight.
innocent:
  zh: 受理时间补录有误，或合同、领料属于同一客户此前的另一项工程。
  en: The acceptance time was written down wrongly, or the contract or material belongs to an earlier project of the same customer.
ground: [regulator_cases_2020]
severity: H
subject: project
hit_key: [subject_id]
needs_to_clear:
  - contracts.project_id
  - materials.contract_id
  - materials.grid_project_id
  - materials.issued_on
  - grid_projects
status: active
--- */
with project_contracts as (
    select contract_id, project_id, scope, signed_on
    from contracts
),

project_materials as (
    select
        materials.material_id,
        coalesce(contracts.project_id, grid_projects.project_id) as project_id,
        materials.issued_on
    from materials
    left join contracts on contracts.contract_id = materials.contract_id
    left join grid_projects on grid_projects.grid_project_id = materials.grid_project_id
),

early as (
    select
        projects.project_key,
        cast(tasks.started_at as date) as happened_on,
        tasks.started_at as happened_at,
        'task' as event,
        tasks.work_order_id as event_id
    from tasks
    inner join projects
        on projects.project_key = tasks.project_key
        and tasks.started_at < projects.accepted_at
    where tasks.stage not in ('pre', 'accept')

    union all

    select
        projects.project_key,
        project_contracts.signed_on as happened_on,
        cast(project_contracts.signed_on as timestamp) as happened_at,
        'contract' as event,
        project_contracts.contract_id as event_id
    from project_contracts
    inner join projects
        on projects.project_id = project_contracts.project_id
        and project_contracts.signed_on < projects.accepted_on
    where project_contracts.scope in ('design', 'construction', 'epc')

    union all

    select
        projects.project_key,
        project_materials.issued_on as happened_on,
        cast(project_materials.issued_on as timestamp) as happened_at,
        'material' as event,
        project_materials.material_id as event_id
    from project_materials
    inner join projects
        on projects.project_id = project_materials.project_id
        and project_materials.issued_on < projects.accepted_on
),

in_order as (
    select
        early.*,
        row_number() over (
            partition by project_key
            order by happened_at nulls last, event nulls last, event_id nulls last
        ) as place,
        count(*) over (partition by project_key) as early_events
    from early
),

undated_materials as (
    select distinct project_id
    from project_materials
    where issued_on is null
)

select
    projects.project_id as subject_id,
    projects.unit_code,
    projects.accepted_on as tested_on,
    case
        when in_order.project_key is not null then true
        when undated_materials.project_id is null then false
    end as is_hit,
    'materials.issued_on' as missing,
    in_order.happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    projects.accepted_at,
    case in_order.event when 'task' then '环节' when 'contract' then '合同' else '领料' end as event_zh,
    in_order.event as event_en,
    in_order.event_id,
    in_order.early_events
from projects
left join in_order
    on in_order.project_key = projects.project_key
    and in_order.place = 1
left join undated_materials on undated_materials.project_id = projects.project_id
