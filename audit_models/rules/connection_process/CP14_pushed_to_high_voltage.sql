/* ---
id: CP14
title: {zh: 限容逼上专变, en: Pushed to high voltage}
says:
  zh: "{subject_id}：申请容量{applied_kva}千伏安、电压{requested_voltage_kv}千伏，未超过低压接入上限{limit_kva}千伏安，却以{voltage_kv}千伏供电。"
  en: "{subject_id}: applied for {applied_kva} kVA at {requested_voltage_kv} kV, within the low-voltage ceiling of {limit_kva} kVA, but is supplied at {voltage_kv} kV."
why:
  zh: 本可低压接入的客户被要求自建专用变压器，增加投资，工程往往落到关联单位。
  en: A customer who could be supplied at low voltage is made to build a transformer, pays for it, and the works often go to an affiliate.
innocent:
  zh: 客户书面同意或自愿选择高压供电，或申请电压、容量登记有误。
  en: The customer agreed in writing or chose high voltage, or the requested voltage or capacity was written down wrongly.
ground: [regulator_cases_2020, liaoning_measures]
severity: M
subject: project
hit_key: [subject_id]
needs: [client_projects.applied_kva, client_projects.requested_voltage_kv, client_projects.voltage_kv]
optional_needs: [client_projects.is_urban]
params:
  high_voltage_kv: [{from: 1900-01-01, value: 10}]
status: active
--- */
with ceilings as (
    select
        projects.project_key,
        min(three_zero_ceilings.limit_kva) as lowest_kva,
        max(three_zero_ceilings.limit_kva) as limit_kva
    from projects
    inner join three_zero_ceilings
        on projects.accepted_on between three_zero_ceilings.valid_from and three_zero_ceilings.valid_to
        and (three_zero_ceilings.is_urban = projects.is_urban or projects.is_urban is null)
    group by projects.project_key
),

small_customers as (
    select
        projects.project_id,
        projects.unit_code,
        projects.accepted_on,
        cast(projects.plan_replied_at as date) as replied_on,
        projects.applied_kva,
        projects.requested_voltage_kv,
        projects.voltage_kv,
        ceilings.limit_kva,
        params.high_voltage_kv,
        projects.is_urban,
        case
            when projects.applied_kva <= ceilings.lowest_kva then true
            when projects.applied_kva > ceilings.limit_kva then false
        end as is_within_ceiling
    from projects
    inner join ceilings on ceilings.project_key = projects.project_key
    inner join params on projects.accepted_on between params.valid_from and params.valid_to
),

judged as (
    select
        small_customers.*,
        is_within_ceiling and requested_voltage_kv < high_voltage_kv as is_low_voltage_demand
    from small_customers
)

select
    judged.project_id as subject_id,
    judged.unit_code,
    judged.accepted_on as tested_on,
    judged.is_low_voltage_demand and judged.voltage_kv >= judged.high_voltage_kv as is_hit,
    case
        when judged.applied_kva is null then 'client_projects.applied_kva'
        when judged.requested_voltage_kv is null then 'client_projects.requested_voltage_kv'
        when judged.voltage_kv is null then 'client_projects.voltage_kv'
        else 'client_projects.is_urban'
    end as missing,
    case when judged.replied_on <= run.as_of then judged.replied_on else judged.accepted_on end as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    judged.applied_kva,
    judged.requested_voltage_kv,
    judged.voltage_kv,
    judged.limit_kva,
    judged.is_urban
from judged
cross join run
where coalesce(judged.is_low_voltage_demand, true)
