-- Supply plans of high voltage and low-voltage business: the last version is the one replied.
-- Ordinary: one version, 6 % two. Planted: many versions (CP16), missing cells (CP17), a short
-- validity that ends before the works (CP15).
create table source.supply_plans as
with
replied as (
    select
        *,
        case
            when plant = 'CP16' then 3
            when customer_class = 'hv' and chance('second version', project_key, 0.06) then 2
            else 1
        end as versions,
    from demo.projects
    where reply_clock < end_clock and customer_class <> 'lv_resident'
),

versioned as (
    select *, unnest(range(1, versions + 1)) as version from replied
)

select
    'P' || project_id || '-' || version as plan_id,
    project_id,
    version,
    clock_time(reply_clock - (versions - version) * 0.04 * reply_span) as replied_at,
    '演示客户' || lpad(cast(customer_key as varchar), 7, '0') as signed_by,
    applied_kva as capacity_kva,
    voltage_kv,
    if(
        customer_class = 'hv',
        if(version < versions, 'SCB12-', 'SCB14-') || cast(cast(applied_kva as integer) as varchar), null
    ) as transformer_model,
    if(
        plant = 'CP17' and variant < 0.5, null,
        unit_code || '演示' || if(plant = 'CP16', version, 1 + project_key % 8) || '号变电站'
    ) as source_substation,
    'F' || unit_code || lpad(cast(whole('feeder', project_key, 1, 20) as varchar), 3, '0') as feeder_id,
    round(lognormal('distance', project_key, 0.6, 0.7), 2) as distance_km,
    money(if(customer_class = 'hv', construction_cny * between_two('estimated', project_key, 1.1, 1.5), 120 * applied_kva))
        as estimated_cost_cny,
    if(plant = 'CP17' and variant >= 0.5 and variant < 0.8, null, if(customer_class = 'hv', '高供高计', '低供低计'))
        as metering_mode,
    if(plant = 'CP17' and variant >= 0.8, null, '演示分界点' || lpad(cast(project_key as varchar), 7, '0'))
        as boundary_point,
    clock_day(reply_clock) + case
        when plant = 'CP15' then 3
        when customer_class <> 'hv' then 90
        when plant = 'CP11' then 1095
        else 365
    end as valid_until,
from versioned;
