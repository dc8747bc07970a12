-- Supply-point customers of every unit and month: the unit's own row, else the sum over its children.
-- Null where a child that existed in that month is not known: a smaller sum would raise every rate.
-- Two passes, as the tree has three levels.
with org_units as (
    select * from source.org_units
),

customer_counts as (
    select * from source.customer_counts
),

counted_months as (
    select distinct month
    from customer_counts
),

own as (
    select
        org_units.unit_code,
        org_units.parent_code,
        counted_months.month,
        customer_counts.customers,
        (org_units.valid_from is null or month_start(org_units.valid_from) <= counted_months.month)
        and (org_units.valid_to is null or org_units.valid_to >= counted_months.month) as exists_then
    from org_units
    cross join counted_months
    left join customer_counts
        on customer_counts.unit_code = org_units.unit_code
        and customer_counts.month = counted_months.month
),

sums as (
    select
        parent_code as unit_code,
        month,
        case when count(customers) = count(*) then sum(customers) end as customers
    from own
    where exists_then
    group by parent_code, month
),

first_pass as (
    select
        own.unit_code,
        own.parent_code,
        own.month,
        own.exists_then,
        coalesce(own.customers, sums.customers) as customers
    from own
    left join sums on sums.unit_code = own.unit_code and sums.month = own.month
),

sums_of_sums as (
    select
        parent_code as unit_code,
        month,
        case when count(customers) = count(*) then sum(customers) end as customers
    from first_pass
    where exists_then
    group by parent_code, month
)

select
    first_pass.unit_code,
    first_pass.month,
    cast(coalesce(first_pass.customers, sums_of_sums.customers) as bigint) as customers
from first_pass
left join sums_of_sums
    on sums_of_sums.unit_code = first_pass.unit_code
    and sums_of_sums.month = first_pass.month
