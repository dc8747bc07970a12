/* ---
id: PF02
title: {zh: 超合同付款, en: Paid above contract}
says:
  zh: "合同{subject_id}累计付款{paid_cny}元，自{happened_on}起超过可付的{allowed_cny}元（合同价{contract_cny}元、经批准变更{approved_changes_cny}元[、结算{settlement_cny}元]），超出{amount_cny}元。"
  en: "Contract {subject_id}: {paid_cny} yuan paid, since {happened_on} more than the {allowed_cny} due (contract price {contract_cny}, approved variations {approved_changes_cny}[, settlement {settlement_cny}]); {amount_cny} yuan too much."
why:
  zh: 付款超过合同与结算，可能是重复支付、虚假付款或未经批准的变更。
  en: Paying more than contract and settlement allow points to double or fictitious payments, or to variations that nobody approved.
innocent:
  zh: 变更批准或结算未录入系统，一笔付款误记到本合同，或超付款已退回但未登记。
  en: An approved variation or the settlement was not entered, a payment of another contract was booked on this one, or money paid back was not recorded.
ground: [own_practice]
severity: H
subject: contract
hit_key: [subject_id]
needs: [contracts, payments, contract_changes.approved_on]
optional_needs: [contracts.settlement_cny]
params:
  tolerance_cny: [{from: 1900-01-01, value: 1}]
status: active
--- */
-- Payments up to as_of come first in the order, so that a later one cannot be the one that exceeds.
with priced as (
    select
        contract_accounts.*,
        greatest(contract_cny + approved_changes_cny, settlement_cny) as allowed_cny,
        params.tolerance_cny
    from contract_accounts
    inner join params on contract_accounts.signed_on between params.valid_from and params.valid_to
),

cumulated as (
    select
        payments.contract_id,
        payments.paid_on,
        sum(payments.amount_cny) over (
            partition by payments.contract_id
            order by payments.paid_on nulls last, payments.payment_id nulls last
        ) as paid_until_then_cny
    from payments
),

exceeded as (
    select
        priced.contract_id,
        min(cumulated.paid_on) as exceeded_on
    from priced
    inner join cumulated
        on cumulated.contract_id = priced.contract_id
        and cumulated.paid_until_then_cny > priced.allowed_cny + priced.tolerance_cny
    group by priced.contract_id
)

select
    priced.contract_id as subject_id,
    priced.unit_code,
    priced.last_paid_on as tested_on,
    coalesce(priced.paid_cny, 0) > priced.allowed_cny + priced.tolerance_cny as is_hit,
    cast(null as varchar) as missing,
    exceeded.exceeded_on as happened_on,
    priced.paid_cny - priced.allowed_cny as amount_cny,
    priced.contract_cny,
    priced.approved_changes_cny,
    priced.settlement_cny,
    priced.allowed_cny,
    priced.paid_cny
from priced
left join exceeded on exceeded.contract_id = priced.contract_id
