-- Histogram of the throughput time in working days; empty where a day is outside the calendar.
select unit_code, month, customer_class, days, count(*) as cases
from result.process_cases
group by all
order by unit_code, month, days
