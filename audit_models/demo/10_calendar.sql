-- The working clock's table: working days numbered, and for every day their running number.
-- `core.days` was loaded from the calendar of the project. Plans reach further than it: two years of
-- plain weekdays are appended, for dates that are still to come.
create table demo.days as
with
last_known as (
    select max(day) as day, max(workday) as workday from core.days
),

weekdays as (
    select
        cast(last_known.day + cast(days.n as integer) as date) as day,
        isodow(last_known.day + cast(days.n as integer)) < 6 as is_workday,
        last_known.workday,
        days.n,
    from last_known
    cross join range(1, 731) as days (n)
),

ahead as (
    select
        day,
        is_workday,
        workday + count(*) filter (where is_workday) over (order by n) as workday,
    from weekdays
)

select day, is_workday, cast(workday as integer) as workday from core.days
union all
select day, is_workday, cast(workday as integer) as workday from ahead;

set variable first_day = (select min(day) from demo.days);
set variable workday_counts = (select list(workday order by day) from demo.days);
set variable workdays = (select list(day order by day) from demo.days where is_workday);

-- The working clock: the integer part is the running number of a working day, the fraction runs
-- from 8:00 to 17:00. Adding 2 to a time on this clock is waiting two working days.
create macro workday(day) as getvariable('workday_counts')[cast(day as date) - getvariable('first_day') + 1];

create macro clock_day(clock) as getvariable('workdays')[cast(floor(clock) as integer)];

create macro clock_time(clock) as
    cast(clock_day(clock) as timestamp)
    + to_seconds(cast(28800 + floor((clock - floor(clock)) * 32400) as integer));

-- `days` working days later, at an hour of its own; with no days between, later on the same day.
create macro later(salt, id, clock, days) as
    case
        when days <= 0 then clock + (floor(clock) + 0.9999 - clock) * between_two(salt, id, 0.3, 0.9)
        else floor(clock) + days + between_two(salt, id, 0.05, 0.95)
    end;

-- Months and days that are told about; `end_clock` is the moment after the last working hour of as_of.
set variable first_month = date_trunc('month', getvariable('as_of')) - interval 35 months;
set variable first_month = cast(getvariable('first_month') as date);
set variable end_clock = workday(getvariable('as_of')) + 1;

create table demo.months as
select
    cast(month as date) as month,
    cast(row_number() over (order by month) as integer) as month_no,
from generate_series(
    cast(getvariable('first_month') as timestamp),
    cast(getvariable('as_of') as timestamp),
    interval 1 month
) as months (month);

insert into source.calendar_days by name
select
    day,
    is_workday,
    name_zh,
    name_en,
    '国务院办公厅节假日安排' as source,
from core.days
where day between getvariable('first_month') and getvariable('as_of');
