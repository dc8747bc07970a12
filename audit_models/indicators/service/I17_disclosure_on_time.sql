/* ---
id: I17
title: {zh: 信息公开及时率, en: Disclosure on time}
kind: share
unit: percent
better: higher
chart: p
needs: [disclosures.published_on]
ground: [information_disclosure_measures, policy_paper.sec_2_3]
definition:
  zh: 当月（至数据截止日）应公开的信息中，按期公开的占比。
  en: Share of the items due in the month, up to as_of, that were published by the day they were due.
--- */
select
    disclosures.disclosure_id as subject_id,
    disclosures.unit_code,
    month_start(disclosures.due_on) as month,
    case when disclosures.published_on <= disclosures.due_on then 1 else 0 end as numerator,
    1 as denominator,
    cast(null as varchar) as companion
from disclosures
cross join run
where disclosures.due_on <= run.as_of
