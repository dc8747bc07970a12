/* ---
id: I12
title: {zh: 户均停电次数, en: SAIFI}
kind: per_customer
unit: times
better: lower
chart: xmr
needs: [outages, customer_counts]
ground: [policy_paper.sec_2_3]
definition:
  zh: 当月开始的停电的停电户数之和，与供电用户数之比。
  en: Customers out in the outages that began in the month, per customer served.
companions:
  ytd: {title: {zh: 年初至今, en: Since January}, kind: year_to_date, unit: times, better: lower}
--- */
select
    outage_id as subject_id,
    unit_code,
    month,
    customers_out as numerator,
    cast(null as bigint) as denominator,
    cast(null as varchar) as companion
from interruptions
