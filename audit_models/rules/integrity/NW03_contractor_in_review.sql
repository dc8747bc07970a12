/* ---
id: NW03
title: {zh: 承包商参与评审, en: Contractor in the review}
says:
  zh: "{subject_id}：本项目承包商{contractor_id}[（到场的是员工{employee_id}）]于{happened_on}参与了{stage}（工单{work_order_id}）；本项目此类参与共{presences}次。"
  en: "{subject_id}: {contractor_id}, a contractor of this project[ (in the person of employee {employee_id})], took part in a stage on {happened_on}: {stage} (task {work_order_id}); such presences in this project: {presences}."
why:
  zh: 承包商介入勘查、方案编制和审查，可能影响方案并提前锁定客户，也使检验失去独立性。
  en: A contractor in the survey, the drafting or the review can shape the plan and win the customer beforehand, and inspections are no longer independent.
innocent:
  zh: 客户书面委托该单位到场陪同、参与人登记有误，或该员工与企业的关系已经终止。
  en: The customer asked in writing that the company attend, the participant was entered wrongly, or the employee's tie to the company had ended.
ground: [three_designations_guide]
severity: H
subject: project
hit_key: [subject_id]
needs: [work_order_participants, contracts.project_id]
needs_to_clear:
  - work_order_participants.employee_id
  - work_order_participants.contractor_id
  - relations.valid_from
optional_needs: [relations.valid_to]
status: active
--- */
with companies as (
    select
        projects.project_key,
        contracts.contractor_id,
        max(case when contracts.scope in ('design', 'epc') then 1 else 0 end) as is_designer,
        max(case when contracts.scope in ('construction', 'epc') then 1 else 0 end) as is_builder
    from contracts
    inner join projects on projects.project_id = contracts.project_id
    group by projects.project_key, contracts.contractor_id
),

attended as (
    select
        tasks.project_key,
        tasks.work_order_id,
        cast(tasks.stage as varchar) as stage,
        cast(tasks.started_at as date) as attended_on,
        work_order_participants.employee_id,
        work_order_participants.contractor_id
    from work_order_participants
    inner join tasks on tasks.work_order_id = work_order_participants.work_order_id
    where tasks.stage in ('survey', 'plan_draft', 'plan_review', 'design_review', 'mid_check', 'final_check')
),

present as (
    select
        attended.project_key,
        attended.work_order_id,
        attended.stage,
        attended.attended_on,
        attended.contractor_id,
        cast(null as varchar) as employee_id,
        1 as is_certain
    from attended

    union all

    select
        attended.project_key,
        attended.work_order_id,
        attended.stage,
        attended.attended_on,
        relations.contractor_id,
        attended.employee_id,
        case when relations.valid_from is null then 0 else 1 end as is_certain
    from attended
    inner join relations on relations.employee_id = attended.employee_id
    where
        relations.kind in ('shareholder', 'director', 'legal_rep', 'concurrent_post')
        and (relations.valid_from is null or relations.valid_from <= attended.attended_on)
        and (relations.valid_to is null or relations.valid_to >= attended.attended_on)
),

-- The party whose work is inspected may attend.
meddling as (
    select
        present.*,
        sum(present.is_certain) over (partition by present.project_key) as presences,
        row_number() over (
            partition by present.project_key
            order by
                present.is_certain desc nulls last,
                present.attended_on nulls last,
                present.employee_id nulls first,
                present.contractor_id nulls last,
                present.work_order_id nulls last
        ) as place
    from present
    inner join companies
        on companies.project_key = present.project_key
        and companies.contractor_id = present.contractor_id
    where
        present.stage in ('survey', 'plan_draft', 'plan_review')
        or (present.stage = 'design_review' and companies.is_designer = 0)
        or (present.stage in ('mid_check', 'final_check') and companies.is_builder = 0)
),

unnamed as (
    select distinct project_key
    from attended
    where employee_id is null and contractor_id is null
),

concerned as (
    select distinct project_key
    from companies
)

select
    projects.project_id as subject_id,
    projects.unit_code,
    projects.accepted_on as tested_on,
    case
        when meddling.is_certain = 1 then true
        when meddling.project_key is null and unnamed.project_key is null then false
    end as is_hit,
    case
        when meddling.project_key is not null then 'relations.valid_from'
        else 'work_order_participants.contractor_id'
    end as missing,
    meddling.attended_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    meddling.contractor_id,
    meddling.employee_id,
    meddling.stage,
    meddling.work_order_id,
    meddling.presences
from concerned
inner join projects on projects.project_key = concerned.project_key
left join unnamed on unnamed.project_key = projects.project_key
left join meddling
    on meddling.project_key = projects.project_key
    and meddling.place = 1
