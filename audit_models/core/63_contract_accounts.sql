-- What a contract is worth and what was paid on it by as_of: its price, the variations approved by then (0 where
-- there are none), the settlement, and its payments (null where there is none).
with contracts as (
    select * from source.contracts
),

contract_changes as (
    select * from source.contract_changes
),

payments as (
    select * from source.payments
),

projects as (
    select * from core.projects
),

run as (
    select * from core.run
),

approved_changes as (
    select
        contract_changes.contract_id,
        sum(contract_changes.delta_cny) as delta_cny
    from contract_changes
    inner join run on contract_changes.approved_on <= run.as_of
    group by contract_changes.contract_id
),

paid as (
    select
        payments.contract_id,
        sum(payments.amount_cny) as paid_cny,
        max(payments.paid_on) as last_paid_on
    from payments
    inner join run on payments.paid_on <= run.as_of
    group by payments.contract_id
)

select
    contracts.contract_id,
    contracts.contractor_id,
    coalesce(contracts.unit_code, projects.unit_code) as unit_code,
    contracts.signed_on,
    contracts.settled_on,
    contracts.amount_cny as contract_cny,
    coalesce(approved_changes.delta_cny, 0) as approved_changes_cny,
    contracts.settlement_cny,
    paid.paid_cny,
    paid.last_paid_on
from contracts
left join projects on projects.project_id = contracts.project_id
left join approved_changes on approved_changes.contract_id = contracts.contract_id
left join paid on paid.contract_id = contracts.contract_id
