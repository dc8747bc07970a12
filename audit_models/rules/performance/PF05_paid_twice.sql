/* ---
id: PF05
title: {zh: 重复付款, en: Paid twice}
says:
  zh: "合同{subject_id}：{first_on}的付款{first_payment_id}与{happened_on}的付款{second_payment_id}{sameness_zh}（{amount_cny}元[，发票{invoice_no}]）。"
  en: "Contract {subject_id}: payment {first_payment_id} of {first_on} and payment {second_payment_id} of {happened_on} have {sameness_en} ({amount_cny} yuan[, invoice {invoice_no}])."
why:
  zh: 同一笔款付两次，或一张发票报两次，是套取资金的直接线索。
  en: Paying one sum or one invoice twice is a direct lead to money drawn without cause.
innocent:
  zh: 合同约定等额分期付款，同一发票分次支付各一半，或付款被银行退回后重付而退回未登记。
  en: The contract provides for equal instalments, an invoice was paid in two equal parts, or the bank returned the first payment and the return was not entered.
ground: [own_practice]
severity: H
subject: contract
hit_key: [subject_id]
needs: [contracts, payments]
needs_to_clear: [payments.invoice_no]
params:
  max_days: [{from: 1900-01-01, value: 30}]
status: active
--- */
with positive_payments as (
    select
        payments.payment_id,
        payments.contract_id,
        contracts.contractor_id,
        payments.paid_on,
        payments.amount_cny,
        text_key(payments.invoice_no) as invoice_no,
        params.max_days
    from payments
    inner join contracts on contracts.contract_id = payments.contract_id
    inner join run on payments.paid_on <= run.as_of
    inner join params on payments.paid_on between params.valid_from and params.valid_to
    where payments.amount_cny > 0
),

compared as (
    select
        positive_payments.*,
        lag(payment_id) over same_amount as amount_before_id,
        lag(paid_on) over same_amount as amount_before_on,
        lag(payment_id) over same_invoice as invoice_before_id,
        lag(paid_on) over same_invoice as invoice_before_on,
        lead(payment_id) over same_invoice as invoice_after_id,
        lead(paid_on) over same_invoice as invoice_after_on
    from positive_payments
    window
        same_amount as (
            partition by contract_id, amount_cny
            order by paid_on nulls last, payment_id nulls last
        ),
        same_invoice as (
            partition by contractor_id, invoice_no, amount_cny
            order by paid_on nulls last, payment_id nulls last
        )
),

pairs as (
    select
        contract_id,
        amount_cny,
        invoice_no,
        'amount' as sameness,
        amount_before_id as first_payment_id,
        amount_before_on as first_on,
        payment_id as second_payment_id,
        paid_on as second_on
    from compared
    where days_between(amount_before_on, paid_on) <= max_days

    union all

    select
        contract_id,
        amount_cny,
        invoice_no,
        'invoice' as sameness,
        invoice_before_id as first_payment_id,
        invoice_before_on as first_on,
        payment_id as second_payment_id,
        paid_on as second_on
    from compared
    where invoice_no is not null and invoice_before_id is not null

    union all

    select
        contract_id,
        amount_cny,
        invoice_no,
        'invoice' as sameness,
        payment_id as first_payment_id,
        paid_on as first_on,
        invoice_after_id as second_payment_id,
        invoice_after_on as second_on
    from compared
    where invoice_no is not null and invoice_after_id is not null
),

in_order as (
    select
        pairs.*,
        row_number() over (
            partition by contract_id
            order by second_on nulls last, sameness nulls last, second_payment_id nulls last
        ) as place
    from pairs
)

select
    contract_accounts.contract_id as subject_id,
    contract_accounts.unit_code,
    contract_accounts.last_paid_on as tested_on,
    in_order.contract_id is not null as is_hit,
    cast(null as varchar) as missing,
    in_order.second_on as happened_on,
    in_order.amount_cny,
    case when in_order.sameness = 'amount' then '金额相同' else '发票和金额相同' end as sameness_zh,
    case when in_order.sameness = 'amount' then 'the same amount' else 'the same invoice and amount' end as sameness_en,
    in_order.first_payment_id,
    in_order.first_on,
    in_order.second_payment_id,
    in_order.invoice_no
from contract_accounts
left join in_order
    on in_order.contract_id = contract_accounts.contract_id
    and in_order.place = 1
