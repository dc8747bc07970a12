/* ---
id: NW04
title: {zh: 经办人与承包商过度匹配, en: Officer–contractor affinity}
says:
  zh: "客户经理{subject_id}在单位{unit_code}的{officer_contracts}份合同中有{pair_contracts}份由{contractor_id}承揽，是该单位平均水平的{lift}倍（单位{unit_contracts}份中{contractor_contracts}份；校正后{adjusted_p:p}）。"
  en: "{pair_contracts} of account manager {subject_id}'s {officer_contracts} contracts in unit {unit_code} went to {contractor_id}, {lift} times the unit's usual share ({contractor_contracts} of {unit_contracts}; adjusted {adjusted_p:p})."
why:
  zh: 某客户经理的客户明显集中选择同一承包商，可能存在推荐、指定或利益往来。
  en: Customers of one account manager who choose one contractor far more often than others may have been sent to it.
innocent:
  zh: 客户经理分片负责，该片区只有少数承包商；大客户批量工程由同一承包商承揽。
  en: The manager looks after an area with few contractors, or one large customer had all his works done by the same firm.
ground: [own_practice]
severity: M
subject: employee
hit_key: [subject_id, contractor_id, unit_code]
needs: [contracts.project_id, client_projects.account_manager_id]
params:
  min_contracts: [{from: 1900-01-01, value: 5}]
  min_lift: [{from: 1900-01-01, value: 2.0}]
  max_p: [{from: 1900-01-01, value: 0.01}]
steps: [fisher_greater, holm]
hit_when: adjusted_p < max_p
status: active
--- */
-- Every pair of the snapshot is one test. Contracts of projects whose account manager is not known are in no count.
with assigned as (
    select
        projects.account_manager_id,
        placed_contracts.contractor_id,
        placed_contracts.unit_code,
        placed_contracts.signed_on,
        placed_contracts.amount_cny
    from placed_contracts
    inner join projects on projects.project_id = placed_contracts.project_id
    inner join run on placed_contracts.signed_on <= run.as_of
    where projects.account_manager_id is not null
),

pairs as (
    select
        account_manager_id,
        contractor_id,
        unit_code,
        count(*) as pair_contracts,
        max(signed_on) as last_signed_on,
        sum(amount_cny) as amount_cny
    from assigned
    group by account_manager_id, contractor_id, unit_code
),

totals as (
    select
        pairs.*,
        sum(pair_contracts) over (partition by unit_code, account_manager_id) as officer_contracts,
        sum(pair_contracts) over (partition by unit_code, contractor_id) as contractor_contracts,
        sum(pair_contracts) over (partition by unit_code) as unit_contracts
    from pairs
),

compared as (
    select
        totals.*,
        round(
            cast(pair_contracts as double) * unit_contracts / (cast(officer_contracts as double) * contractor_contracts), 9
        ) as lift
    from totals
)

select
    compared.account_manager_id as subject_id,
    compared.unit_code,
    cast(null as date) as tested_on,
    compared.lift >= params.min_lift as is_hit,
    cast(null as varchar) as missing,
    compared.last_signed_on as happened_on,
    cast(compared.amount_cny as decimal(18, 2)) as amount_cny,
    compared.contractor_id,
    compared.pair_contracts,
    cast(compared.officer_contracts as bigint) as officer_contracts,
    cast(compared.contractor_contracts as bigint) as contractor_contracts,
    cast(compared.unit_contracts as bigint) as unit_contracts,
    round(compared.lift, 1) as lift,
    params.max_p,
    compared.pair_contracts as a_yes,
    compared.officer_contracts - compared.pair_contracts as a_no,
    compared.contractor_contracts - compared.pair_contracts as b_yes,
    compared.unit_contracts - compared.officer_contracts - compared.contractor_contracts + compared.pair_contracts as b_no,
    1 as tests_key
from compared
cross join run
inner join params on run.as_of between params.valid_from and params.valid_to
where compared.pair_contracts >= params.min_contracts
