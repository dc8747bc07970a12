-- Affiliates against other contractors: one effect a measure, unit with all below it, and twelve months that end with
-- `month`, over matched cells of county × voltage × size band (and kind of inspection). None where a side has fewer
-- than 5 cases in cells that have both sides.
--   connection_days: how many working days more the others take, the median of all differences (other − affiliate)
--     within cells. Hodges and Lehmann, Annals of Mathematical Statistics 34 (1963); the interval takes the differences
--     whose ranks lie 1.96 standard deviations of the summed U of the cells from the middle
--   first_pass, without_clause: our rate less the others', −1 … 1, the mean of the cells' differences weighted by
--     n·m ÷ (n + m): Mantel–Haenszel's weights, the variance of Greenland and Robins, Biometrics 41 (1985)
--   low, high: ends of the 95 % interval   ours, others: cases compared   left_out: cases of cells with one side only
with months as (
    select cast(unnest(generate_series(first_month, last_month, interval 1 month)) as date) as month
    from core.run
),

counts as (
    select
        found.unit_code,
        months.month,
        found.measure,
        concat_ws('/', found.voltage_kv, found.size_band, found.stage) as cell,
        found.is_affiliate,
        found.value,
        sum(found.cases) as cases
    from result.process_affiliates as found
    inner join months on found.month between months.month - to_months(11) and months.month
    group by all
),

cells as (
    select
        unit_code,
        month,
        measure,
        cell,
        coalesce(sum(cases) filter (where is_affiliate), 0)::double as n,
        coalesce(sum(cases) filter (where not is_affiliate), 0)::double as m,
        coalesce(sum(cases) filter (where is_affiliate and value > 0), 0) as a,
        coalesce(sum(cases) filter (where not is_affiliate and value > 0), 0) as b
    from counts
    group by all
),

compared as (
    select
        tree.ancestor_code as unit_code,
        cells.month,
        cells.measure,
        coalesce(sum(n) filter (where n > 0 and m > 0), 0) as ours,
        coalesce(sum(m) filter (where n > 0 and m > 0), 0) as others,
        sum(n + m) - ours - others as left_out,
        sum(n * m) as pairs,
        sum(n * m * (n + m + 1) / 12) as variance,
        sum(n * m / (n + m)) as weight,
        sum((a * m - b * n) / (n + m)) as weighted,
        sum((a * (n - a) * m ** 3 + b * (m - b) * n ** 3) / (n * m * (n + m) ** 2)) filter (where n > 0 and m > 0)
            as spread
    from cells
    inner join core.unit_tree as tree on tree.unit_code = cells.unit_code
    group by all
),

enough as (
    select *, greatest(0, floor(pairs / 2 - 1.959964 * sqrt(variance))) as skipped
    from compared
    where least(ours, others) >= 5
),

differences as (
    select
        ours.unit_code,
        ours.month,
        (others.value - ours.value)::double as days,
        sum(ours.cases * others.cases) as pairs
    from counts as ours
    inner join counts as others
        on others.unit_code = ours.unit_code
        and others.month = ours.month
        and others.cell = ours.cell
        and others.measure = ours.measure
    where ours.measure = 'connection_days' and ours.is_affiliate and not others.is_affiliate
    group by all
),

summed as (
    select tree.ancestor_code as unit_code, differences.month, differences.days, sum(differences.pairs) as pairs
    from differences
    inner join core.unit_tree as tree on tree.unit_code = differences.unit_code
    group by all
),

ranked as (
    select unit_code, month, days, sum(pairs) over (partition by unit_code, month order by days) as reached
    from summed
),

shifts as (
    select
        unit_code,
        month,
        measure,
        (
            min(days) filter (where reached >= floor((pairs + 1) / 2))
            + min(days) filter (where reached >= floor(pairs / 2) + 1)
        ) / 2 as estimate,
        min(days) filter (where reached >= skipped + 1) as low,
        min(days) filter (where reached >= pairs - skipped) as high,
        any_value(ours) as ours,
        any_value(others) as others,
        any_value(left_out) as left_out
    from enough
    inner join ranked using (unit_code, month)
    where measure = 'connection_days'
    group by unit_code, month, measure
),

rates as (
    select
        unit_code,
        month,
        measure,
        weighted / weight as estimate,
        greatest(-1, estimate - 1.959964 * sqrt(spread) / weight) as low,
        least(1, estimate + 1.959964 * sqrt(spread) / weight) as high,
        ours,
        others,
        left_out
    from enough
    where measure <> 'connection_days'
)

select
    unit_code,
    month,
    measure,
    estimate,
    low,
    high,
    ours::bigint as ours,
    others::bigint as others,
    left_out::bigint as left_out
from (from shifts union all from rates)
order by unit_code, month, measure
