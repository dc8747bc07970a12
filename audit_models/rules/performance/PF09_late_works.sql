/* ---
id: PF09
title: {zh: 超工期, en: Late works}
says:
  zh: "合同{subject_id}计划{planned_finish_on}完工（计划工期{planned_days}天），至{judged_on}已超期{days_late}天，超过计划工期的{max_share:%}。"
  en: "Contract {subject_id} was to finish on {planned_finish_on} ({planned_days} days planned); by {judged_on} it was {days_late} days late, more than {max_share:%} of the planned duration."
why:
  zh: 工期超出过多推迟客户接电，也可能是承揽后转包、力量不足或以拖延索取变更。
  en: Works far behind schedule delay the connection and may mean that they were passed on, under-staffed, or held back to obtain variations.
innocent:
  zh: 客户要求延期或现场条件不具备且有记录，工期已经批准顺延，或完工日期漏登。
  en: The customer asked for delay or the site was not ready and this is on record, the time was extended with approval, or the end of works was not entered.
ground: [own_practice]
severity: M
subject: contract
hit_key: [subject_id]
needs: [contracts.planned_start_on, contracts.planned_finish_on, contracts.actual_finish_on]
optional_needs: [client_projects.cancelled_at]
params:
  max_share: [{from: 1900-01-01, value: 0.1}]
status: active
--- */
with planned as (
    select
        contracts.contract_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.signed_on,
        contracts.amount_cny,
        contracts.planned_start_on,
        contracts.planned_finish_on,
        case when contracts.actual_finish_on <= run.as_of then contracts.actual_finish_on end as actual_finish_on,
        least(cast(projects.cancelled_at as date), run.as_of) as open_until,
        params.max_share
    from contracts
    cross join run
    inner join params on contracts.signed_on between params.valid_from and params.valid_to
    left join projects on projects.project_id = contracts.project_id
),

timed as (
    select
        planned.*,
        coalesce(actual_finish_on, open_until) as judged_on,
        days_between(planned_finish_on, coalesce(actual_finish_on, open_until)) as days_late,
        days_between(planned_start_on, planned_finish_on) as planned_days
    from planned
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    days_late > 0 and days_late > round(max_share * planned_days, 9) as is_hit,
    case
        when planned_finish_on is null then 'contracts.planned_finish_on'
        else 'contracts.planned_start_on'
    end as missing,
    judged_on as happened_on,
    amount_cny,
    planned_start_on,
    planned_finish_on,
    actual_finish_on,
    judged_on,
    planned_days,
    days_late,
    max_share
from timed
