-- Known ties between staff and contractors. Ordinary: declared, of people in procurement and finance,
-- with companies of another city. Planted (NW02): the account manager of a project is related to the
-- builder while the project runs.
create table source.relations as
with
ordinary as (
    select
        employee_key * 10 as relation_key,
        employee_id,
        -- Cities are numbered from 2; the next one, round the circle.
        'C' || lpad(cast((2 + (city_no - 1) % 14) * 1000 + 220 + whole('tied to', employee_key, 0, 11) as varchar), 9, '0')
            as contractor_id,
        pick('kind of tie', employee_key, ['relative', 'former_employee', 'shareholder', 'relative']) as kind,
        true as is_declared,
        cast(getvariable('first_month') - whole('tie since', employee_key, 100, 3000) as date) as valid_from,
        if(chance('tie ended', employee_key, 0.3), getvariable('first_month') + 200, null) as valid_to,
        '个人事项申报' as source,
    from demo.employees
    where post in ('procurement', 'finance') and chance('declared tie', employee_key, 0.25)
),

planted as (
    select
        1000000000 + project_key as relation_key,
        account_manager_id as employee_id,
        'C' || lpad(cast(builder_key as varchar), 9, '0') as contractor_id,
        'relative' as kind,
        false as is_declared,
        cast(applied_at as date) - 10 as valid_from,
        cast(applied_at as date) + 60 as valid_to,
        '外部比对' as source,
    from demo.projects
    where plant = 'NW02' and construct_from < end_clock
)

select 'R' || lpad(cast(relation_key as varchar), 10, '0') as relation_id, * exclude (relation_key)
from (select * from ordinary union all select * from planted)
where contractor_id in (select contractor_id from source.contractors);
