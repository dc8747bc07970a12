/* ---
id: CP17
title: {zh: 方案缺项, en: Plan incomplete}
says:
  zh: "{subject_id}：{replied_on}答复的供电方案（第{version}版，{plan_id}）缺少{lacks_zh}，共缺{gaps}项（电源：{source_substation:缺}；计量方式：{metering_mode:缺}；产权分界点：{boundary_point:缺}）。"
  en: "{subject_id}: the supply plan replied on {replied_on} (version {version}, {plan_id}) lacks {lacks_en}; {gaps} of three are empty (source: {source_substation:missing}; metering mode: {metering_mode:missing}; boundary point: {boundary_point:missing})."
why:
  zh: 方案不写明电源、计量方式或产权分界点，客户无法自主选择设计施工单位，只能依赖知情的关联单位。
  en: Without source, metering mode and boundary the customer cannot choose freely and depends on whoever is in the know.
innocent:
  zh: 书面方案内容完整，只是系统未录入，或分界点等在附图中注明。
  en: The plan on paper is complete and was not entered in full, or the boundary is shown on its drawing.
ground: [three_designations_guide]
severity: L
subject: project
hit_key: [subject_id]
needs: [supply_plans.source_substation, supply_plans.metering_mode, supply_plans.boundary_point]
status: active
--- */
with replied_plans as (
    select
        projects.project_id,
        projects.unit_code,
        projects.accepted_on,
        cast(supply_plans.replied_at as date) as replied_on,
        supply_plans.plan_id,
        supply_plans.version,
        supply_plans.source_substation,
        supply_plans.metering_mode,
        supply_plans.boundary_point,
        case when supply_plans.source_substation is null then 1 else 0 end
        + case when supply_plans.metering_mode is null then 1 else 0 end
        + case when supply_plans.boundary_point is null then 1 else 0 end as gaps
    from supply_plans
    inner join projects on projects.project_id = supply_plans.project_id
    cross join run
    where cast(supply_plans.replied_at as date) <= run.as_of
),

in_order as (
    select
        replied_plans.*,
        row_number() over (
            partition by project_id
            order by
                case when gaps > 0 then 0 else 1 end nulls last,
                replied_on nulls last,
                version nulls last,
                plan_id nulls last
        ) as place
    from replied_plans
)

select
    project_id as subject_id,
    unit_code,
    accepted_on as tested_on,
    gaps > 0 as is_hit,
    cast(null as varchar) as missing,
    replied_on as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    plan_id,
    version,
    replied_on,
    case
        when source_substation is null then '电源'
        when metering_mode is null then '计量方式'
        else '产权分界点'
    end as lacks_zh,
    case
        when source_substation is null then 'the source'
        when metering_mode is null then 'the metering mode'
        else 'the boundary point'
    end as lacks_en,
    gaps,
    source_substation,
    metering_mode,
    boundary_point
from in_order
where place = 1
