-- Outages that began up to as_of. An outage belongs to the month in which it began, as a whole.
-- customer_hours: customers out × hours; null while it is open: not restored up to as_of, or restored before
-- it began, which nobody can turn into hours.
with outages as (
    select * from source.outages
),

run as (
    select * from core.run
)

select
    outages.outage_id,
    outages.unit_code,
    outages.feeder_id,
    outages.kind,
    outages.started_at,
    cast(outages.started_at as date) as started_on,
    month_start(outages.started_at) as month,
    outages.notified_at,
    outages.is_notice_complete,
    outages.customers_out,
    case
        when outages.restored_at >= outages.started_at and cast(outages.restored_at as date) <= run.as_of
            then outages.customers_out * cast(seconds_between(outages.started_at, outages.restored_at) as double) / 3600
    end as customer_hours
from outages
cross join run
where cast(outages.started_at as date) <= run.as_of
