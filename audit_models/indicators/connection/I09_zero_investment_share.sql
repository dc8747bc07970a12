/* ---
id: I09
title: {zh: 三零零投资率, en: Zero-investment share}
kind: share
unit: percent
better: higher
chart: p
needs: [client_projects.energised_at, client_projects.is_three_zero, client_projects.customer_paid_cny]
ground: [getting_electricity_opinion_2020, liaoning_measures]
definition:
  zh: 当月送电的三零客户工程中，客户实付为0的占比；实付金额未知的不计。
  en: >-
    Share of the three-zero projects energised in the month for which the customer paid nothing. Where the amount
    is unknown the project is in neither number.
--- */
select
    connections.project_id as subject_id,
    connections.unit_code,
    connections.month,
    case when projects.customer_paid_cny = 0 then 1 else 0 end as numerator,
    1 as denominator,
    cast(null as varchar) as companion
from connections
inner join projects on projects.project_key = connections.project_key
where projects.is_three_zero and projects.customer_paid_cny is not null
