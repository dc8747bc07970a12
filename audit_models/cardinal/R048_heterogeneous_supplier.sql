-- The number of classifications, by their first two characters, of a supplier awarded in at least 20 processes
-- is at or above Q3 + 1.5 IQR. Where all suppliers have the same number, all are flagged.
with supplied as (
    select release_key, suppliers[1].id as supplier_id, unnest(items).classification.id as classification_id
    from awards
    where status = 'active' and len(suppliers) = 1
),

counted as (
    select
        supplier_id,
        cast(count(distinct left(classification_id, 2)) as double) as groups
    from supplied
    where supplier_id is not null and classification_id is not null
    group by supplier_id
    having count(distinct release_key) >= 20
),

fences as (
    select
        list(groups order by groups) as sorted,
        percentile_8(sorted, 0.75) as q3,
        q3 + 1.5 * (q3 - percentile_8(sorted, 0.25)) as fence
    from counted
)

select
    'Tenderer' as kind,
    supplier_id as id,
    groups as value
from counted
cross join fences
where groups >= fence
