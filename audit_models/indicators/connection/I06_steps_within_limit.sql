/* ---
id: I06
title: {zh: 办电环节达标率, en: Connections within the steps allowed}
kind: share
unit: percent
better: higher
chart: p
needs: [client_projects.energised_at]
ground: [getting_electricity_opinion_2020]
params:
  hv_steps: [{from: 1900-01-01, value: 4}]
  lv_steps: [{from: 1900-01-01, value: 2}]
definition:
  zh: >-
    当月送电的客户工程中，办电环节数不超过受理日有效上限（高压4、低压2）的占比。高压计受理、方案答复、设计审查、
    中间检查、竣工检验、送电；低压计受理、送电，合同不在受理日或送电日签订的另计一个环节。
  en: >-
    Share of the connections energised in the month with no more steps than allowed on the day of acceptance
    (HV 4, LV 2). HV steps are acceptance, plan reply, design review, mid check, final check and energising;
    LV steps are acceptance, energising, and the contract where it is on another day than both.
companions:
  hv: {title: {zh: 高压平均环节数, en: Average HV steps}, kind: mean, unit: items, better: lower}
  lv: {title: {zh: 低压平均环节数, en: Average LV steps}, kind: mean, unit: items, better: lower}
--- */
with energised as (
    select
        connections.project_key,
        connections.project_id,
        connections.unit_code,
        connections.month,
        connections.customer_class,
        projects.accepted_on,
        cast(connections.energised_at as date) as energised_on
    from connections
    inner join projects on projects.project_key = connections.project_key
),

taken as (
    select distinct
        energised.project_key,
        tasks.stage
    from energised
    inner join tasks on tasks.project_key = energised.project_key
    where
        tasks.stage in ('accept', 'energise')
        or (
            energised.customer_class = 'hv'
            and tasks.stage in ('plan_reply', 'design_review', 'mid_check', 'final_check')
        )
        or (
            energised.customer_class <> 'hv'
            and tasks.stage = 'contract'
            and cast(tasks.started_at as date) <> energised.accepted_on
            and cast(tasks.started_at as date) <> energised.energised_on
        )
),

counted as (
    select project_key, count(*) as steps
    from taken
    group by project_key
),

judged as (
    select
        energised.project_id,
        energised.unit_code,
        energised.month,
        energised.customer_class,
        coalesce(counted.steps, 0) as steps,
        case when energised.customer_class = 'hv' then params.hv_steps else params.lv_steps end as allowed
    from energised
    inner join params on energised.accepted_on between params.valid_from and params.valid_to
    left join counted on counted.project_key = energised.project_key
)

select
    project_id as subject_id,
    unit_code,
    month,
    case when steps <= allowed then 1 else 0 end as numerator,
    1 as denominator,
    cast(null as varchar) as companion
from judged

union all

select
    project_id as subject_id,
    unit_code,
    month,
    steps as numerator,
    1 as denominator,
    case when customer_class = 'hv' then 'hv' else 'lv' end as companion
from judged
