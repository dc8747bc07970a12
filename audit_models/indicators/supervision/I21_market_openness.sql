/* ---
id: I21
title: {zh: 市场开放度, en: Market openness}
kind: share
unit: percent
better: none
chart: p
needs: [contracts, contractors]
ground: [policy_paper.sec_2_6]
definition:
  zh: 当月签订的施工合同中，非关联企业承揽的占比。只监测、不计分：份额高本身不违法。
  en: >-
    Share of the construction contracts signed in the month that went to companies without affiliation. Watched and
    not scored: a high share of affiliates is not against any rule.
companions:
  money: {title: {zh: 按合同金额, en: By contract amount}, kind: share, unit: percent, better: none}
--- */
with signed as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        month_start(contracts.signed_on) as month,
        contracts.amount_cny,
        case when contractors.is_affiliate then 0 else 1 end as is_open
    from contracts
    inner join contractors on contractors.contractor_id = contracts.contractor_id
    left join projects on projects.project_id = contracts.project_id
    cross join run
    where contracts.scope = 'construction' and contracts.signed_on <= run.as_of
)

select
    contract_id as subject_id,
    unit_code,
    month,
    is_open as numerator,
    1 as denominator,
    cast(null as varchar) as companion
from signed

union all

select
    contract_id as subject_id,
    unit_code,
    month,
    amount_cny * is_open as numerator,
    amount_cny as denominator,
    'money' as companion
from signed
