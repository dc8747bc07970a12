/* ---
id: FU01
title: {zh: 本单位关联企业份额, en: Affiliates' share of the unit's contracts}
meaning:
  zh: 评分日前十二个月内该单位签订的合同中，关联企业所占份数（至少十份）。
  en: "Of the contracts signed in the unit in the twelve months up to the scoring date, the share of affiliated contractors (ten contracts at least)."
lowers:
  zh: 公开市场信息，保障客户自主选择。
  en: "Publish the market's information, and secure the customers' own choice."
subject: unit
risk: higher
unit: ratio
peers: []
ground: [own_practice]
params:
  min_contracts: [{from: 1900-01-01, value: 10}]
needs: [contractors.is_affiliate, contracts.project_id]
--- */
select
    scored.subject_id,
    scored.scored_on,
    case
        when count(*) >= params.min_contracts
            then avg(case when contractors.is_affiliate then 1.0 else 0.0 end)
    end as value
from scored
cross join contracts
left join client_projects on client_projects.project_id = contracts.project_id
inner join contractors on contractors.contractor_id = contracts.contractor_id
inner join params on scored.scored_on between params.valid_from and params.valid_to
where
    coalesce(contracts.unit_code, client_projects.unit_code) = scored.subject_id
    and contracts.signed_on <= scored.scored_on
    and contracts.signed_on > scored.scored_on - interval '12' month
group by scored.subject_id, scored.scored_on, params.min_contracts
