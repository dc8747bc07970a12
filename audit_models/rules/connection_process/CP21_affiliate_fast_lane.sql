/* ---
id: CP21
title: {zh: 关联快办, en: Affiliate fast lane}
says:
  zh: "单位{subject_id}：截至{window_end}的12个月内，同电压、同容量档的送电工程中，关联企业承建的{affiliate_projects}项供电企业用时中位数{affiliate_days}个工作日，其他承包商的{other_projects}项为{other_days}个工作日，相差{difference_days}个工作日（{p_value:p}）。"
  en: "Unit {subject_id}: in the twelve months to {window_end}, among connections of like voltage and size, the utility's own time had a median of {affiliate_days} working days for {affiliate_projects} projects of affiliates and {other_days} for {other_projects} of other contractors: {difference_days} working days apart ({p_value:p})."
why:
  zh: 选择关联企业就能快办，等于以服务快慢引导客户选择承包商。
  en: If choosing an affiliate makes the utility work faster, its speed steers customers to the affiliate.
innocent:
  zh: 关联企业的申报资料更齐全，或两类工程在分档之外仍有复杂程度的差别。
  en: Affiliates may hand in better papers, or the projects may differ in other ways than voltage and size.
ground: [three_designations_guide]
severity: H
subject: unit
hit_key: [subject_id, window_month]
needs: [contracts.project_id, contractors, work_orders.finished_at, client_projects.energised_at, client_projects.voltage_kv]
optional_needs: [client_projects.approved_kva, client_projects.applied_kva, suspensions.has_evidence, suspensions.is_customer_confirmed]
params:
  min_days: [{from: 1900-01-01, value: 3}]
  max_p: [{from: 1900-01-01, value: 0.01}]
steps: [mann_whitney]
hit_when: case when p_value < max_p then true when unknown_projects = 0 then false end
status: active
--- */
-- Cells of voltage × size band in which only one side was connected compare nothing and are left out.
with connected as (
    select
        connections.unit_code,
        trailing_windows.last_month as window_month,
        trailing_windows.ends_on as window_end,
        first_builders.is_affiliate,
        first_builders.voltage_kv,
        first_builders.size_band,
        connections.own_days,
        case
            when connections.own_days is null then 'calendar'
            when first_builders.voltage_kv is null then 'client_projects.voltage_kv'
            when first_builders.size_band is null then 'client_projects.applied_kva'
            when first_builders.is_affiliate is null then 'contractors'
        end as gap
    from connections
    inner join first_builders on first_builders.project_key = connections.project_key
    inner join trailing_windows
        on connections.month between trailing_windows.starts_on and trailing_windows.ends_on
),

with_both as (
    select
        connected.*,
        count(*) filter (where is_affiliate) over (
            partition by unit_code, window_month, voltage_kv, size_band
        ) as cell_affiliates,
        count(*) over (partition by unit_code, window_month, voltage_kv, size_band) as cell_projects
    from connected
    where gap is null
),

by_days as (
    select
        unit_code,
        window_month,
        own_days as days_key,
        count(*) filter (where is_affiliate) as affiliates,
        count(*) as projects
    from with_both
    where cell_affiliates between 1 and cell_projects - 1
    group by unit_code, window_month, own_days
),

ranked as (
    select
        unit_code,
        window_month,
        days_key,
        affiliates,
        projects - affiliates as others,
        sum(affiliates) over up_to as affiliates_up_to,
        sum(projects - affiliates) over up_to as others_up_to,
        sum(affiliates) over (partition by unit_code, window_month) as all_affiliates,
        sum(projects - affiliates) over (partition by unit_code, window_month) as all_others
    from by_days
    window up_to as (partition by unit_code, window_month order by days_key nulls last)
),

matched as (
    select
        unit_code,
        window_month,
        all_affiliates,
        all_others,
        sum(affiliates * (others_up_to - others / 2.0)) as u_statistic,
        sum(power(affiliates + others, 3) - (affiliates + others)) as tie_sum,
        (
            min(case when affiliates_up_to >= floor((all_affiliates + 1) / 2.0) then days_key end)
            + min(case when affiliates_up_to >= floor((all_affiliates + 2) / 2.0) then days_key end)
        ) / 2.0 as affiliate_days,
        (
            min(case when others_up_to >= floor((all_others + 1) / 2.0) then days_key end)
            + min(case when others_up_to >= floor((all_others + 2) / 2.0) then days_key end)
        ) / 2.0 as other_days
    from ranked
    group by unit_code, window_month, all_affiliates, all_others
),

gaps as (
    select
        unit_code,
        window_month,
        window_end,
        count(gap) as unknown_projects,
        min(gap) as gap
    from connected
    group by unit_code, window_month, window_end
)

select
    gaps.unit_code as subject_id,
    gaps.unit_code,
    gaps.window_end as tested_on,
    case
        when matched.other_days - matched.affiliate_days >= params.min_days then true
        when gaps.unknown_projects = 0 then false
    end as is_hit,
    gaps.gap as missing,
    gaps.window_end as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    gaps.window_month,
    gaps.window_end,
    cast(matched.all_affiliates as bigint) as affiliate_projects,
    cast(matched.all_others as bigint) as other_projects,
    matched.affiliate_days,
    matched.other_days,
    matched.other_days - matched.affiliate_days as difference_days,
    gaps.unknown_projects,
    params.max_p,
    matched.all_affiliates as a_count,
    matched.all_others as b_count,
    matched.u_statistic,
    matched.tie_sum
from gaps
inner join params on gaps.window_end between params.valid_from and params.valid_to
left join matched
    on matched.unit_code = gaps.unit_code
    and matched.window_month = gaps.window_month
where matched.unit_code is not null or gaps.unknown_projects > 0
