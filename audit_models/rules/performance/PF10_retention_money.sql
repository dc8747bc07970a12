/* ---
id: PF10
title: {zh: 质保金违规, en: Retention money}
says:
  zh: "合同{subject_id}（{amount_cny}元）质保金比例{retention_rate:%}（上限{max_rate:%}）[；质保期至{warranty_ends_on}]，返还日期：{released_on:尚未返还}（判断至{judged_on}；应在质保期满后{max_days}天内返还）。"
  en: "Contract {subject_id} ({amount_cny} yuan): retention {retention_rate:%} (limit {max_rate:%})[; warranty until {warranty_ends_on}]; released: {released_on:not yet} (judged to {judged_on}; due within {max_days} days of the end of the warranty)."
why:
  zh: 超比例预留或到期不退质保金占用承包方资金，也为索要好处留下把柄。
  en: Keeping back too much, or not giving it back in time, holds the contractor's money and gives a lever for favours.
innocent:
  zh: 质保期内存在未处理的缺陷，以保函代替质保金，合同约定了更长质保期，或返还未录入系统。
  en: Defects are still open, a guarantee stands in for the money, the contract sets a longer warranty, or the release was not entered.
ground: [quality_retention_measures]
severity: M
subject: contract
hit_key: [subject_id]
needs: [contracts.retention_rate, contracts.accepted_on, payments.kind]
needs_to_clear: [contracts.warranty_months]
optional_needs: [client_projects.cancelled_at]
params:
  max_rate: [{from: 1900-01-01, value: 0.03}]
  max_days: [{from: 1900-01-01, value: 30}]
status: active
--- */
with released as (
    select
        payments.contract_id,
        min(case when payments.kind = 'retention_release' then payments.paid_on end) as released_on,
        min(
            case when coalesce(payments.kind, 'retention_release') = 'retention_release' then payments.paid_on end
        ) as perhaps_on
    from payments
    inner join run on payments.paid_on <= run.as_of
    group by payments.contract_id
),

signed as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.signed_on,
        contracts.amount_cny,
        case when contracts.accepted_on <= run.as_of then contracts.accepted_on end as accepted_on,
        contracts.retention_rate,
        cast(contracts.accepted_on + contracts.warranty_months * interval '1' month as date) as warranty_ends_on,
        least(cast(projects.cancelled_at as date), run.as_of) as open_until,
        params.max_rate,
        params.max_days
    from contracts
    cross join run
    inner join params on contracts.signed_on between params.valid_from and params.valid_to
    left join projects on projects.project_id = contracts.project_id
),

timed as (
    select
        signed.*,
        released.released_on,
        coalesce(released.released_on, signed.open_until) as judged_on,
        days_between(signed.warranty_ends_on, coalesce(released.released_on, signed.open_until))
            as days_after_warranty,
        days_between(signed.warranty_ends_on, coalesce(released.perhaps_on, signed.open_until)) as least_days
    from signed
    left join released on released.contract_id = signed.contract_id
),

weighed as (
    select
        timed.*,
        case
            when least_days > max_days then true
            when days_after_warranty <= max_days then false
        end as is_overdue
    from timed
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    retention_rate > max_rate or (retention_rate > 0 and is_overdue) as is_hit,
    case
        when retention_rate is null then 'contracts.retention_rate'
        when warranty_ends_on is null then 'contracts.warranty_months'
        else 'payments.kind'
    end as missing,
    case when retention_rate > max_rate then signed_on else judged_on end as happened_on,
    amount_cny,
    retention_rate,
    max_rate,
    accepted_on,
    warranty_ends_on,
    released_on,
    judged_on,
    days_after_warranty,
    max_days
from weighed
where accepted_on is not null
