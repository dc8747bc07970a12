/* ---
id: I13
title: {zh: 重复停电占比, en: Repeated-outage share}
kind: share
repeats_from: 3
unit: percent
better: lower
chart: xmr
needs: [outages]
ground: [policy_paper.sec_2_3]
params:
  window_days: [{from: 1900-01-01, value: 60}]
definition:
  zh: >-
    截至当月最后一日（不晚于数据截止日）的60天内，停电3次及以上的线路占停过电的线路的比例；
    线路在本单位及其下级单位范围内合并计算。
  en: >-
    Of the feeders with an outage in the 60 days that end with the month's last day, up to as_of, the share with
    three or more. A feeder's outages are added up over the unit and all below it.
--- */
select
    interruptions.feeder_id as subject_id,
    interruptions.unit_code,
    months.month,
    count(*) as numerator,
    1 as denominator,
    cast(null as varchar) as companion
from months
inner join params on months.last_on between params.valid_from and params.valid_to
inner join interruptions
    on interruptions.started_on <= months.last_on
    and days_between(interruptions.started_on, months.last_on) < params.window_days
group by interruptions.feeder_id, interruptions.unit_code, months.month
