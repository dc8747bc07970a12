/* ---
id: IM04
title: {zh: 以方案代替设计, en: Plan used as design}
says:
  zh: "{subject_id}：高压工程已经施工[，施工环节始于{constructed_on}][，施工合同签订于{contracted_on}]，但既没有设计合同，也没有通过的设计审查（共审查{reviews}次）。"
  en: "{subject_id}: high-voltage works were built[, the construction stage began on {constructed_on}][, the construction contract is of {contracted_on}], but there is neither a design contract nor a passed design review (reviews: {reviews})."
why:
  zh: 以供电方案直接施工，设计环节被省略或由承揽方代办，质量和造价均无把关。
  en: Works built straight from the supply plan leave out the design, or leave it to the builder; nobody checks quality and price.
innocent:
  zh: 设计由客户另行委托而合同未登记、采用典型设计免审，或设计包含在施工合同内。
  en: The customer had the design made elsewhere and the contract was not entered, a standard design needs no review, or the construction contract includes the design.
ground: [regulator_cases_2020]
severity: M
subject: project
hit_key: [subject_id]
needs: [contracts.project_id]
optional_needs: [work_orders.result]
status: active
--- */
with built_stages as (
    select
        project_key,
        min(case when stage = 'construct' then cast(started_at as date) end) as constructed_on,
        sum(case when stage = 'design_review' then 1 else 0 end) as reviews,
        sum(case when stage = 'design_review' and result is null then 1 else 0 end) as open_reviews,
        sum(case when stage = 'design_review' and result = 'passed' then 1 else 0 end) as passed_reviews
    from tasks
    group by project_key
),

project_contracts as (
    select
        project_id,
        min(case when scope in ('construction', 'epc') then signed_on end) as contracted_on,
        sum(case when scope in ('design', 'epc') then 1 else 0 end) as designs
    from contracts
    group by project_id
),

built as (
    select
        projects.project_id,
        projects.unit_code,
        projects.accepted_on,
        built_stages.constructed_on,
        project_contracts.contracted_on,
        least(built_stages.constructed_on, project_contracts.contracted_on) as built_on,
        coalesce(project_contracts.designs, 0) as designs,
        coalesce(built_stages.reviews, 0) as reviews,
        coalesce(built_stages.open_reviews, 0) as open_reviews,
        coalesce(built_stages.passed_reviews, 0) as passed_reviews
    from projects
    left join built_stages on built_stages.project_key = projects.project_key
    left join project_contracts on project_contracts.project_id = projects.project_id
    where projects.customer_class = 'hv'
)

select
    project_id as subject_id,
    unit_code,
    accepted_on as tested_on,
    case
        when designs > 0 or passed_reviews > 0 then false
        when open_reviews = 0 then true
    end as is_hit,
    'work_orders.result' as missing,
    built_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    constructed_on,
    contracted_on,
    reviews
from built
where built_on is not null
