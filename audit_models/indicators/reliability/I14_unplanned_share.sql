/* ---
id: I14
title: {zh: 非计划停电占比, en: Unplanned share}
kind: share
unit: percent
better: lower
chart: xmr
needs: [outages.restored_at]
ground: [policy_paper.sec_2_3]
definition:
  zh: 当月开始的停电中，临时停电与故障停电的停电时户数占全部停电时户数的比例；未结停电不计。
  en: >-
    Share of the customer-hours of the outages that began in the month which temporary and fault outages caused.
    Outages without hours are left out.
--- */
select
    outage_id as subject_id,
    unit_code,
    month,
    case when kind <> 'planned' then customer_hours else 0 end as numerator,
    customer_hours as denominator,
    cast(null as varchar) as companion
from interruptions
where customer_hours is not null
