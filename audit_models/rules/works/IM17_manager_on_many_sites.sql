/* ---
id: IM17
title: {zh: 项目经理多点, en: Manager on many sites}
says:
  zh: "合同{subject_id}的项目经理{project_manager}（承包商{contractor_id}）自{happened_on}起同时负责多份施工期重叠的合同，最多时{most_contracts}份。"
  en: "Contract {subject_id}: its project manager {project_manager} of contractor {contractor_id} had several contracts with works under way at once from {happened_on} on, {most_contracts} at the most."
why:
  zh: 一人同时负责多个工地，现场管理难以到位，也可能是挂名项目经理或借用资质。
  en: One person can hardly run several sites at once; the name may be lent, or the permit borrowed.
innocent:
  zh: 工程小而相邻，或姓名相同而并非同一人，经批准的兼任也属正常。
  en: The works are small and next to each other, two people share a name, or holding several posts was approved.
ground: [own_practice]
severity: M
subject: contract
hit_key: [subject_id]
needs: [contracts.project_manager, contracts.actual_start_on]
optional_needs: [contracts.project_id, contracts.actual_finish_on]
params:
  min_contracts: [{from: 1900-01-01, value: 3}]
status: active
--- */
-- Most works run on a day on which one of them starts: only those days are looked at.
with works as (
    select
        placed_contracts.*,
        text_key(project_manager) as manager,
        coalesce(
            actual_finish_on,
            case when project_status = 'cancelled' then cancelled_on end,
            run.as_of
        ) as last_day
    from placed_contracts
    inner join run on placed_contracts.signed_on <= run.as_of
    where actual_start_on is null or actual_start_on <= run.as_of
),

start_days as (
    select distinct contractor_id, manager, actual_start_on as day
    from works
),

running as (
    select
        start_days.contractor_id,
        start_days.manager,
        start_days.day,
        count(*) as contracts
    from start_days
    inner join works
        on works.contractor_id = start_days.contractor_id
        and works.manager = start_days.manager
        and start_days.day between works.actual_start_on and works.last_day
    group by start_days.contractor_id, start_days.manager, start_days.day
),

busiest as (
    select
        works.contract_id,
        max(running.contracts) as most_contracts,
        min(case when running.contracts >= params.min_contracts then running.day end) as first_day
    from works
    inner join running
        on running.contractor_id = works.contractor_id
        and running.manager = works.manager
        and running.day between works.actual_start_on and works.last_day
    inner join params on running.day between params.valid_from and params.valid_to
    group by works.contract_id
)

select
    works.contract_id as subject_id,
    works.unit_code,
    works.signed_on as tested_on,
    case
        when busiest.first_day is not null then true
        when works.manager is not null and works.actual_start_on is not null then false
    end as is_hit,
    case
        when works.manager is null then 'contracts.project_manager'
        else 'contracts.actual_start_on'
    end as missing,
    busiest.first_day as happened_on,
    works.amount_cny,
    works.scope,
    works.contractor_id,
    works.project_manager,
    works.actual_start_on,
    works.last_day,
    busiest.most_contracts
from works
left join busiest on busiest.contract_id = works.contract_id
