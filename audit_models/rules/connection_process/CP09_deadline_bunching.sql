/* ---
id: CP09
title: {zh: 踩点办结, en: Deadline bunching}
says:
  zh: "{subject_zh}{subject_id}：截至{window_end}的12个月内答复供电方案{replies}件，其中{on_last_day}件恰在时限最后一个工作日，按前后各日平滑估计应为{expected}件，多出{excess_percent}%（校正后{adjusted_p:p}）。"
  en: "{subject_en} {subject_id}: of {replies} plan replies in the twelve months to {window_end}, {on_last_day} fell on the very last working day of the limit, where a smooth fit of the days around it expects {expected}: {excess_percent}% too many (adjusted {adjusted_p:p})."
why:
  zh: 大量答复恰好落在时限当天，说明按考核时限倒排，能早办而不早办，或完成时间被调整到时限之内。
  en: Replies piled up on the day of the limit are paced by the deadline and not by the work, or their times were put inside the limit.
innocent:
  zh: 流程按时限统一派单和审批，或系统临期预警促使集中办结。
  en: Plans are reviewed on fixed dates that follow the limit, or a warning of the system has them finished on that day.
ground: [own_practice]
severity: M
subject: employee
hit_key: [subject_type, subject_id, window_month]
needs: [client_projects.supply_sources, work_orders.finished_at]
optional_needs: [work_orders.handler_id, supply_plans, employees, suspensions.has_evidence, suspensions.is_customer_confirmed]
params:
  min_replies: [{from: 1900-01-01, value: 30}]
  min_excess: [{from: 1900-01-01, value: 0.1}]
  max_p: [{from: 1900-01-01, value: 0.01}]
steps: [binomial_upper_tail, holm]
hit_when: case when adjusted_p < max_p then true when unknown_replies = 0 then false end
status: active
--- */
-- The least-squares parabola through the counts of r = −5 … 10 days left without 0 has the value
-- Σ count(r) · (229 + 11 r − 5 r²) / 1675 at 0: the normal equations solved once, as the days are always the same.
with reply_tasks as (
    select
        tasks.project_key,
        cast(tasks.handler_id as varchar) as handler_id,
        row_number() over (
            partition by tasks.project_key
            order by tasks.finished_at nulls last, tasks.work_order_id nulls last
        ) as place
    from tasks
    where tasks.stage = 'plan_reply'
),

replies as (
    select
        projects.unit_code,
        reply_tasks.handler_id,
        month_start(limited_stages.finished_at) as month,
        least(limited_stages.law_days, limited_stages.promise_days) - limited_stages.days as days_left
    from limited_stages
    inner join projects on projects.project_key = limited_stages.project_key
    left join reply_tasks
        on reply_tasks.project_key = limited_stages.project_key
        and reply_tasks.place = 1
    where
        limited_stages.parameter = 'plan_reply'
        and least(limited_stages.law_days, limited_stages.promise_days) is not null
),

-- A month is counted once, and then added up in each of the windows that it lies in.
monthly as (
    select
        unit_code,
        handler_id,
        month,
        count(*) as replies,
        count(*) - count(days_left) as unknown_replies,
        count(*) filter (where days_left = 0) as on_last_day,
        sum(
            case
                when days_left <> 0 and days_left between -5 and 10
                    then 229 + 11 * days_left - 5 * days_left * days_left
                else 0
            end
        ) as weights
    from replies
    group by unit_code, handler_id, month
),

grouped as (
    select
        'unit' as subject_type,
        unit_code as subject_id,
        unit_code,
        month,
        replies,
        unknown_replies,
        on_last_day,
        weights
    from monthly

    union all

    select
        'employee' as subject_type,
        monthly.handler_id as subject_id,
        coalesce(employees.unit_code, monthly.unit_code) as unit_code,
        monthly.month,
        monthly.replies,
        monthly.unknown_replies,
        monthly.on_last_day,
        monthly.weights
    from monthly
    left join employees on employees.employee_id = monthly.handler_id
    where monthly.handler_id is not null
),

counted as (
    select
        grouped.subject_type,
        grouped.subject_id,
        min(grouped.unit_code) as unit_code,
        trailing_windows.last_month as window_month,
        trailing_windows.ends_on as window_end,
        cast(sum(grouped.replies) as bigint) as replies,
        cast(sum(grouped.unknown_replies) as bigint) as unknown_replies,
        cast(sum(grouped.on_last_day) as bigint) as on_last_day,
        sum(grouped.weights) / 1675.0 as fitted
    from grouped
    inner join trailing_windows
        on grouped.month between trailing_windows.starts_on and trailing_windows.last_month
    group by
        grouped.subject_type, grouped.subject_id, trailing_windows.last_month, trailing_windows.ends_on
),

expected as (
    select
        counted.*,
        round(greatest(fitted, 0.5), 9) as expected_replies
    from counted
)

select
    expected.subject_type,
    expected.subject_id,
    expected.unit_code,
    expected.window_end as tested_on,
    case
        when round((expected.on_last_day - expected.expected_replies) / expected.replies, 9) >= params.min_excess then true
        when expected.unknown_replies = 0 then false
    end as is_hit,
    'calendar' as missing,
    expected.window_end as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    case when expected.subject_type = 'unit' then '单位' else '经办人' end as subject_zh,
    case when expected.subject_type = 'unit' then 'Unit' else 'Handler' end as subject_en,
    expected.window_month,
    expected.window_end,
    expected.replies,
    expected.on_last_day,
    round(expected.expected_replies, 1) as expected,
    round(100 * (expected.on_last_day - expected.expected_replies) / expected.replies, 1) as excess_percent,
    expected.unknown_replies,
    params.max_p,
    expected.on_last_day as successes,
    expected.replies as trials,
    least(1, expected.expected_replies / expected.replies) as expected_share,
    days_between(cast('2000-01-01' as date), expected.window_end) as tests_key
from expected
inner join params on expected.window_end between params.valid_from and params.valid_to
where expected.replies >= params.min_replies
