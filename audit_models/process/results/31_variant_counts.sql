-- How many cases took each way; a mean of any span is sum(days) ÷ sum(timed).
select
    unit_code,
    month,
    customer_class,
    variant_id,
    count(*) as cases,
    count(days) as timed,
    sum(days) as days
from result.process_cases
group by all
order by unit_code, month, variant_id
