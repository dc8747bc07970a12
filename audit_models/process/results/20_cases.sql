-- Every connection made, with its way. Ways are compared by a 64-bit fingerprint of (stage, position), which
-- needs no sorting of twelve million tasks; two ways with one fingerprint are not to be expected.
-- A case without any task keeps its row, without a way.
--   days: accepted to energised (else archived) in working days; empty outside the calendar
with made as (
    select
        projects.project_key,
        projects.project_id,
        projects.unit_code,
        projects.customer_class,
        coalesce(projects.energised_at, projects.archived_at) as made_at,
        coalesce(projects.energised_workday, projects.archived_workday) - projects.accepted_workday as days
    from core.projects as projects
    cross join core.run as run
    where
        projects.status in ('energised', 'archived')
        and cast(coalesce(projects.energised_at, projects.archived_at) as date) <= run.as_of
),

ways as (
    select
        tasks.project_key,
        count(*) as steps,
        bit_xor(hash(enum_code(tasks.stage)::ubigint * 4294967296 + tasks.position)) as way
    from core.tasks as tasks
    cross join core.run as run
    where cast(tasks.started_at as date) <= run.as_of
    group by tasks.project_key
)

select
    made.project_key,
    made.project_id,
    made.unit_code,
    month_start(made.made_at) as month,
    made.customer_class,
    made.days,
    case
        when ways.way is not null then cast(dense_rank() over (order by ways.steps, ways.way) as integer)
    end as variant_id
from made
left join ways on ways.project_key = made.project_key
cross join core.run as run
where month_start(made.made_at) between run.first_month and run.last_month
order by made.unit_code, month, made.project_key
