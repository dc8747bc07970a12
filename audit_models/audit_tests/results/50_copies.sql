-- Payments that agree with another one, among those of each unit and all below it: of one contract, day, amount
-- and payee; or of one invoice number. An empty cell agrees with nothing.
with same as (
    select
        'same_day' as kind,
        concat_ws('|', contract_id, paid_on, amount_cny, payee_account) as key,
        unnest(list(payment_id)) as payment_id
    from source.payments
    where payee_account is not null
    group by contract_id, paid_on, amount_cny, payee_account
    having count(*) > 1

    union all

    select 'same_invoice' as kind, invoice_no as key, unnest(list(payment_id)) as payment_id
    from source.payments
    where invoice_no is not null
    group by invoice_no
    having count(*) > 1
),

seen as (
    select
        tree.ancestor_code as unit_code,
        same.kind,
        payments.contract_id,
        placed.project_id,
        payments.payment_id,
        payments.paid_on,
        payments.invoice_no,
        cast(payments.amount_cny as double) as amount_cny,
        -- Counted among what the unit may see: elsewhere it has no copy.
        count(*) over (partition by tree.ancestor_code, same.kind, same.key) as copies
    from same
    inner join source.payments as payments on payments.payment_id = same.payment_id
    inner join core.placed_contracts as placed on placed.contract_id = payments.contract_id
    inner join core.unit_tree as tree on tree.unit_code = placed.unit_code
)

select *
from seen
where copies > 1
order by unit_code, kind, amount_cny desc, payment_id
