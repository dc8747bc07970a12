-- Every application with each earlier one of the same customer or site that was cancelled.
--   days_apart      from the cancellation to the application; negative where it was not yet cancelled
--   kva_difference  share by which the two capacities differ, of the first's
with projects as (
    select * from core.projects
),

cancelled as (
    select
        project_key,
        project_id,
        customer_id,
        site_key,
        applied_at,
        applied_kva,
        cast(cancelled_at as date) as cancelled_on
    from projects
    where cancelled_at is not null or status = 'cancelled'
),

same_customer_or_site as (
    select projects.project_key, cancelled.project_key as first_key
    from projects
    inner join cancelled on cancelled.customer_id = projects.customer_id

    union

    select projects.project_key, cancelled.project_key as first_key
    from projects
    inner join cancelled on cancelled.site_key = projects.site_key
)

select
    projects.project_key,
    projects.project_id,
    projects.accepted_on,
    cancelled.project_id as first_project_id,
    cancelled.applied_kva as first_kva,
    cancelled.cancelled_on as first_cancelled_on,
    days_between(cancelled.cancelled_on, projects.applied_at) as days_apart,
    round(abs(projects.applied_kva - cancelled.applied_kva) / nullif(cancelled.applied_kva, 0), 9) as kva_difference
from same_customer_or_site
inner join projects on projects.project_key = same_customer_or_site.project_key
inner join cancelled on cancelled.project_key = same_customer_or_site.first_key
where cancelled.applied_at < projects.applied_at
