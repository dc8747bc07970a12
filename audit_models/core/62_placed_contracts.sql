-- Contracts with the unit they belong to, what their project says of owner, voltage and capacity, whether they
-- were tendered, and the tender limit in force on the day of signature.
--   ownership: public (owner state or government, or funds of the state), unknown, else private
--   is_tendered: by open or invited tender; without a tender false, null where its method is not known
--   size_band: 1 up to 160 kVA, 2 to 630, 3 to 2,000, 4 to 10,000, 5 above
with contracts as (
    select * from source.contracts
),

projects as (
    select * from core.projects
),

tenders as (
    select * from source.tenders
),

tender_limits as (
    select * from core.tender_limits
),

placed as (
    select
        contracts.contract_id,
        contracts.project_id,
        contracts.tender_id,
        contracts.contractor_id,
        coalesce(contracts.unit_code, projects.unit_code) as unit_code,
        contracts.scope,
        contracts.amount_cny,
        contracts.signed_on,
        contracts.actual_start_on,
        contracts.actual_finish_on,
        contracts.project_manager,
        projects.customer_id,
        projects.site_key,
        projects.owner_type,
        projects.fund_source,
        projects.voltage_kv,
        projects.status as project_status,
        cast(projects.cancelled_at as date) as cancelled_on,
        coalesce(projects.approved_kva, projects.applied_kva) as kva,
        tenders.method,
        tenders.category_code
    from contracts
    left join projects on projects.project_id = contracts.project_id
    left join tenders on tenders.tender_id = contracts.tender_id
)

select
    placed.*,
    case
        when kva <= 160 then 1
        when kva <= 630 then 2
        when kva <= 2000 then 3
        when kva <= 10000 then 4
        when kva > 10000 then 5
    end as size_band,
    case
        when owner_type in ('state', 'government') then 'public'
        when fund_source = 'state' then 'public'
        when owner_type is null then 'unknown'
        else 'private'
    end as ownership,
    case when tender_id is null then false else method in ('open', 'invited') end as is_tendered,
    tender_limits.limit_cny
from placed
left join tender_limits
    on tender_limits.scope = placed.scope
    and placed.signed_on between tender_limits.valid_from and tender_limits.valid_to
