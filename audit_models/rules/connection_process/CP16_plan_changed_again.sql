/* ---
id: CP16
title: {zh: 方案反复, en: Plan changed again and again}
says:
  zh: "{subject_id}：供电方案共{versions}个版本，容量变更{capacity_changes}次、电源变更{source_changes}次、变压器型号变更{model_changes}次；{min_versions}个版本或{min_changes}次变更即列为疑点。"
  en: "{subject_id}: {versions} versions of the supply plan; capacity changed {capacity_changes} times, source {source_changes}, transformer model {model_changes}; {min_versions} versions or {min_changes} changes are a lead."
why:
  zh: 方案一改再改，客户无法开工，也可能借更改电源、容量或型号把客户引向指定的设备和单位。
  en: A plan changed again and again keeps the customer from building, and a change of source, capacity or model may steer him to a certain supplier.
innocent:
  zh: 客户自己变更用电需求，或电网规划、停电等客观原因造成电源变化。
  en: The customer changed the request, or the network itself changed so that another source was needed.
ground: [own_practice]
severity: M
subject: project
hit_key: [subject_id]
needs: [supply_plans]
optional_needs: [supply_plans.capacity_kva, supply_plans.source_substation, supply_plans.transformer_model]
params:
  min_versions: [{from: 1900-01-01, value: 3}]
  min_changes: [{from: 1900-01-01, value: 2}]
status: active
--- */
with replied_plans as (
    select
        projects.project_key,
        cast(supply_plans.replied_at as date) as replied_on,
        supply_plans.plan_id,
        supply_plans.version,
        supply_plans.capacity_kva,
        supply_plans.source_substation,
        supply_plans.transformer_model
    from supply_plans
    inner join projects on projects.project_id = supply_plans.project_id
    cross join run
    where cast(supply_plans.replied_at as date) <= run.as_of
),

in_order as (
    select
        replied_plans.*,
        row_number() over versions_in_order as place,
        lag(capacity_kva) over versions_in_order as old_capacity_kva,
        lag(source_substation) over versions_in_order as old_source_substation,
        lag(transformer_model) over versions_in_order as old_transformer_model
    from replied_plans
    window versions_in_order as (
        partition by project_key
        order by version nulls last, replied_on nulls last, plan_id nulls last
    )
),

changes as (
    select
        project_key,
        plan_id,
        replied_on,
        version,
        place,
        case when capacity_kva <> old_capacity_kva then 1 else 0 end as capacity_change,
        case when source_substation <> old_source_substation then 1 else 0 end as source_change,
        case when transformer_model <> old_transformer_model then 1 else 0 end as model_change,
        case when capacity_kva is null or old_capacity_kva is null then 1 else 0 end as capacity_unknown,
        case when source_substation is null or old_source_substation is null then 1 else 0 end as source_unknown,
        case when transformer_model is null or old_transformer_model is null then 1 else 0 end as model_unknown
    from in_order
),

running as (
    select
        changes.*,
        sum(capacity_change + source_change + model_change) over (
            partition by project_key
            order by place nulls last, plan_id nulls last
            rows between unbounded preceding and current row
        ) as changes_so_far
    from changes
),

counted as (
    select
        projects.project_id,
        projects.unit_code,
        projects.accepted_on,
        params.min_versions,
        params.min_changes,
        count(*) as versions,
        sum(running.capacity_change) as capacity_changes,
        sum(running.source_change) as source_changes,
        sum(running.model_change) as model_changes,
        sum(case when running.place > 1 then running.capacity_unknown else 0 end) as capacities_unknown,
        sum(case when running.place > 1 then running.source_unknown else 0 end) as sources_unknown,
        sum(case when running.place > 1 then running.model_unknown else 0 end) as models_unknown,
        min(
            case
                when running.place >= params.min_versions or running.changes_so_far >= params.min_changes
                    then running.replied_on
            end
        ) as happened_on
    from running
    inner join projects on projects.project_key = running.project_key
    inner join params on projects.accepted_on between params.valid_from and params.valid_to
    group by projects.project_id, projects.unit_code, projects.accepted_on, params.min_versions, params.min_changes
)

select
    project_id as subject_id,
    unit_code,
    accepted_on as tested_on,
    case
        when happened_on is not null then true
        when
            capacity_changes + source_changes + model_changes
            + capacities_unknown + sources_unknown + models_unknown < min_changes
            then false
    end as is_hit,
    case
        when models_unknown > 0 then 'supply_plans.transformer_model'
        when sources_unknown > 0 then 'supply_plans.source_substation'
        else 'supply_plans.capacity_kva'
    end as missing,
    happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    versions,
    capacity_changes,
    source_changes,
    model_changes,
    min_versions,
    min_changes
from counted
