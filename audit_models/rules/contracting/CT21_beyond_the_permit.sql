/* ---
id: CT21
title: {zh: 超许可承揽, en: Beyond the permit}
says:
  zh: "合同{subject_id}（{scope}）{signed_on}签订时，承包商{contractor_id}{shortfall_zh}[：有效{category}许可最高为{best_grade}级][，电压上限{max_kv}千伏][；项目电压{voltage_kv}千伏]。"
  en: "Contract {subject_id} ({scope}): when it was signed on {signed_on}, contractor {contractor_id} {shortfall_en}[: its best {category} permit in force was of grade {best_grade}][, up to {max_kv} kV][; project voltage: {voltage_kv} kV]."
why:
  zh: 无许可或超出许可等级承揽电力设施工程，危及安全，也可能是借用资质。
  en: Works without a permit, or beyond its grade, endanger safety and may hide a borrowed qualification.
innocent:
  zh: 许可信息未更新，由持有相应许可的联合体成员或分包单位实施，或项目电压登记有误。
  en: The permit data is out of date, a partner or subcontractor with the right permit does that part, or the project's voltage was written down wrongly.
ground: [power_supply_and_use_regulation.art_37, power_facility_permit_measures]
severity: H
subject: contract
hit_key: [subject_id]
needs: [licences]
optional_needs: [contracts.project_id, licences.grade, client_projects.voltage_kv]
params:
  grade_2_max_kv: [{from: 1900-01-01, value: 220}]
  grade_3_max_kv: [{from: 1900-01-01, value: 110}]
  grade_4_max_kv: [{from: 1900-01-01, value: 35}]
  grade_5_max_kv: [{from: 1900-01-01, value: 10}]
status: active
--- */
with works as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.project_id,
        contracts.contractor_id,
        contracts.scope,
        contracts.amount_cny,
        contracts.signed_on,
        projects.voltage_kv,
        case contracts.scope
            when 'design' then 'design'
            when 'supervision' then 'supervise'
            when 'testing' then 'test'
            else 'install'
        end as category
    from contracts
    left join projects on projects.project_id = contracts.project_id
    where contracts.scope <> 'equipment'
),

permits_in_force as (
    select
        works.contract_id,
        count(*) as permits,
        count(*) - count(licences.grade) as permits_without_grade,
        min(licences.grade) as best_grade
    from works
    inner join licences
        on licences.contractor_id = works.contractor_id
        and licences.category = works.category
        and works.signed_on between licences.valid_from and licences.valid_to
    group by works.contract_id
),

permitted as (
    select
        works.*,
        coalesce(permits_in_force.permits, 0) as permits,
        permits_in_force.permits_without_grade,
        permits_in_force.best_grade,
        case permits_in_force.best_grade
            when 2 then params.grade_2_max_kv
            when 3 then params.grade_3_max_kv
            when 4 then params.grade_4_max_kv
            when 5 then params.grade_5_max_kv
        end as max_kv
    from works
    inner join params on works.signed_on between params.valid_from and params.valid_to
    left join permits_in_force on permits_in_force.contract_id = works.contract_id
),

judged as (
    select
        permitted.*,
        case
            when permits = 0 then true
            when category in ('design', 'supervise') then false
            when best_grade = 1 then false
            when voltage_kv <= max_kv then false
            when permits_without_grade = 0 then voltage_kv > max_kv
        end as is_hit
    from permitted
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    is_hit,
    case
        when permits_without_grade > 0 then 'licences.grade'
        when project_id is null then 'contracts.project_id'
        else 'client_projects.voltage_kv'
    end as missing,
    signed_on as happened_on,
    amount_cny,
    project_id,
    contractor_id,
    scope,
    signed_on,
    category,
    permits,
    best_grade,
    max_kv,
    voltage_kv,
    case when permits = 0 then '无该类有效许可' else '许可等级不足' end as shortfall_zh,
    case when permits = 0 then 'held no permit of that kind' else 'held too low a grade' end as shortfall_en
from judged
