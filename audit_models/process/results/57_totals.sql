-- What the connections of each unit with all below it come to, by month and customer class (empty: all classes).
--   without_way: without a recorded task   repeated: with a stage twice   p90_days: nine of ten took no longer
--   deviating: cases that differ from the process model of their class
with deviating as (
    select distinct project_key
    from result.process_deviations
)

select
    tree.ancestor_code as unit_code,
    cases.month,
    cases.customer_class,
    count(*) as cases,
    count(*) - count(cases.variant_id) as without_way,
    count(*) filter (where variants.repeats > 0) as repeated,
    median(cases.days) as median_days,
    quantile_cont(cases.days, 0.9) as p90_days,
    count(deviating.project_key) as deviating
from result.process_cases as cases
inner join core.unit_tree as tree on tree.unit_code = cases.unit_code
left join result.process_variants as variants on variants.variant_id = cases.variant_id
left join deviating on deviating.project_key = cases.project_key
group by
    grouping sets (
        (tree.ancestor_code, cases.month, cases.customer_class),
        (tree.ancestor_code, cases.month)
    )
order by unit_code, cases.month, cases.customer_class
