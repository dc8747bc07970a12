-- Account managers and contractors with 5 contracts together or more, signed in the twelve months that end with
-- `month`, for each unit with all below it. The pair is of one unit, works_unit_code; of the unit asked for is only
-- officer_contracts, all of the officer's contracts there that are compared.
--   expected: over county × scope × voltage × size band, the officer's contracts × the contractor's share of the cell
-- A cell that only one officer has compares nothing and is left out.
with months as (
    select cast(unnest(generate_series(first_month, last_month, interval 1 month)) as date) as month
    from core.run
),

placed as (
    select
        projects.account_manager_id as employee_id,
        contracts.contractor_id,
        contracts.unit_code,
        concat_ws('/', contracts.scope, contracts.voltage_kv, contracts.size_band) as cell,
        month_start(contracts.signed_on) as month,
        count(*) as contracts
    from core.placed_contracts as contracts
    inner join core.projects as projects on projects.project_id = contracts.project_id
    where
        projects.account_manager_id is not null
        and contracts.voltage_kv is not null
        and contracts.size_band is not null
    group by all
),

signed as (
    select
        months.month,
        placed.employee_id,
        placed.contractor_id,
        placed.unit_code,
        placed.cell,
        sum(placed.contracts) as contracts
    from placed
    inner join months on placed.month between months.month - to_months(11) and months.month
    group by all
),

cells as (
    select month, unit_code, cell, sum(contracts)::double as contracts
    from signed
    group by month, unit_code, cell
    having count(distinct employee_id) > 1
),

alike as (
    select signed.*, cells.contracts as of_cell
    from signed
    inner join cells using (month, unit_code, cell)
),

officers as (
    select month, employee_id, unit_code, cell, any_value(of_cell) as of_cell, sum(contracts) as contracts
    from alike
    group by month, employee_id, unit_code, cell
),

contractors as (
    select month, contractor_id, unit_code, cell, sum(contracts) as contracts
    from alike
    group by month, contractor_id, unit_code, cell
),

pairs as (
    select month, employee_id, contractor_id, unit_code, sum(contracts) as contracts
    from alike
    group by month, employee_id, contractor_id, unit_code
    having sum(contracts) >= 5
),

usual as (
    select
        pairs.month,
        pairs.employee_id,
        pairs.contractor_id,
        pairs.unit_code,
        any_value(pairs.contracts) as contracts,
        sum(officers.contracts * contractors.contracts / officers.of_cell) as expected
    from pairs
    inner join officers using (month, employee_id, unit_code)
    inner join contractors
        on contractors.month = pairs.month
        and contractors.contractor_id = pairs.contractor_id
        and contractors.unit_code = pairs.unit_code
        and contractors.cell = officers.cell
    group by pairs.month, pairs.employee_id, pairs.contractor_id, pairs.unit_code
),

compared as (
    select tree.ancestor_code as unit_code, officers.month, officers.employee_id, sum(officers.contracts) as contracts
    from officers
    inner join core.unit_tree as tree on tree.unit_code = officers.unit_code
    group by all
)

select
    tree.ancestor_code as unit_code,
    usual.month,
    usual.employee_id,
    usual.contractor_id,
    usual.unit_code as works_unit_code,
    usual.contracts::bigint as contracts,
    usual.expected,
    compared.contracts::bigint as officer_contracts
from usual
inner join core.unit_tree as tree on tree.unit_code = usual.unit_code
inner join compared
    on compared.unit_code = tree.ancestor_code
    and compared.month = usual.month
    and compared.employee_id = usual.employee_id
order by tree.ancestor_code, usual.month, usual.employee_id, usual.contractor_id
