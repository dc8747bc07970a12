-- Supply-point customers of every unit and month: counties grow by 2 % a year, cities and the
-- province are the sums of their counties.
create table source.customer_counts as
with
counties as (
    select
        units.unit_code,
        units.city_code,
        months.month,
        cast(units.customers * (1 + 0.02 * months.month_no / 12) as integer) as customers,
    from demo.units as units
    cross join demo.months as months
    where units.level = 'county'
)

select unit_code, month, customers from counties
union all
select city_code as unit_code, month, cast(sum(customers) as integer) as customers
from counties
group by city_code, month
union all
select units.unit_code, counties.month, cast(sum(counties.customers) as integer) as customers
from counties
cross join demo.units as units
where units.level = 'province'
group by units.unit_code, counties.month;
