-- How long a stage itself took, start to finish in working days (empty: unfinished or outside the
-- calendar), and how many of its visits were repeats.
select
    cases.unit_code,
    cases.month,
    cases.customer_class,
    cast(tasks.stage as varchar) as stage,
    tasks.finished_workday - tasks.started_workday as work_workdays,
    count(*) as visits,
    count(*) - count(distinct tasks.project_key) as repeats
from core.tasks as tasks
inner join result.process_cases as cases on cases.project_key = tasks.project_key
cross join core.run as run
where cast(tasks.started_at as date) <= run.as_of
group by all
order by unit_code, month
