"""Indicators: cases → sums per unit and month, added up over the tree of units → a row for everything.

A city's number comes from the cases of all units below it; averages are never averaged.
"""

import duckdb

from audit_models.definitions import Indicator
from audit_models.evaluate.relations import Supplied, create_params

Con = duckdb.DuckDBPyConnection

DERIVED = {
    "percentile": "percentile_cont({at}) within group (order by amount)",
    "max": "max(amount)",
    "over_target": "case when count(target) > 0 then count(*) filter (where amount > target) end",
}
"""Companions over the indicator's own cases; `amount` is one case's numerator ÷ denominator."""


VALUES = """\
insert into result.indicator_values
with everything as (
    select
        shown.indicator_id,
        shown.kind,
        units.unit_code,
        units.level,
        months.month,
        case shown.kind
            when 'mean' then measured.numerator / nullif(measured.denominator, 0)
            when 'share' then 100 * measured.numerator / nullif(measured.denominator, 0)
            when 'count' then coalesce(measured.numerator, 0)
            else measured.value
        end as value,
        case
            when shown.kind in ('percentile', 'max') then measured.numerator
            else coalesce(measured.numerator, 0)
        end as numerator,
        case when shown.kind <> 'count' then coalesce(measured.denominator, 0) end as denominator,
        coalesce(measured.n, 0) as n,
        targets.target,
        targets.floor,
        case
            when measured.undecided > 0 then 'error'
            when shown.kind = 'count' then 'ok'
            when coalesce(measured.denominator, 0) = 0 then 'no_cases'
            when shown.kind = 'over_target' and measured.value is null then 'insufficient_data'
            else 'ok'
        end as status
    from shown
    cross join units
    cross join months
    left join measured
        on measured.indicator_id = shown.indicator_id
        and measured.unit_code = units.unit_code
        and measured.month = months.month
    left join targets
        on targets.indicator_id = shown.indicator_id
        and months.month between targets.valid_from and targets.valid_to
)
select
    indicator_id,
    unit_code,
    level,
    month,
    case when status = 'ok' then value end,
    case when status in ('ok', 'no_cases') then numerator end,
    denominator,
    n,
    target,
    case
        when status = 'ok' and target is not null
            then least(greatest(100 * (value - floor) / (target - floor), 0), 100)
    end,
    status,
    case status
        when 'error' then concat_ws(', ', 'calendar', ?)
        when 'insufficient_data' then concat_ws(', ', 'targets', ?)
        else ?
    end
from everything
order by indicator_id, unit_code, month
"""
"""One row of `result.indicator_values` for every id of `shown`, unit and month."""


def run(con: Con, indicator: Indicator, *, supplied: Supplied) -> None:
    """Write the cases and the values of one indicator and of its companions.

    Raises:
        duckdb.Error: the query failed; what was written until then is left to `run_failed`.
    """
    absent = supplied.absent(indicator.needs)
    if absent:
        _write_for_all(con, indicator, status="insufficient_data", missing=", ".join(absent))
        return
    create_params(con, indicator)
    _write_cases(con, indicator)
    _measure(con, indicator)
    noted = supplied.absent(indicator.optional_needs)
    _write_values(con, indicator, noted=", ".join(noted) or None)


def run_failed(con: Con, indicator: Indicator) -> None:
    """Error rows in place of whatever the failed indicator had written."""
    for table in ("indicator_cases", "indicator_values"):
        con.execute(f"delete from result.{table} where {_is_own('indicator_id', indicator)}")
    _write_for_all(con, indicator, status="error", missing=None)


def _is_own(column: str, indicator: Indicator) -> str:
    return f"split_part({column}, '.', 1) = '{indicator.id}'"


def _create_shown(con: Con, indicator: Indicator) -> None:
    """`shown`: the ids of the indicator and its companions, and how each is computed."""
    con.execute("create or replace temp table shown (indicator_id varchar, kind varchar)")
    rows: list[tuple[str, str]] = [(indicator.id, indicator.kind)]
    rows += [(f"{indicator.id}.{suffix}", c.kind) for suffix, c in indicator.companions.items()]
    con.executemany("insert into shown values (?, ?)", rows)


def _write_for_all(con: Con, indicator: Indicator, *, status: str, missing: str | None) -> None:
    _create_shown(con, indicator)
    con.execute(
        """
        insert into result.indicator_values
        select
            shown.indicator_id, units.unit_code, units.level, months.month,
            null, null, null, 0, null, null, ?, ?
        from shown
        cross join units
        cross join months
        order by all
        """,
        [status, missing],
    )


def _write_cases(con: Con, indicator: Indicator) -> None:
    con.execute(
        f"""
        insert into result.indicator_cases
        select
            '{indicator.id}' || coalesce('.' || companion, ''),
            unit_code,
            month,
            subject_id,
            numerator,
            denominator
        from (
            {indicator.sql}
        ) as cases
        cross join run
        where cases.month between run.first_month and run.last_month
        order by 1, 2, 3
        """
    )


def _measure(con: Con, indicator: Indicator) -> None:
    """`measured`: sums per unit above the cases and month; `undecided` counts cases without a number."""
    con.execute(
        f"""
        create or replace temp table measured as
        with own as (
            select
                indicator_id,
                unit_code,
                month,
                sum(numerator) as numerator,
                sum(denominator) as denominator,
                count(*) as n,
                count(*) - count(numerator) as undecided
            from result.indicator_cases
            where {_is_own("indicator_id", indicator)}
            group by indicator_id, unit_code, month
        )
        select
            own.indicator_id,
            unit_tree.ancestor_code as unit_code,
            own.month,
            cast(null as double) as value,
            sum(own.numerator) as numerator,
            sum(own.denominator) as denominator,
            cast(sum(own.n) as bigint) as n,
            cast(sum(own.undecided) as bigint) as undecided
        from own
        inner join unit_tree on unit_tree.unit_code = own.unit_code
        group by own.indicator_id, unit_tree.ancestor_code, own.month
        """
    )
    if any(not companion.has_own_cases for companion in indicator.companions.values()):
        _measure_derived(con, indicator)


def _measure_derived(con: Con, indicator: Indicator) -> None:
    """Percentiles, maximum and cases over the target need the cases themselves, not their sums."""
    derived = {s: c for s, c in indicator.companions.items() if not c.has_own_cases}
    columns = ", ".join(f"{DERIVED[c.kind].format(at=c.at)} as {s}" for s, c in derived.items())
    con.execute(
        f"""
        create or replace temp table spread as
        with amounts as (
            select
                unit_tree.ancestor_code as unit_code,
                cases.month,
                cases.numerator / cases.denominator as amount,
                targets.target
            from result.indicator_cases as cases
            inner join unit_tree on unit_tree.unit_code = cases.unit_code
            left join targets
                on targets.indicator_id = cases.indicator_id
                and cases.month between targets.valid_from and targets.valid_to
            where cases.indicator_id = '{indicator.id}'
        )
        select unit_code, month, count(*) as n, count(*) - count(amount) as undecided, {columns}
        from amounts
        group by unit_code, month
        """
    )
    for suffix, companion in derived.items():
        numerator = suffix if companion.kind == "over_target" else "null"
        con.execute(
            f"""
            insert into measured
            select '{indicator.id}.{suffix}', unit_code, month, {suffix}, {numerator}, n, n, undecided
            from spread
            """
        )


def _write_values(con: Con, indicator: Indicator, *, noted: str | None) -> None:
    _create_shown(con, indicator)
    con.execute(VALUES, [noted, noted, noted])
