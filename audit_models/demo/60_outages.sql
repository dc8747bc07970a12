-- Outages of every county and month: about 0.3 a feeder and month, 55 % faults, 12 % temporary, the
-- rest planned and longer. A county's feeders take turns, so that none has three outages in 60 days by
-- chance. Planted: short or incomplete notice (SV01), and the weak feeder that fails again and again (SV02).
create table demo.outages as
with
county_months as (
    select
        units.*,
        months.month,
        months.month_no,
        cast(floor(
            units.feeders * 0.26 * case when month(months.month) in (6, 7, 8) then 1.25 else 0.95 end
            + uniform('outages', units.unit_code || months.month)
        ) as integer) as outages,
        coalesce(
            customer_counts.customers, units.customers
        ) as customers_served,
    from demo.units as units
    cross join demo.months as months
    left join source.customer_counts
        on customer_counts.unit_code = units.unit_code and customer_counts.month = months.month
    where units.level = 'county'
),

counted as (
    select
        *,
        unnest(range(outages)) as place,
        sum(outages) over (partition by unit_code order by month_no) - outages as before,
    from county_months
),

ordinary as (
    select
        unit_no * 1000000 + month_no * 1000 + place as outage_key,
        unit_code,
        unit_no,
        feeders,
        customers_served,
        month,
        'F' || unit_code || lpad(cast((before + place) % feeders as varchar), 3, '0') as feeder_id,
        cast(null as varchar) as plant,
        -- Evenly over the month, so that a feeder's turns are far apart.
        cast(month as timestamp)
        + to_seconds(cast(
            (place + uniform('when', unit_no * 1000000 + month_no * 1000 + place)) / outages * 27 * 86400 as integer
        )) as drawn_at,
    from counted
),

-- One weak feeder in every sixth county-quarter: four faults in five weeks.
weak as (
    select
        unit_no * 1000000 + month_no * 1000 + 900 + failure as outage_key,
        unit_code, unit_no, feeders, customers_served, month,
        'F' || unit_code || '9' || lpad(cast(month_no as varchar), 2, '0') as feeder_id,
        'SV02' as plant,
        cast(month as timestamp) + to_days(cast(1 + 9 * failure as integer)) + interval 14 hours as drawn_at,
    from county_months
    cross join range(3) as failures (failure)
    where month_no % 3 = 1 and chance('weak feeder', unit_code || month, 0.16)
),

kinds as (
    select
        *,
        case
            when plant = 'SV02' then 'fault'
            when uniform('kind', outage_key) < 0.55 then 'fault'
            when uniform('kind', outage_key) < 0.67 then 'temporary'
            else 'planned'
        end as kind,
        plant is null and chance('bad notice', outage_key, 0.02) as has_bad_notice,
    from (select * from ordinary union all select * from weak)
),

started as (
    select
        *,
        if(
            kind = 'fault', drawn_at,
            date_trunc('day', drawn_at) + to_seconds(whole('hour', outage_key, 12, 30) * 1800)
        ) as started_at,
        case kind
            when 'planned' then between_two('hours', outage_key, 2.5, 7)
            when 'temporary' then between_two('hours', outage_key, 1, 5)
            else least(20, lognormal('hours', outage_key, 1.4, 0.7))
        end as hours,
        cast(floor(customers_served / feeders * between_two('customers out', outage_key, 0.2, 0.8)) as integer)
            as customers_out,
    from kinds
)

select * from started where cast(started_at as date) <= getvariable('as_of');

create table source.outages as
select
    'A' || lpad(cast(outage_key as varchar), 10, '0') as outage_id,
    unit_code,
    feeder_id,
    kind,
    started_at,
    if(
        cast(started_at + to_seconds(cast(hours * 3600 as integer)) as date) <= getvariable('as_of'),
        started_at + to_seconds(cast(hours * 3600 as integer)), null
    ) as restored_at,
    case kind
        when 'planned' then started_at - if(
            has_bad_notice and chance('incomplete', outage_key, 0.7),
            to_hours(whole('short notice', outage_key, 30, 140)), to_hours(whole('notice', outage_key, 196, 340))
        )
        when 'temporary' then started_at - if(
            has_bad_notice and chance('incomplete', outage_key, 0.7),
            to_hours(whole('short notice', outage_key, 2, 20)), to_hours(whole('notice', outage_key, 26, 60))
        )
    end as notified_at,
    if(kind = 'fault', null, not has_bad_notice or chance('incomplete', outage_key, 0.7)) as is_notice_complete,
    customers_out,
    case kind
        when 'fault' then pick('cause', outage_key, ['设备缺陷', '外力破坏', '恶劣天气', '用户设备', '树障'])
        else pick('cause', outage_key, ['检修', '业扩接入', '迁改', '消缺'])
    end as cause,
from demo.outages;
