-- Windows of twelve whole calendar months that lie inside the run, one ending in each month that has one.
--   starts_on: the first day of the first month   last_month: the first day of the last   ends_on: its last day
-- The window of the year before ends on the day before starts_on; it is there only where it lies inside, too.
with run as (
    select * from core.run
),

days as (
    select * from core.days
),

months as (
    select
        min(days.day) as starts_on,
        max(days.day) as ends_on
    from days
    cross join run
    group by month_start(days.day), run.first_month, run.as_of
    having min(days.day) >= run.first_month and max(days.day) <= run.as_of
)

select
    firsts.starts_on,
    lasts.starts_on as last_month,
    lasts.ends_on
from months as lasts
-- Twelve months, and no other number of them, have 365 or 366 days.
inner join months as firsts on days_between(firsts.starts_on, lasts.ends_on) between 364 and 365
