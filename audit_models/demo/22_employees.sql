-- Employees of every unit by post, numbered so that a task's handler is found by arithmetic:
-- employee_key = unit_no * 1000 + post_no * 50 + n. Every 250th shares a bank account with a builder
-- of his city (NW01).
create table demo.employees as
select
    units.unit_no * 1000 + posts.post_no * 50 + places.place as employee_key,
    lpad(cast(units.unit_no * 1000 + posts.post_no * 50 + places.place as varchar), 8, '0') as employee_id,
    units.unit_code,
    units.city_no,
    units.level,
    posts.post,
from demo.units as units
cross join demo.posts as posts
cross join lateral (
    select unnest(range(posts.persons_per_team * units.teams)) as place
) as places;

create table demo.staff_ties as
select
    employee_key,
    employee_id,
    city_no * 1000 + 220 + whole('tie', employee_key, 0, 11) as contractor_key,
from demo.employees
where level <> 'province' and chance('tie', employee_key, 0.004);

create table source.employees as
with
-- One clerk a unit has left before anything here happened; nobody took the number.
everybody as (
    select employee_key, employee_id, unit_code, post, cast(null as date) as left_on from demo.employees
    union all
    select
        unit_no * 1000 + 999,
        lpad(cast(unit_no * 1000 + 999 as varchar), 8, '0'),
        unit_code,
        'clerk',
        getvariable('first_month') - whole('left', unit_code, 30, 390),
    from demo.units
)

select
    employees.employee_id,
    '演示员工' || employees.employee_id[4:] as name,
    employees.unit_code,
    employees.post,
    '1001' || lpad(cast(employees.employee_key as varchar), 7, '0') as phone,
    '演示家属院' || lpad(cast(employees.employee_key as varchar), 6, '0') || '号' as address,
    coalesce(
        '00620000' || lpad(cast(staff_ties.contractor_key as varchar), 8, '0'),
        '00610000' || lpad(cast(employees.employee_key as varchar), 8, '0')
    ) as bank_account,
    getvariable('first_month') - whole('joined', employees.employee_key, 400, 9000) as joined_on,
    employees.left_on,
from everybody as employees
left join demo.staff_ties on staff_ties.employee_key = employees.employee_key;
