/* ---
id: CT23
title: {zh: 提前介入, en: Contractor fixed before the plan reply}
says:
  zh: "合同{subject_id}（{scope}，承包商{contractor_id}{is_affiliate:?，关联企业}）{signed_on}签订，而项目{project_id}的供电方案{replied_on}才答复，早了{days_early}天。"
  en: "Contract {subject_id} ({scope}, contractor {contractor_id}{is_affiliate:?, an affiliate}) was signed on {signed_on}, but the plan of project {project_id} was handed over only on {replied_on}, {days_early} days later."
why:
  zh: 方案答复之前客户尚不知道要建什么，此时已签设计或施工合同，说明承揽方可能借内部信息或指定提前介入。
  en: Before the plan reply the customer cannot know what is to be built; a design or construction contract by then suggests that the contractor came in by inside information or designation.
innocent:
  zh: 客户自行提前委托设计或施工单位、合同属于同一客户的另一项工程、方案变更后重新答复，或日期登记有误。
  en: The customer chose a designer or builder early on his own account, the contract belongs to other works of the same customer, the plan was changed and handed over anew, or a date was written down wrongly.
ground: [three_designations_guide, regulator_cases_2026]
severity: L
subject: contract
hit_key: [subject_id]
needs: [contracts.project_id]
optional_needs: [work_orders.finished_at, supply_plans.replied_at, contractors.is_affiliate]
status: active
--- */
with early_scopes as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.project_id,
        contracts.contractor_id,
        contractors.is_affiliate,
        contracts.scope,
        contracts.amount_cny,
        contracts.signed_on,
        cast(projects.plan_replied_at as date) as replied_on
    from contracts
    left join projects on projects.project_id = contracts.project_id
    left join contractors on contractors.contractor_id = contracts.contractor_id
    where contracts.scope in ('design', 'construction', 'epc')
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    signed_on < replied_on as is_hit,
    case when project_id is null then 'contracts.project_id' else 'work_orders.finished_at' end as missing,
    signed_on as happened_on,
    amount_cny,
    case when is_affiliate then 'H' else 'L' end as severity,
    project_id,
    contractor_id,
    is_affiliate,
    scope,
    signed_on,
    replied_on,
    days_between(signed_on, replied_on) as days_early
from early_scopes
