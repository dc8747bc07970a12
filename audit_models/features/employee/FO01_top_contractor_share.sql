/* ---
id: FO01
title: {zh: 经办合同集中度, en: One contractor's share of the officer's contracts}
meaning:
  zh: 客户经理名下项目在评分日前十二个月内签订的合同中，最多的一家承包商所占份数（至少五份）。
  en: "Of the contracts signed on the account manager's projects in the twelve months up to the scoring date, the share of the commonest contractor (five contracts at least)."
lowers:
  zh: 轮换经办人，核对客户自主选择的记录。
  en: "Rotate the officer, and check the records of the customers' own choice."
subject: employee
risk: higher
unit: ratio
peers: []
ground: [own_practice]
params:
  min_contracts: [{from: 1900-01-01, value: 5}]
needs: [contracts.project_id, client_projects.account_manager_id]
--- */
with counted as (
    select
        scored.subject_id,
        scored.scored_on,
        contracts.contractor_id,
        count(*) as contracts
    from scored
    inner join client_projects on client_projects.account_manager_id = scored.subject_id
    inner join contracts
        on contracts.project_id = client_projects.project_id
        and contracts.signed_on <= scored.scored_on
        and contracts.signed_on > scored.scored_on - interval '12' month
    group by scored.subject_id, scored.scored_on, contracts.contractor_id
)

select
    counted.subject_id,
    counted.scored_on,
    case
        when sum(counted.contracts) >= params.min_contracts
            then 1.0 * max(counted.contracts) / sum(counted.contracts)
    end as value
from counted
inner join params on counted.scored_on between params.valid_from and params.valid_to
group by counted.subject_id, counted.scored_on, params.min_contracts
