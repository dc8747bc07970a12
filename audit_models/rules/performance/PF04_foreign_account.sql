/* ---
id: PF04
title: {zh: 收款账户不符, en: Paid into a foreign account}
says:
  zh: "合同{subject_id}：{happened_on}的付款{payment_id}付入账户{payee_account}，承包商{contractor_id}登记的账户为{bank_account}；此类付款共{foreign_payments}笔{amount_cny}元。"
  en: "Contract {subject_id}: payment {payment_id} of {happened_on} went to account {payee_account}, while contractor {contractor_id} has the account {bank_account}; such payments: {foreign_payments}, {amount_cny} yuan in all."
why:
  zh: 工程款付入承包商以外的账户，可能是资金外流或实际施工人另有其人。
  en: Money that goes to somebody else's account may leave the project, or show that somebody else does the works.
innocent:
  zh: 承包商变更了账户而登记未更新，依法保理或债权转让，或法院要求协助执行。
  en: The contractor changed the account and the register was not updated, the claim was lawfully assigned, or a court ordered it.
ground: [own_practice]
severity: H
subject: contract
hit_key: [subject_id]
needs: [contracts, payments.payee_account, contractors.bank_account]
optional_needs: [payments.kind]
status: active
--- */
with accounts as (
    select contractor_id, bank_account, code_key(bank_account) as account_key
    from contractors
),

paid as (
    select payments.*, code_key(payments.payee_account) as payee_key
    from payments
),

compared as (
    select
        paid.payment_id,
        paid.contract_id,
        contracts.contractor_id,
        paid.paid_on,
        paid.amount_cny,
        paid.payee_account,
        accounts.bank_account,
        case
            when paid.payee_key is null then 'payments.payee_account'
            when accounts.account_key is null then 'contractors.bank_account'
            when paid.kind is null and paid.payee_key <> accounts.account_key
                then 'payments.kind'
        end as gap,
        paid.payee_key <> accounts.account_key as is_foreign
    from paid
    inner join run on paid.paid_on <= run.as_of
    inner join contracts on contracts.contract_id = paid.contract_id
    left join accounts on accounts.contractor_id = contracts.contractor_id
    where coalesce(paid.kind, 'progress') <> 'wages'
),

judged as (
    select
        compared.*,
        case when gap is null then is_foreign end as is_hit
    from compared
),

in_order as (
    select
        judged.*,
        sum(case when is_hit then amount_cny end) over (partition by contract_id) as foreign_cny,
        sum(case when is_hit then 1 else 0 end) over (partition by contract_id) as foreign_payments,
        row_number() over (
            partition by contract_id
            order by
                case when is_hit then 0 when is_hit is null then 1 else 2 end nulls last,
                paid_on nulls last,
                payment_id nulls last
        ) as place
    from judged
)

select
    contract_accounts.contract_id as subject_id,
    contract_accounts.unit_code,
    contract_accounts.last_paid_on as tested_on,
    case when in_order.contract_id is null then false else in_order.is_hit end as is_hit,
    in_order.gap as missing,
    in_order.paid_on as happened_on,
    cast(in_order.foreign_cny as decimal(18, 2)) as amount_cny,
    contract_accounts.contractor_id,
    in_order.payment_id,
    in_order.payee_account,
    in_order.bank_account,
    in_order.foreign_payments
from contract_accounts
left join in_order
    on in_order.contract_id = contract_accounts.contract_id
    and in_order.place = 1
