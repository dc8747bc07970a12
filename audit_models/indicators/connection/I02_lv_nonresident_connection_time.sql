/* ---
id: I02
title: {zh: 低压非居民平均接电时长, en: Average LV non-residential connection time}
kind: mean
unit: workdays
better: lower
chart: xmr
needs: [client_projects.energised_at, work_orders.finished_at]
optional_needs: [suspensions.has_evidence, suspensions.is_customer_confirmed]
ground: [policy_paper.sec_2_5]
definition:
  zh: >-
    当月送电的低压非居民客户工程，自受理至送电的工作日数，扣除客户与政府计时环节及有佐证且经客户确认的挂起；
    每个工作日只扣一次。不含已撤销、临时用电及送电早于受理者。
  en: >-
    Working days from acceptance to energising of the low-voltage non-residential connections energised in the month, without
    the days on the customer's or the government's clock or in a documented suspension; each day is taken
    off once. Cancelled and temporary connections, and those energised before acceptance, are left out.
companions:
  total:
    title: {zh: 受理至送电总时长, en: Accepted to energised in full}
    kind: mean
    unit: workdays
    better: lower
  from_application:
    title: {zh: 申请至送电总时长, en: Applied to energised in full}
    kind: mean
    unit: workdays
    better: lower
  p50: {title: {zh: 中位数, en: Median}, kind: percentile, at: 0.5, unit: workdays, better: lower}
  p90: {title: {zh: 第90百分位数, en: 90th percentile}, kind: percentile, at: 0.9, unit: workdays, better: lower}
  max: {title: {zh: 最长, en: Longest}, kind: max, unit: workdays, better: lower}
  over: {title: {zh: 超目标件数, en: Connections above the target}, kind: over_target, unit: count, better: lower}
--- */
with nonresident_connections as (
    select * from connections
    where customer_class = 'lv_nonresident'
)

select
    project_id as subject_id,
    unit_code,
    month,
    own_days as numerator,
    1 as denominator,
    cast(null as varchar) as companion
from nonresident_connections

union all

select
    project_id as subject_id,
    unit_code,
    month,
    total_days as numerator,
    1 as denominator,
    'total' as companion
from nonresident_connections

union all

select
    project_id as subject_id,
    unit_code,
    month,
    application_days as numerator,
    1 as denominator,
    'from_application' as companion
from nonresident_connections
