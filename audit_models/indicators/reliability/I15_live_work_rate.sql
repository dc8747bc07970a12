/* ---
id: I15
title: {zh: 不停电作业化率, en: Live-work rate}
kind: share
unit: percent
better: higher
chart: xmr
needs: [outages.restored_at, live_works]
ground: [policy_paper.sec_2_3]
definition:
  zh: 当月不停电作业减少的停电时户数，占其与计划停电时户数之和的比例；未结的计划停电计件数、不计时间。
  en: >-
    Customer-hours saved by live work, of those saved and those of planned outages. A planned outage without
    hours is counted and adds none.
--- */
select
    live_works.live_work_id as subject_id,
    live_works.unit_code,
    month_start(live_works.done_on) as month,
    live_works.saved_customer_hours as numerator,
    live_works.saved_customer_hours as denominator,
    cast(null as varchar) as companion
from live_works
cross join run
where live_works.done_on <= run.as_of

union all

select
    outage_id as subject_id,
    unit_code,
    month,
    0 as numerator,
    coalesce(customer_hours, 0) as denominator,
    cast(null as varchar) as companion
from interruptions
where kind = 'planned'
