-- An integer for every project: twelve million tasks are sorted and grouped by it, not by a text.
with client_projects as (
    select * from source.client_projects
)

select
    cast(row_number() over (order by project_id nulls last) as integer) as project_key,
    project_id
from client_projects
