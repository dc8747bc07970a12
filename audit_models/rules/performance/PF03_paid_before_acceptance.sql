/* ---
id: PF03
title: {zh: 未验先付, en: Paid before acceptance}
says:
  zh: "合同{subject_id}（合同价{contract_cny}元）在验收（{accepted_on}）之前已付{amount_cny}元；上限为合同价的{max_share:%}[；首笔结算款于{settlement_paid_on}支付]。"
  en: "Contract {subject_id} ({contract_cny} yuan): {amount_cny} yuan had been paid before its acceptance on {accepted_on}; the limit is {max_share:%} of the price[; first settlement payment on {settlement_paid_on}]."
why:
  zh: 验收前付清款项，使质量和工期失去约束，也可能是虚假结算或套取资金。
  en: Paying in full before acceptance gives up the hold on quality and time, and may be a fictitious settlement.
innocent:
  zh: 验收日期登记偏晚，合同约定到货即付清（如设备），或款项类型登记有误。
  en: The acceptance was written down too late, the contract provides for payment on delivery (equipment), or the kind of payment was entered wrongly.
ground: [own_practice]
severity: M
subject: contract
hit_key: [subject_id]
needs: [payments, contracts.accepted_on]
needs_to_clear: [payments.kind]
params:
  max_share: [{from: 1900-01-01, value: 0.97}]
status: active
--- */
with priced as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.amount_cny as contract_cny,
        contracts.accepted_on,
        params.max_share,
        cast(params.max_share as decimal(8, 4)) * contracts.amount_cny as allowed_cny
    from contracts
    inner join params on contracts.signed_on between params.valid_from and params.valid_to
    left join projects on projects.project_id = contracts.project_id
),

dated_payments as (
    select
        payments.contract_id,
        payments.payment_id,
        payments.paid_on,
        payments.amount_cny,
        payments.kind,
        coalesce(payments.paid_on < priced.accepted_on, true) as may_be_early,
        priced.allowed_cny
    from payments
    inner join run on payments.paid_on <= run.as_of
    inner join priced on priced.contract_id = payments.contract_id
),

cumulated as (
    select
        dated_payments.*,
        sum(amount_cny) over (
            partition by contract_id
            order by paid_on nulls last, payment_id nulls last
        ) as paid_until_then_cny
    from dated_payments
),

paid as (
    select
        contract_id,
        max(paid_on) as last_paid_on,
        sum(case when may_be_early then amount_cny end) as early_cny,
        min(case when paid_until_then_cny > allowed_cny then paid_on end) as exceeded_on,
        min(case when may_be_early and kind = 'settlement' then paid_on end) as settlement_paid_on,
        sum(case when may_be_early and kind is null then 1 else 0 end) as early_without_kind
    from cumulated
    group by contract_id
),

weighed as (
    select
        priced.*,
        paid.last_paid_on,
        paid.early_cny,
        paid.settlement_paid_on,
        case when paid.early_cny > priced.allowed_cny then paid.exceeded_on end as exceeded_on,
        case
            when paid.contract_id is null or paid.settlement_paid_on is not null then null
            when priced.contract_cny <= 0 then 'contracts.amount_cny'
            when paid.early_cny > priced.allowed_cny then null
            when paid.early_without_kind > 0 then 'payments.kind'
        end as gap
    from priced
    left join paid on paid.contract_id = priced.contract_id
),

judged as (
    select
        weighed.*,
        case
            when gap is null then coalesce(settlement_paid_on, exceeded_on) is not null
        end as is_early
    from weighed
)

select
    contract_id as subject_id,
    unit_code,
    last_paid_on as tested_on,
    case when accepted_on is not null or not is_early then is_early end as is_hit,
    case when accepted_on is null then 'contracts.accepted_on' else gap end as missing,
    least(settlement_paid_on, exceeded_on) as happened_on,
    early_cny as amount_cny,
    contract_cny,
    accepted_on,
    settlement_paid_on,
    max_share
from judged
