/* ---
id: PF02
title: {zh: 超合同付款, en: Paid above contract}
says:
  zh: "合同{subject_id}累计付款{paid_cny}元，自{happened_on}起超过可付的{allowed_cny}元（合同价{contract_cny}元、经批准变更{approved_changes_cny}元、结算{settlement_cny}元），超出{amount_cny}元。"
  en: "Contract {subject_id}: {paid_cny} yuan paid, since {happened_on} more than the {allowed_cny} due (contract price {contract_cny}, approved variations {approved_changes_cny}, settlement {settlement_cny}); {amount_cny} yuan too much."
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
with approved_changes as (
    select
        contract_changes.contract_id,
        sum(contract_changes.delta_cny) as delta_cny
    from contract_changes
    inner join run on contract_changes.approved_on <= run.as_of
    group by contract_changes.contract_id
),

priced as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.amount_cny as contract_cny,
        coalesce(approved_changes.delta_cny, 0) as approved_changes_cny,
        contracts.settlement_cny,
        greatest(
            contracts.amount_cny + coalesce(approved_changes.delta_cny, 0),
            contracts.settlement_cny
        ) as allowed_cny,
        params.tolerance_cny
    from contracts
    inner join params on contracts.signed_on between params.valid_from and params.valid_to
    left join projects on projects.project_id = contracts.project_id
    left join approved_changes on approved_changes.contract_id = contracts.contract_id
),

cumulated as (
    select
        payments.contract_id,
        payments.paid_on,
        sum(payments.amount_cny) over (partition by payments.contract_id) as paid_cny,
        sum(payments.amount_cny) over (
            partition by payments.contract_id
            order by payments.paid_on nulls last, payments.payment_id nulls last
        ) as paid_until_then_cny
    from payments
    inner join run on payments.paid_on <= run.as_of
),

paid as (
    select
        priced.contract_id,
        max(cumulated.paid_on) as last_paid_on,
        max(cumulated.paid_cny) as paid_cny,
        min(
            case
                when cumulated.paid_until_then_cny > priced.allowed_cny + priced.tolerance_cny then cumulated.paid_on
            end
        ) as exceeded_on
    from priced
    inner join cumulated on cumulated.contract_id = priced.contract_id
    group by priced.contract_id
)

select
    priced.contract_id as subject_id,
    priced.unit_code,
    paid.last_paid_on as tested_on,
    coalesce(paid.paid_cny, 0) > priced.allowed_cny + priced.tolerance_cny as is_hit,
    cast(null as varchar) as missing,
    paid.exceeded_on as happened_on,
    paid.paid_cny - priced.allowed_cny as amount_cny,
    priced.contract_cny,
    priced.approved_changes_cny,
    priced.settlement_cny,
    priced.allowed_cny,
    paid.paid_cny
from priced
left join paid on paid.contract_id = priced.contract_id
