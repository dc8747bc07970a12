-- Whose a project is: the contractor of its first signed construction or epc contract, whether it is an affiliate,
-- and the project's voltage and size band, so that only what is alike is compared.
with placed_contracts as (
    select * from core.placed_contracts
),

contractors as (
    select * from source.contractors
),

project_keys as (
    select * from core.project_keys
),

run as (
    select * from core.run
),

in_order as (
    select
        placed_contracts.*,
        row_number() over (
            partition by placed_contracts.project_id
            order by placed_contracts.signed_on nulls last, placed_contracts.contract_id nulls last
        ) as place
    from placed_contracts
    inner join run on placed_contracts.signed_on <= run.as_of
    where placed_contracts.scope in ('construction', 'epc')
)

select
    project_keys.project_key,
    in_order.project_id,
    in_order.contract_id,
    in_order.contractor_id,
    contractors.is_affiliate,
    in_order.voltage_kv,
    in_order.size_band
from in_order
inner join project_keys on project_keys.project_id = in_order.project_id
left join contractors on contractors.contractor_id = in_order.contractor_id
where in_order.place = 1
