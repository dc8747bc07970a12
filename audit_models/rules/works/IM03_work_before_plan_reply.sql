/* ---
id: IM03
title: {zh: 未复方案先施工, en: Work before the plan reply}
says:
  zh: "{subject_id}：{plan_replied_at}才答复供电方案，而工程已于{started_at}开工[（合同{contract_id}）]。"
  en: "{subject_id}: the supply plan was handed over only on {plan_replied_at}, but the works had begun on {started_at}[ (contract {contract_id})]."
why:
  zh: 方案未答复即开工，说明承揽方事先知道方案内容，客户很可能没有选择余地。
  en: Works that begin before the plan is known suggest that the contractor knew it beforehand and that the customer had little choice.
innocent:
  zh: 方案已口头或以其他书面形式告知客户、开工仅为场地准备，或答复、开工时间登记有误。
  en: The customer had learnt of the plan in another way, the start was only preparation of the site, or one of the times was written down wrongly.
ground: [three_designations_guide]
severity: H
subject: project
hit_key: [subject_id]
needs_to_clear: [contracts.project_id, contracts.actual_start_on]
optional_needs: [supply_plans]
status: active
--- */
with project_works as (
    select
        project_key,
        started_at,
        cast(started_at as date) as started_on,
        cast(null as varchar) as contract_id
    from tasks
    where stage = 'construct'

    union all

    select
        projects.project_key,
        cast(contracts.actual_start_on as timestamp) as started_at,
        contracts.actual_start_on as started_on,
        contracts.contract_id
    from contracts
    inner join projects on projects.project_id = contracts.project_id
    where contracts.scope in ('construction', 'epc')
),

-- A day against a moment compares as days, a moment against a moment as it is.
compared as (
    select
        projects.project_key,
        project_works.started_at,
        project_works.started_on,
        project_works.contract_id,
        case
            when project_works.contract_id is null then project_works.started_at < projects.plan_replied_at
            else project_works.started_on < cast(projects.plan_replied_at as date)
        end as is_early
    from project_works
    inner join projects on projects.project_key = project_works.project_key
),

in_order as (
    select
        compared.*,
        row_number() over (
            partition by project_key
            order by case when is_early then 0 else 1 end nulls last, started_at nulls last, contract_id nulls last
        ) as place,
        count(*) over (partition by project_key) as starts,
        count(started_on) over (partition by project_key) as dated_starts
    from compared
)

select
    projects.project_id as subject_id,
    projects.unit_code,
    projects.accepted_on as tested_on,
    case
        when in_order.is_early then true
        when projects.plan_replied_at is not null and in_order.starts = in_order.dated_starts then false
    end as is_hit,
    case
        when projects.plan_replied_at is null then 'work_orders.finished_at'
        else 'contracts.actual_start_on'
    end as missing,
    in_order.started_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    projects.plan_replied_at,
    in_order.started_at,
    in_order.contract_id,
    days_between(in_order.started_on, projects.plan_replied_at) as days_early
from in_order
inner join projects on projects.project_key = in_order.project_key
where in_order.place = 1
