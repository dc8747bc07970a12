/* ---
id: IM01
title: {zh: 先施工后签约, en: Work before contract}
says:
  zh: "合同{subject_id}（{scope}）{signed_on}签订，而工程已于{started_on}开工，早了{days_early}天。"
  en: "Contract {subject_id} ({scope}) was signed on {signed_on}, but the works had begun on {started_on}, {days_early} days earlier."
why:
  zh: 先施工后签约说明承揽方在合同之前已经确定，价格与责任无约束。
  en: Work before the contract means that the contractor was settled beforehand, with neither price nor duties bound.
innocent:
  zh: 抢修等紧急情况下事前有书面授权，开工日期为进场准备，或签订日期登记有误。
  en: An emergency with written authority beforehand, a start that was only preparation of the site, or a signature date written down wrongly.
ground: [internal_control]
severity: H
subject: contract
hit_key: [subject_id]
needs: [contracts]
optional_needs: [contracts.actual_start_on, contracts.project_id]
status: active
--- */
with first_construction as (
    select
        project_key,
        min(cast(started_at as date)) as constructed_on
    from tasks
    where stage = 'construct'
    group by project_key
),

dated_contracts as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.scope,
        contracts.amount_cny,
        contracts.signed_on,
        contracts.actual_start_on,
        contracts.scope in ('construction', 'epc') and contracts.project_id is null as lacks_project,
        case
            when contracts.scope in ('construction', 'epc') then first_construction.constructed_on
        end as constructed_on
    from contracts
    left join projects on projects.project_id = contracts.project_id
    left join first_construction on first_construction.project_key = projects.project_key
),

judged as (
    select
        dated_contracts.*,
        least(actual_start_on, constructed_on) as started_on
    from dated_contracts
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    case
        when started_on < signed_on then true
        when actual_start_on is not null and not lacks_project then false
    end as is_hit,
    case
        when actual_start_on is null then 'contracts.actual_start_on'
        else 'contracts.project_id'
    end as missing,
    started_on as happened_on,
    amount_cny,
    scope,
    signed_on,
    started_on,
    actual_start_on,
    constructed_on,
    days_between(started_on, signed_on) as days_early
from judged
