/* ---
id: CP24
title: {zh: 供用电合同晚于送电, en: Supply contract after energising}
says:
  zh: "{subject_id}：{energised_at}送电，此前没有完成供用电合同签订（合同环节首次完成：{contract_finished_at:没有记录}）。"
  en: "{subject_id}: energised on {energised_at} with no supply contract concluded before (contract stage first finished: {contract_finished_at:no record})."
why:
  zh: 先送电后签合同，供用电双方权利义务、产权分界和计量方式没有约定，安全与收费责任不清。
  en: Power without a contract leaves duties, boundary and metering unsettled, and with them the liability for safety and charges.
innocent:
  zh: 合同已线下签订、系统补录较晚，或沿用原有供用电合同。
  en: The contract was signed on paper and entered later, or the earlier supply contract remains in force.
ground: [electric_power_law.art_27]
severity: M
subject: project
hit_key: [subject_id]
needs: [client_projects.energised_at, work_orders.finished_at]
optional_needs: [client_projects.cancelled_at]
status: active
--- */
with supply_contracts as (
    select
        project_key,
        min(finished_at) as finished_at
    from tasks
    where stage = 'contract'
    group by project_key
)

select
    projects.project_id as subject_id,
    projects.unit_code,
    projects.accepted_on as tested_on,
    case
        when projects.energised_at is not null
            then supply_contracts.finished_at is null or supply_contracts.finished_at > projects.energised_at
    end as is_hit,
    'client_projects.energised_at' as missing,
    cast(projects.energised_at as date) as happened_on,
    cast(null as decimal(18, 2)) as amount_cny,
    projects.customer_class,
    projects.energised_at,
    supply_contracts.finished_at as contract_finished_at,
    days_between(projects.energised_at, supply_contracts.finished_at) as days_late
from projects
cross join run
left join supply_contracts on supply_contracts.project_key = projects.project_key
where
    projects.status <> 'cancelled'
    and projects.cancelled_at is null
    and (
        cast(projects.energised_at as date) <= run.as_of
        or (projects.energised_at is null and projects.status in ('energised', 'archived'))
    )
