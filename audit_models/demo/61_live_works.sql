-- Work without interruption: three jobs a county and month, growing, each saving about what a planned
-- outage of one and a half feeders would cost.
create table source.live_works as
with
jobs as (
    select
        units.*,
        months.month,
        months.month_no,
        unnest(range(2 + cast(floor(
            2.5 * uniform('jobs', units.unit_code || months.month) + months.month_no / 18
        ) as integer))) as place,
    from demo.units as units
    cross join demo.months as months
    where units.level = 'county'
),

numbered as (
    select *, unit_no * 1000000 + month_no * 1000 + place as job_key from jobs
)

select
    'E' || lpad(cast(job_key as varchar), 10, '0') as live_work_id,
    unit_code,
    'F' || unit_code || lpad(cast(whole('feeder', job_key, 0, feeders - 1) as varchar), 3, '0') as feeder_id,
    cast(month + whole('day', job_key, 0, 27) as date) as done_on,
    round(customers / feeders * between_two('saved', job_key, 4, 10), 1) as saved_customer_hours,
from numbered
where month + whole('day', job_key, 0, 27) <= getvariable('as_of');
