/* ---
id: IM10
title: {zh: 事后补签, en: Variation approved after the fact}
says:
  zh: "合同{subject_id}：{changed_on}的变更{change_id}，批准日期：{approved_on:尚未批准}[；至{judged_on}已历时{waited_days}个工作日（限{max_days}个）]；工程验收日期：{accepted_on:尚未验收}；本合同此类变更共{late_changes}项。"
  en: "Contract {subject_id}: variation {change_id} of {changed_on}; approved: {approved_on:not yet}[; {waited_days} working days until {judged_on} (limit {max_days})]; works accepted: {accepted_on:not yet}; such variations of this contract: {late_changes}."
why:
  zh: 事后补签的变更无法核实是否真实发生，是抬高结算价款的常见方式。
  en: A variation written afterwards cannot be checked on site any more; it is a usual way to raise the settlement.
innocent:
  zh: 现场先有书面指令、审批流程因系统原因延后，或变更、批准日期登记有误。
  en: There was a written order on site beforehand, the approval was delayed by the system only, or one of the dates was written down wrongly.
ground: [own_practice]
severity: M
subject: contract
hit_key: [subject_id]
needs: [contract_changes.approved_on]
needs_to_clear: [contracts.accepted_on]
optional_needs: [contracts.project_id, client_projects.cancelled_at]
params:
  max_days: [{from: 1900-01-01, value: 5}]
status: active
--- */
with changes as (
    select
        contract_changes.change_id,
        contract_changes.contract_id,
        contract_changes.changed_on,
        contract_changes.delta_cny,
        case when contract_changes.approved_on <= run.as_of then contract_changes.approved_on end as approved_on,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.signed_on,
        contracts.accepted_on,
        case
            when cast(projects.cancelled_at as date) <= run.as_of then cast(projects.cancelled_at as date)
        end as cancelled_on,
        run.as_of
    from contract_changes
    inner join contracts on contracts.contract_id = contract_changes.contract_id
    left join projects on projects.project_id = contracts.project_id
    cross join run
),

judged as (
    select
        changes.*,
        coalesce(approved_on, cancelled_on, as_of) as judged_on
    from changes
),

waited as (
    select
        judged.*,
        params.max_days,
        ended.workday - started.workday as waited_days
    from judged
    inner join params on judged.changed_on between params.valid_from and params.valid_to
    left join days as started on started.day = judged.changed_on
    left join days as ended on ended.day = judged.judged_on
),

verdicts as (
    select
        waited.*,
        case when changed_on > accepted_on then true else waited_days > max_days end as is_late,
        case when changed_on > accepted_on then changed_on else judged_on end as happened_on
    from waited
),

in_order as (
    select
        verdicts.*,
        sum(case when is_late then delta_cny end) over (partition by contract_id) as late_cny,
        sum(case when is_late then 1 else 0 end) over (partition by contract_id) as late_changes,
        row_number() over (
            partition by contract_id
            order by
                case when is_late then 0 when is_late is null then 1 else 2 end nulls last,
                happened_on nulls last,
                change_id nulls last
        ) as place
    from verdicts
)

select
    contract_id as subject_id,
    unit_code,
    signed_on as tested_on,
    is_late as is_hit,
    'calendar' as missing,
    happened_on,
    cast(late_cny as decimal(18, 2)) as amount_cny,
    change_id,
    changed_on,
    approved_on,
    judged_on,
    accepted_on,
    waited_days,
    max_days,
    late_changes
from in_order
where place = 1
