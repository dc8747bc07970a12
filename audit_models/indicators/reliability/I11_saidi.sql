/* ---
id: I11
title: {zh: 户均停电时间, en: SAIDI}
kind: per_customer
unit: hours
better: lower
chart: xmr
needs: [outages.restored_at, customer_counts]
ground: [policy_paper.sec_2_3]
definition:
  zh: >-
    当月开始的停电的停电户数×小时之和，与供电用户数之比。未恢复或恢复早于停电的不计时间，另列为未结。
    用户数取本单位当月数，没有的取下级单位之和。
  en: >-
    Customers out × hours of the outages that began in the month, per customer served. An outage that is not
    restored, or restored before it began, has no hours and is listed as open. Customers are the unit's own
    number of the month, else the sum of the units below it.
companions:
  ytd: {title: {zh: 年初至今, en: Since January}, kind: year_to_date, unit: hours, better: lower}
  open: {title: {zh: 未结停电, en: Outages without hours}, kind: count, unit: count, better: lower}
--- */
select
    outage_id as subject_id,
    unit_code,
    month,
    coalesce(customer_hours, 0) as numerator,
    cast(null as bigint) as denominator,
    cast(null as varchar) as companion
from interruptions

union all

select
    outage_id as subject_id,
    unit_code,
    month,
    1 as numerator,
    cast(null as bigint) as denominator,
    'open' as companion
from interruptions
where customer_hours is null
