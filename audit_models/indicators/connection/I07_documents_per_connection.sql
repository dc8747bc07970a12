/* ---
id: I07
title: {zh: 户均提资件数, en: Documents per connection}
kind: mean
unit: items
better: lower
chart: xmr
needs: [client_projects.energised_at, documents.provider]
optional_needs: [documents.is_waived]
ground: [policy_paper.sec_2_4]
definition:
  zh: 当月送电的客户工程要求客户提供的资料件数（承诺免交的除外）与送电工程数之比。
  en: >-
    Documents that customers had to provide for the connections energised in the month, without those waived by
    a signed commitment, per connection.
--- */
with asked as (
    select project_id, count(*) as items
    from documents
    where provider = 'customer' and (is_waived is null or not is_waived)
    group by project_id
)

select
    connections.project_id as subject_id,
    connections.unit_code,
    connections.month,
    coalesce(asked.items, 0) as numerator,
    1 as denominator,
    cast(null as varchar) as companion
from connections
left join asked on asked.project_id = connections.project_id
