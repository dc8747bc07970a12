/* ---
id: CP20
title: {zh: 检验歧视, en: Inspection disparity}
says:
  zh: "单位{subject_id}：截至{window_end}的12个月内，同电压、同容量档的竣工检验中，关联企业承建的{affiliate_visits}项首次通过率{affiliate_percent}%，其他承包商的{other_visits}项为{other_percent}%，相差{difference_points}个百分点（{p_value:p}）。"
  en: "Unit {subject_id}: in the twelve months to {window_end}, among completion inspections of like voltage and size, {affiliate_percent}% of {affiliate_visits} projects of affiliates passed at first, and {other_percent}% of {other_visits} of other contractors: {difference_points} points apart ({p_value:p})."
why:
  zh: 关联企业承建的工程一次通过、其他承包商屡检不过，可能借检验逼迫客户改用关联企业。
  en: Where works of affiliates pass at once and those of others do not, inspection may be used to drive customers to the affiliates.
innocent:
  zh: 关联企业的施工质量确实更好，或其他承包商中有个别质量差的企业拉低了通过率。
  en: Affiliates may build better, or one bad firm may pull down the others' rate.
ground: [three_designations_guide]
severity: H
subject: unit
hit_key: [subject_id, window_month]
needs: [contracts.project_id, contractors, work_orders.result, work_orders.finished_at, client_projects.voltage_kv]
optional_needs: [client_projects.approved_kva, client_projects.applied_kva]
params:
  min_difference: [{from: 1900-01-01, value: 0.15}]
  max_p: [{from: 1900-01-01, value: 0.01}]
steps: [fisher_two_sided]
hit_when: case when p_value < max_p then true when unknown_visits = 0 then false end
status: active
--- */
-- Cells of voltage × size band in which only one side was inspected compare nothing and are left out.
with visits as (
    select
        tasks.project_key,
        tasks.result,
        tasks.finished_at,
        row_number() over (
            partition by tasks.project_key
            order by tasks.started_at nulls last, tasks.work_order_id nulls last
        ) as visit_place
    from tasks
    where tasks.stage = 'final_check'
),

inspected as (
    select
        projects.unit_code,
        trailing_windows.last_month as window_month,
        trailing_windows.ends_on as window_end,
        first_builders.is_affiliate,
        first_builders.voltage_kv,
        first_builders.size_band,
        case when visits.result = 'passed' then 1 else 0 end as passed,
        case
            when visits.result is null then 'work_orders.result'
            when first_builders.voltage_kv is null then 'client_projects.voltage_kv'
            when first_builders.size_band is null then 'client_projects.applied_kva'
            when first_builders.is_affiliate is null then 'contractors'
        end as gap
    from visits
    inner join first_builders on first_builders.project_key = visits.project_key
    inner join projects on projects.project_key = visits.project_key
    inner join trailing_windows
        on cast(visits.finished_at as date) between trailing_windows.starts_on and trailing_windows.ends_on
    where visits.visit_place = 1
),

cells as (
    select
        unit_code,
        window_month,
        window_end,
        count(*) filter (where is_affiliate) as affiliate_visits,
        sum(case when is_affiliate then passed else 0 end) as affiliate_passed,
        count(*) as all_visits,
        sum(passed) as all_passed
    from inspected
    where gap is null
    group by unit_code, window_month, window_end, voltage_kv, size_band
),

matched as (
    select
        unit_code,
        window_month,
        sum(affiliate_visits) as affiliate_visits,
        sum(affiliate_passed) as affiliate_passed,
        sum(all_visits - affiliate_visits) as other_visits,
        sum(all_passed - affiliate_passed) as other_passed
    from cells
    where affiliate_visits between 1 and all_visits - 1
    group by unit_code, window_month
),

gaps as (
    select
        unit_code,
        window_month,
        window_end,
        count(gap) as unknown_visits,
        min(gap) as gap
    from inspected
    group by unit_code, window_month, window_end
),

compared as (
    select
        gaps.unit_code,
        gaps.window_month,
        gaps.window_end,
        gaps.unknown_visits,
        gaps.gap,
        matched.affiliate_visits,
        matched.affiliate_passed,
        matched.other_visits,
        matched.other_passed,
        round(
            matched.affiliate_passed / cast(matched.affiliate_visits as double)
            - matched.other_passed / cast(matched.other_visits as double),
            9
        ) as difference
    from gaps
    left join matched
        on matched.unit_code = gaps.unit_code
        and matched.window_month = gaps.window_month
    where matched.unit_code is not null or gaps.unknown_visits > 0
)

select
    compared.unit_code as subject_id,
    compared.unit_code,
    compared.window_end as tested_on,
    case
        when compared.difference >= params.min_difference then true
        when compared.unknown_visits = 0 then false
    end as is_hit,
    compared.gap as missing,
    compared.window_end as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    compared.window_month,
    compared.window_end,
    cast(compared.affiliate_visits as bigint) as affiliate_visits,
    cast(compared.other_visits as bigint) as other_visits,
    round(100.0 * compared.affiliate_passed / compared.affiliate_visits, 1) as affiliate_percent,
    round(100.0 * compared.other_passed / compared.other_visits, 1) as other_percent,
    round(100 * compared.difference, 1) as difference_points,
    compared.unknown_visits,
    params.max_p,
    cast(compared.affiliate_passed as bigint) as a_yes,
    cast(compared.affiliate_visits - compared.affiliate_passed as bigint) as a_no,
    cast(compared.other_passed as bigint) as b_yes,
    cast(compared.other_visits - compared.other_passed as bigint) as b_no
from compared
inner join params on compared.window_end between params.valid_from and params.valid_to
