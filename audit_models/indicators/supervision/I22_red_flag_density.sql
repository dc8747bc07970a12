/* ---
id: I22
title: {zh: 疑点密度, en: Red-flag density}
kind: mean
scale: 100
unit: per_100
better: lower
chart: xmr
ground: [policy_paper.sec_2_6]
definition:
  zh: >-
    当月疑点按严重程度加权之和（高5、中2、低1），与当月至少被一条规则检查过的客户工程和合同数之比，乘以100。
    疑点是线索，不是结论。
  en: >-
    The month's red flags weighted by severity (high 5, medium 2, low 1) per 100 projects and contracts that at
    least one rule checked in the month. A red flag is a lead, not a verdict.
--- */
select
    subject_id,
    unit_code,
    month,
    case severity when 'H' then 5 when 'M' then 2 else 1 end as numerator,
    cast(null as bigint) as denominator,
    cast(null as varchar) as companion
from red_flags

union all

select
    subject_id,
    min(unit_code) as unit_code,
    month,
    0 as numerator,
    1 as denominator,
    cast(null as varchar) as companion
from checked_subjects
group by subject_type, subject_id, month
