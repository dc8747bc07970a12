-- The stages of every way in their order, read from one of its cases.
with examples as (
    select variant_id, min(project_key) as project_key
    from result.process_cases
    where variant_id is not null
    group by variant_id
)

select
    examples.variant_id,
    string_agg(cast(tasks.stage as varchar), '>' order by tasks.position) as path,
    count(*) as steps,
    count(*) - count(distinct tasks.stage) as repeats
from examples
inner join core.tasks as tasks on tasks.project_key = examples.project_key
cross join core.run as run
where cast(tasks.started_at as date) <= run.as_of
group by examples.variant_id
order by examples.variant_id
