/* ---
id: I20
title: {zh: 整改按期率, en: Rectified on time}
kind: share
unit: percent
better: higher
chart: p
needs: [findings.due_on, findings.closed_on]
ground: [policy_paper.sec_2_6]
definition:
  zh: 整改期限在当月（至数据截止日）的问题中，按期销号的占比。
  en: Share of the findings whose deadline lies in the month, up to as_of, that were closed by it.
--- */
select
    findings.finding_id as subject_id,
    findings.unit_code,
    month_start(findings.due_on) as month,
    case when findings.closed_on <= findings.due_on then 1 else 0 end as numerator,
    1 as denominator,
    cast(null as varchar) as companion
from findings
cross join run
where findings.due_on <= run.as_of
