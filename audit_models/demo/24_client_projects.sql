-- The applications as the source system shows them on as_of: what lies after the end of a project's
-- story is still empty. Oddity: a handful energised before they were accepted.
create table demo.projects as
select
    *,
    'K' || lpad(cast(customer_key as varchar), 9, '0') as customer_id,
    '1000' || lpad(cast(customer_key as varchar), 7, '0') as customer_phone,
    energise_to < end_clock as is_energised,
    archive_to < end_clock as is_archived,
    is_cancelled and cancel_clock < getvariable('end_clock') as has_been_cancelled,
    plant is null and contract_plant is null and energise_to < end_clock and archive_to < end_clock
    and chance('oddity', project_key, 0.0006) as is_odd,
    customer_class = 'lv_nonresident'
    and service in ('new', 'capacity_increase')
    and plant is distinct from 'PF12'
    and (applied_kva <= 100 or (applied_kva <= 160 and is_urban) or coalesce(plant = 'CP13', false))
        as is_three_zero,
    lpad(cast(account_manager_key as varchar), 8, '0') as account_manager_id,
    coalesce(fact_clock < end_clock, false) as is_plant_visible,
from demo.timeline;

create table source.client_projects as
select
    project_id,
    customer_id,
    unit_code,
    service,
    customer_class,
    supply_sources,
    voltage_kv,
    applied_kva,
    if(reply_clock < end_clock, applied_kva, null) as approved_kva,
    if(service = 'capacity_increase', round(applied_kva * between_two('previous', project_key, 0.3, 0.8)), null)
        as previous_kva,
    '演示地址' || lpad(cast(customer_key as varchar), 8, '0') as site_key,
    case
        when not is_online then if(chance('counter', project_key, 0.8), 'counter', 'phone')
        when uniform('channel', project_key) < 0.60 then 'app'
        when uniform('channel', project_key) < 0.82 then 'web'
        else 'gov_portal'
    end as channel,
    account_manager_id,
    case
        when plant = 'NW06' then '1001' || lpad(cast(account_manager_key as varchar), 7, '0')
        else customer_phone
    end as contact_phone,
    owner_type,
    case owner_type
        when 'state' then 'state'
        when 'government' then 'government'
        else if(customer_class = 'hv' and chance('foreign', customer_key, 0.03), 'foreign', 'private')
    end as fund_source,
    is_three_zero,
    is_urban,
    requested_voltage_kv,
    case
        when not is_energised then null
        when plant = 'PF14' then money(between_two('paid', project_key, 300, 6000))
        when customer_class = 'lv_resident' or is_three_zero then money(0)
        when customer_class = 'lv_nonresident' then money(applied_kva * between_two('paid', project_key, 180, 320))
        else money(construction_cny * between_two('paid', project_key, 1.05, 1.7))
    end as customer_paid_cny,
    applied_at,
    clock_time(accept_clock) as accepted_at,
    cast(applied_at as date) + case customer_class
        when 'hv' then whole('wanted', project_key, 60, 180)
        when 'lv_nonresident' then whole('wanted', project_key, 10, 40)
        else whole('wanted', project_key, 2, 10)
    end as wanted_on,
    case
        when is_odd then clock_time(accept_clock - 2)
        when is_energised then clock_time(energise_to)
    end as energised_at,
    if(is_archived, clock_time(archive_to), null) as archived_at,
    if(has_been_cancelled, clock_time(cancel_clock), null) as cancelled_at,
    if(has_been_cancelled, pick('reason', project_key, ['客户撤销申请', '客户建设计划调整', '资料不全']), null)
        as cancel_reason,
    case
        when has_been_cancelled then 'cancelled'
        when is_archived then 'archived'
        when is_energised then 'energised'
        else 'open'
    end as status,
from demo.projects;
