-- The first two significant digits of amounts of each kind, by unit: a number with one has 0 as its second.
-- What is dated after as_of has not happened.
with placed as (
    select * from core.placed_contracts
),

amounts as (
    select 'contracts' as kind, placed.unit_code, placed.amount_cny
    from placed
    cross join core.run as run
    where placed.signed_on <= run.as_of or placed.signed_on is null

    union all

    select 'settlements', placed.unit_code, contracts.settlement_cny
    from source.contracts as contracts
    inner join placed on placed.contract_id = contracts.contract_id
    cross join core.run as run
    where contracts.settled_on <= run.as_of or contracts.settled_on is null

    union all

    select 'payments', placed.unit_code, payments.amount_cny
    from source.payments as payments
    inner join placed on placed.contract_id = payments.contract_id
    cross join core.run as run
    where payments.paid_on <= run.as_of
),

written as (
    select kind, unit_code, ltrim(replace(cast(abs(amount_cny) as varchar), '.', ''), '0') as digits
    from amounts
    where amount_cny <> 0 and unit_code is not null
)

select kind, unit_code, cast(rpad(left(digits, 2), 2, '0') as integer) as first_two, count(*) as numbers
from written
group by all
order by all
