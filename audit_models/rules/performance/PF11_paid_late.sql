/* ---
id: PF11
title: {zh: 付款逾期, en: Paid late}
says:
  zh: "合同{subject_id}（{amount_cny}元）{accepted_on}验收，至{judged_on}已{days}天，结算款付款日期：{settled_on:尚未支付}；期限{max_days}天。"
  en: "Contract {subject_id} ({amount_cny} yuan) was accepted on {accepted_on}; {days} days until {judged_on}, settlement paid: {settled_on:not yet}; the limit is {max_days} days."
why:
  zh: 对非关联企业拖欠结算款侵害中小企业权益，与关联企业比较可见差别对待。
  en: Holding back what is due to outside firms harms them, and beside prompt payment of affiliates it shows unequal treatment.
innocent:
  zh: 承包方未提交结算资料或发票、存在质量争议，合同约定了不同期限，或付款未录入系统。
  en: The contractor handed in no papers or invoice, quality is in dispute, the contract sets another period, or the payment was not entered.
ground: [sme_payment_regulation.art_9]
severity: M
subject: contract
hit_key: [subject_id]
needs: [contractors, contracts.accepted_on, payments.kind]
optional_needs: [client_projects.cancelled_at]
params:
  max_days: [{from: 1900-01-01, value: 60}]
status: active
--- */
with paid as (
    select
        payments.contract_id,
        max(payments.paid_on) as last_paid_on,
        min(case when payments.kind = 'settlement' then payments.paid_on end) as settled_on,
        min(case when coalesce(payments.kind, 'settlement') = 'settlement' then payments.paid_on end) as perhaps_on
    from payments
    inner join run on payments.paid_on <= run.as_of
    group by payments.contract_id
),

accepted as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.contractor_id,
        contracts.amount_cny,
        contracts.accepted_on,
        least(cast(projects.cancelled_at as date), run.as_of) as open_until,
        params.max_days
    from contracts
    inner join run on contracts.accepted_on <= run.as_of
    inner join params on contracts.accepted_on between params.valid_from and params.valid_to
    left join projects on projects.project_id = contracts.project_id
),

timed as (
    select
        accepted.*,
        contractors.is_affiliate,
        paid.last_paid_on,
        paid.settled_on,
        coalesce(paid.settled_on, accepted.open_until) as judged_on,
        days_between(accepted.accepted_on, coalesce(paid.settled_on, accepted.open_until)) as days,
        days_between(accepted.accepted_on, coalesce(paid.perhaps_on, accepted.open_until)) as least_days
    from accepted
    left join contractors on contractors.contractor_id = accepted.contractor_id
    left join paid on paid.contract_id = accepted.contract_id
    where coalesce(contractors.is_affiliate, false) = false
)

select
    contract_id as subject_id,
    unit_code,
    last_paid_on as tested_on,
    case
        when is_affiliate is null then null
        when least_days > max_days then true
        when days <= max_days then false
    end as is_hit,
    case when is_affiliate is null then 'contractors.is_affiliate' else 'payments.kind' end as missing,
    judged_on as happened_on,
    amount_cny,
    contractor_id,
    accepted_on,
    settled_on,
    judged_on,
    days,
    max_days
from timed
