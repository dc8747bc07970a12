/* ---
id: PF13
title: {zh: 投资界面错划, en: Customer charged for grid works}
says:
  zh: "{subject_id}：客户承担了应由供电企业投资的工程费用共{amount_cny}元，其中[红线外收费{charged_cny}元，][配套工程客户出资{grid_paid_cny}元，]最早在{happened_on}。"
  en: "{subject_id}: the customer bore {amount_cny} yuan of works that the utility has to pay for[, {charged_cny} in charges outside the boundary][, {grid_paid_cny} for supporting grid works], first on {happened_on}."
why:
  zh: 建筑区划红线以外的工程由供电企业投资，把费用转给客户既增加办电成本，也可能为关联企业制造工程。
  en: Works outside the customer's boundary are the utility's to pay; passing them on makes connecting dearer and may create works for an affiliate.
innocent:
  zh: 红线或产权分界点登记有误，工程属客户自愿要求的额外标准并有书面申请，或已改由供电企业承担并退款。
  en: The boundary was entered wrongly, the customer asked in writing for more than the standard, or the utility took the cost over and paid the money back.
ground: [connection_charge_opinion]
severity: H
subject: project
hit_key: [subject_id]
needs_to_clear:
  - fees.is_outside_boundary
  - fees.payer
  - fees.charged_on
  - grid_projects.paid_by_customer_cny
optional_needs: [grid_projects.started_on, grid_projects.finished_on]
params:
  max_charge_cny: [{from: 2021-03-01, value: 0}]
status: active
--- */
with outside_charges as (
    select
        fees.project_id,
        fees.charged_on as happened_on,
        fees.amount_cny as charged_cny,
        cast(null as decimal(18, 2)) as grid_paid_cny,
        case
            when fees.is_outside_boundary is null then 'fees.is_outside_boundary'
            when fees.payer is null then 'fees.payer'
            when fees.charged_on is null then 'fees.charged_on'
        end as gap
    from fees
    cross join run
    inner join params
        on coalesce(fees.charged_on, run.as_of) between params.valid_from and params.valid_to
        and fees.amount_cny > params.max_charge_cny
    where
        coalesce(fees.is_outside_boundary, true)
        and coalesce(fees.payer, 'customer') = 'customer'
        and coalesce(fees.charged_on, run.as_of) <= run.as_of
),

paid_grid_works as (
    select
        projects.project_id,
        coalesce(grid_projects.finished_on, grid_projects.started_on, projects.accepted_on) as happened_on,
        cast(null as decimal(18, 2)) as charged_cny,
        grid_projects.paid_by_customer_cny as grid_paid_cny,
        case
            when grid_projects.paid_by_customer_cny is null then 'grid_projects.paid_by_customer_cny'
        end as gap
    from grid_projects
    inner join projects on projects.project_id = grid_projects.project_id
    where coalesce(grid_projects.paid_by_customer_cny, 1) > 0
),

borne as (
    select * from outside_charges

    union all

    select * from paid_grid_works
),

borne_by_project as (
    select
        project_id,
        min(case when gap is null then happened_on end) as happened_on,
        sum(case when gap is null then charged_cny end) as charged_cny,
        sum(grid_paid_cny) as grid_paid_cny,
        min(gap) as gap
    from borne
    group by project_id
)

select
    projects.project_id as subject_id,
    projects.unit_code,
    projects.accepted_on as tested_on,
    case
        when borne_by_project.happened_on is not null then true
        when borne_by_project.gap is null then false
    end as is_hit,
    borne_by_project.gap as missing,
    borne_by_project.happened_on,
    coalesce(borne_by_project.charged_cny, 0) + coalesce(borne_by_project.grid_paid_cny, 0) as amount_cny,
    borne_by_project.charged_cny,
    borne_by_project.grid_paid_cny
from projects
left join borne_by_project on borne_by_project.project_id = projects.project_id
