-- Complaints: about 0.1 per 10,000 customers and month, more where work is slow, a third about a project
-- of the unit. Answered within nine working days. Planted: answered late (SV04); and a complaint that was
-- upheld before the follow-up call gave full marks (SV05).
create table demo.complaints as
with
counted as (
    select
        units.unit_code, units.unit_no, units.teams, units.level,
        unit_months.month, unit_months.month_no,
        unnest(range(cast(floor(
            units.customers / 10000 * 0.12 * power(unit_months.slowness, 2)
            + uniform('complaints', units.unit_code || unit_months.month)
        ) as integer))) as place,
    from demo.units as units
    inner join demo.unit_months on unit_months.unit_code = units.unit_code
    where units.level = 'county'
),

numbered as (
    select *, unit_no * 1000000 + month_no * 1000 + place as complaint_key from counted
),

project_places as (
    select
        unit_code,
        project_id,
        cast(floor(archive_to) as integer) as archived_day,
        row_number() over (partition by unit_code order by project_key) as place_in_unit,
        count(*) over (partition by unit_code) as projects_in_unit,
    from demo.projects
    where is_archived and not is_cancelled
),

sized as (
    select unit_code, max(projects_in_unit) as projects_in_unit from project_places group by unit_code
),

ordinary as (
    select
        numbered.complaint_key,
        numbered.unit_code,
        numbered.unit_no,
        numbered.teams,
        -- Only a project that was through long before.
        if(project_places.archived_day + 25 < workday(month), project_places.project_id, null) as project_id,
        cast(month as timestamp) + to_seconds(cast(uniform('received', complaint_key) * 27 * 86400 as integer))
            as received_at,
        cast(null as varchar) as plant,
        chance('answered late', complaint_key, 0.02) as is_late,
        chance('upheld', complaint_key, 0.25) as is_upheld,
    from numbered
    left join sized on sized.unit_code = numbered.unit_code
    left join project_places
        on project_places.unit_code = numbered.unit_code
        and project_places.place_in_unit = if(
            chance('about a project', complaint_key, 0.6),
            1 + cast(floor(uniform('project', complaint_key) * sized.projects_in_unit) as integer), null
        )
),

planted as (
    select
        2000000000 + project_key as complaint_key,
        unit_code, unit_no, teams, project_id,
        clock_time(reply_clock) + interval 1 hour as received_at,
        'SV05' as plant,
        false as is_late,
        true as is_upheld,
    from demo.projects
    where plant = 'SV05' and visit_from + 0.02 < end_clock
)

select
    *,
    workday(received_at) + if(is_late, whole('late', complaint_key, 12, 25), whole('answer', complaint_key, 1, 8))
        + between_two('answer hour', complaint_key, 0.1, 0.9) as answer_clock,
from (select * from ordinary union all select * from planted)
where cast(received_at as date) <= getvariable('as_of');

create table source.complaints as
select
    'Q' || lpad(cast(complaint_key as varchar), 10, '0') as complaint_id,
    unit_code,
    project_id,
    case
        when uniform('channel', complaint_key) < 0.78 then '95598'
        when uniform('channel', complaint_key) < 0.90 then '12345'
        when uniform('channel', complaint_key) < 0.96 then '12398'
        else 'counter'
    end as channel,
    case
        when project_id is not null
            then pick('category', complaint_key, ['business', 'business', 'construction', 'designation', 'service'])
        else pick('category', complaint_key, ['service', 'outage', 'outage', 'quality', 'other'])
    end as category,
    received_at,
    if(answer_clock < getvariable('end_clock'), clock_time(answer_clock), null) as replied_at,
    if(answer_clock + 2 < getvariable('end_clock'), clock_time(answer_clock + 2), null) as closed_at,
    is_upheld,
    lpad(cast(unit_no * 1000 + 50 + whole('handler', complaint_key, 0, 2 * teams - 1) as varchar), 8, '0') as handler_id,
from demo.complaints;
