-- The peers of a project: the customers of its class under units of its unit's level, under one number.
with projects as (
    select * from core.projects
),

units as (
    select * from core.units
),

groups as (
    select
        projects.customer_class,
        units.level,
        min(projects.project_key) as peers_key
    from projects
    inner join units on units.unit_code = projects.unit_code
    group by projects.customer_class, units.level
)

select
    projects.project_key,
    groups.customer_class,
    groups.level,
    groups.peers_key
from projects
inner join units on units.unit_code = projects.unit_code
inner join groups
    on groups.customer_class = projects.customer_class
    and groups.level = units.level
