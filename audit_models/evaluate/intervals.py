"""How far a number could be off by chance: its 95 % interval, from the cases of the month."""

import duckdb

Z = 1.959964
"""Standard normal quantile of a two-sided 95 %."""


def write_intervals(con: duckdb.DuckDBPyConnection) -> None:
    """Write `result.indicator_intervals` (indicator_id, unit_code, month, low, high).

    Shares: Wilson (1927). Other ratios Σx ÷ Σy: ± 1.96 standard errors by linearisation,
    s² = Σ(x − r·y)² ÷ (Σy)² × n ÷ (n − 1) (Cochran, Sampling Techniques, 6.3); for rates over
    customers, whose cases are events, y is empty and Σx² remains. No interval below two cases.
    """
    con.execute(
        f"""
        create or replace table result.indicator_intervals as
        with sums as (
            select
                cases.indicator_id,
                tree.ancestor_code as unit_code,
                cases.month,
                count(*) as n,
                sum(numerator) as x,
                coalesce(sum(denominator), 0) as y,
                sum(numerator * numerator) as xx,
                coalesce(sum(numerator * denominator), 0) as xy,
                coalesce(sum(denominator * denominator), 0) as yy
            from result.indicator_cases as cases
            join unit_tree as tree on tree.unit_code = cases.unit_code
            where not contains(cases.indicator_id, '.')
            group by cases.indicator_id, tree.ancestor_code, cases.month
        ),
        measured as (
            select
                sums.*,
                found.value,
                found.denominator as total,
                found.numerator / found.denominator as ratio,
                found.value * found.denominator / nullif(found.numerator, 0) as scale,
                sums.xx = sums.x and sums.yy = sums.y and sums.y = sums.n as is_share
            from sums
            join result.indicator_values as found using (indicator_id, unit_code, month)
            where found.status = 'ok' and sums.n > 1 and found.denominator > 0
        ),
        spread as (
            select
                *,
                (ratio + {Z} * {Z} / (2 * n)) / (1 + {Z} * {Z} / n) as middle,
                {Z} * sqrt(ratio * (1 - ratio) / n + {Z} * {Z} / (4 * n * n))
                    / (1 + {Z} * {Z} / n) as half,
                {Z} * sqrt(greatest(xx - 2 * ratio * xy + ratio * ratio * yy, 0) * n / (n - 1))
                    / total as reach
            from measured
            where not is_share or ratio between 0 and 1
        )
        select
            indicator_id,
            unit_code,
            month,
            case when is_share then 100 * (middle - half)
                else greatest((ratio - reach) * scale, 0) end as low,
            case when is_share then 100 * (middle + half) else (ratio + reach) * scale end as high
        from spread
        where is_share or scale is not null
        order by indicator_id, unit_code, month
        """
    )
