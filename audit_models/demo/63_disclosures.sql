-- What is to be published: outage plans and grid capacity monthly by every county, progress, fees and
-- quality quarterly by every city, the annual report by the end of March. Planted (SV03): late or never.
create table source.disclosures as
with
items as (
    select * from (values
        (0, 'county', 'outage_plan', 1, 25), (1, 'county', 'grid_capacity', 1, 10), (2, 'city', 'project_progress', 1, 15),
        (3, 'city', 'quality', 3, 20), (4, 'city', 'fees', 3, 20), (5, 'city', 'tariff', 3, 5),
        (6, 'city', 'procedures', 3, 20), (7, 'city', 'annual_report', 12, 31), (8, 'province', 'annual_report', 12, 31),
        (9, 'province', 'quality', 3, 20),
    ) as items (item_no, level, item, every_months, due_day)
),

due as (
    select
        units.unit_code,
        units.risk,
        items.item,
        cast(months.month + items.due_day - 1 as date) as due_on,
        units.unit_code || items.item || months.month as disclosure,
        'O' || units.unit_code || strftime(months.month, '%y%m') || items.item_no as disclosure_id,
    from items
    inner join demo.units as units on units.level = items.level
    inner join demo.months as months on month(months.month) % items.every_months = 3 % items.every_months
),

decided as (
    select *, chance('late', disclosure, 0.015 * risk) as is_late from due
),

published as (
    select
        *,
        case
            when is_late and chance('never', disclosure, 0.15) then null
            when is_late then due_on + whole('days late', disclosure, 1, 20)
            else due_on - whole('days early', disclosure, 0, 8)
        end as published_on,
    from decided
)

select
    disclosure_id,
    unit_code,
    item,
    due_on,
    if(published_on <= getvariable('as_of'), published_on, null) as published_on,
    is_late,
from published
where due_on <= getvariable('as_of');
