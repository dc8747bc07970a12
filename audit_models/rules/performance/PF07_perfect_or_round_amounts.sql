/* ---
id: PF07
title: {zh: 预算吻合或整数, en: Perfect or round amounts}
says:
  zh: "{subject_id}：{fault_zh}（合同{contracts}份，共{amount_cny}元，其中整万元{round_contracts}份）。"
  en: "{subject_id}: {fault_en} (contracts: {contracts}, {amount_cny} yuan in all; in whole ten thousands: {round_contracts})."
why:
  zh: 合同额与预算分毫不差，可能预算泄露或先定价后编预算；整万元合同过多，说明价格并非测算而来。
  en: An amount that equals the estimate to the cent suggests that the estimate was known or written afterwards; many round amounts, that prices were not calculated.
innocent:
  zh: 框架协议按预算下浮率固定结算、预算即按合同额补录，或小额工程按惯例取整。
  en: A framework fixes prices by the estimate, the estimate was filled in from the contract, or small works are rounded by custom.
ground: [own_practice]
severity: L
subject: contract
hit_key: [subject_type, subject_id]
needs: [contracts]
optional_needs: [contracts.estimate_cny, contracts.project_id]
params:
  round_cny: [{from: 1900-01-01, value: 10000}]
  min_contracts: [{from: 1900-01-01, value: 10}]
  min_round_share: [{from: 1900-01-01, value: 0.3}]
status: active
--- */
with in_force as (
    select params.round_cny, params.min_contracts, params.min_round_share
    from params
    inner join run on run.as_of between params.valid_from and params.valid_to
),

signed as (
    select
        placed_contracts.contract_id,
        placed_contracts.contractor_id,
        placed_contracts.unit_code,
        placed_contracts.signed_on,
        placed_contracts.amount_cny,
        contracts.estimate_cny,
        placed_contracts.amount_cny % in_force.round_cny = 0 as is_round,
        in_force.min_contracts,
        in_force.min_round_share
    from placed_contracts
    inner join contracts on contracts.contract_id = placed_contracts.contract_id
    inner join run on placed_contracts.signed_on <= run.as_of
    cross join in_force
),

by_contractor as (
    select
        contractor_id,
        count(*) as contracts,
        count(*) filter (where is_round) as round_contracts,
        max(case when is_round then signed_on end) as last_round_on,
        sum(amount_cny) as amount_cny,
        min_contracts,
        min_round_share
    from signed
    group by contractor_id, min_contracts, min_round_share
)

select
    'contract' as subject_type,
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    amount_cny = estimate_cny as is_hit,
    'contracts.estimate_cny' as missing,
    signed_on as happened_on,
    amount_cny,
    contractor_id,
    estimate_cny,
    '合同额与预算分毫不差' as fault_zh,
    'the amount equals the estimate to the cent' as fault_en,
    cast(1 as bigint) as contracts,
    cast(case when is_round then 1 else 0 end as bigint) as round_contracts
from signed

union all

select
    'contractor' as subject_type,
    contractor_id as subject_id,
    cast(null as varchar) as unit_code,
    cast(null as date) as tested_on,
    round(round_contracts / cast(contracts as double), 9) >= min_round_share as is_hit,
    cast(null as varchar) as missing,
    last_round_on as happened_on,
    cast(amount_cny as decimal(18, 2)) as amount_cny,
    contractor_id,
    cast(null as decimal(18, 2)) as estimate_cny,
    '合同额多为整万元' as fault_zh,
    'many of its contracts are in whole ten thousands' as fault_en,
    contracts,
    round_contracts
from by_contractor
where contracts >= min_contracts
