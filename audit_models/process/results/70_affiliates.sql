-- What affiliates and other contractors are compared by: counts within county × voltage × size band. Whose a
-- project is, is told by its first builder; where he, the voltage or the size is not known, it is left out.
--   measure    connection_days: own working days, by the month of energising
--              first_pass: 1 where the first completion inspection passed, by the month in which it ended
--              without_clause: 1 where a failed review or inspection names no clause, by the month of its end
with builders as (
    select project_key, is_affiliate, voltage_kv, size_band
    from core.first_builders
    where is_affiliate is not null and voltage_kv is not null and size_band is not null
),

first_visits as (
    select
        project_key,
        arg_min(result, (started_at, work_order_id)) as result,
        arg_min(finished_at, (started_at, work_order_id)) as finished_at
    from core.tasks
    where stage = 'final_check' and result is not null and finished_at is not null
    group by project_key
),

measured as (
    select project_key, 'connection_days' as measure, '' as stage, month, own_days as value
    from core.connections
    where own_days is not null

    union all

    select project_key, 'first_pass', '', month_start(finished_at), if(result = 'passed', 1, 0)
    from first_visits

    union all

    select
        project_key, 'without_clause', stage::varchar, month_start(finished_at),
        if(nullif(trim(clause), '') is null, 1, 0)
    from core.tasks
    where stage in ('design_review', 'mid_check', 'final_check') and result = 'failed' and finished_at is not null
)

select
    projects.unit_code,
    measured.month,
    measured.measure,
    measured.stage,
    builders.voltage_kv,
    builders.size_band,
    builders.is_affiliate,
    measured.value,
    count(*) as cases
from measured
inner join builders on builders.project_key = measured.project_key
inner join core.projects as projects on projects.project_key = measured.project_key
cross join core.run as run
where measured.month between run.first_month and run.last_month
group by all
order by projects.unit_code, measured.month, measured.measure
