-- The directly-follows graph of each unit with all below it, by month and customer class (empty: all classes): a
-- median is no sum of its parts, so each level has its own, read off the summed histogram of waits.
--   cases: each case once   total_wait: working days
with summed as (
    select
        tree.ancestor_code as unit_code,
        edges.month,
        edges.customer_class,
        edges.from_stage,
        edges.to_stage,
        edges.wait_workdays as wait,
        sum(edges.passages) as passages,
        sum(edges.first_passages) as cases
    from result.process_edges as edges
    inner join core.unit_tree as tree on tree.unit_code = edges.unit_code
    group by
        grouping sets (
            (tree.ancestor_code, edges.month, edges.from_stage, edges.to_stage, edges.wait_workdays, edges.customer_class),
            (tree.ancestor_code, edges.month, edges.from_stage, edges.to_stage, edges.wait_workdays)
        )
),

counted as (
    select
        *,
        case when wait is not null then sum(passages) over rising end as reached,
        sum(passages) filter (where wait is not null) over whole as timed
    from summed
    window
        whole as (partition by unit_code, month, customer_class, from_stage, to_stage),
        rising as (
            partition by unit_code, month, customer_class, from_stage, to_stage, wait is null
            order by wait
        )
)

select
    unit_code,
    month,
    customer_class,
    from_stage,
    to_stage,
    sum(passages)::bigint as passages,
    sum(cases)::bigint as cases,
    (min(wait) filter (where 2 * reached >= timed) + min(wait) filter (where 2 * reached > timed)) / 2 as median_wait,
    sum(wait * passages)::bigint as total_wait
from counted
group by unit_code, month, customer_class, from_stage, to_stage
order by unit_code, month, customer_class
