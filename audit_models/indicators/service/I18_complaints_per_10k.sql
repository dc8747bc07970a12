/* ---
id: I18
title: {zh: 万户投诉量, en: Complaints per 10k customers}
kind: per_customer
scale: 10000
unit: per_10k
better: lower
chart: xmr
needs: [complaints, customer_counts]
ground: [power_supply_supervision_measures]
definition:
  zh: 当月受理的投诉举报件数，每万供电用户。
  en: Complaints and reports received in the month, per 10,000 customers served.
--- */
select
    complaints.complaint_id as subject_id,
    complaints.unit_code,
    month_start(complaints.received_at) as month,
    1 as numerator,
    cast(null as bigint) as denominator,
    cast(null as varchar) as companion
from complaints
cross join run
where cast(complaints.received_at as date) <= run.as_of
