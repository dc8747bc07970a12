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


SCALES = {"mean": 1, "share": 100, "per_customer": 1, "year_to_date": 1}
"""What a numerator ÷ denominator is multiplied by, beside the scale of the definition."""

VALUES = """\
insert into result.indicator_values
with joined as (
    select
        shown.indicator_id,
        shown.kind,
        shown.scale,
        units.unit_code,
        units.level,
        months.month,
        measured.value,
        case
            when shown.kind in ('percentile', 'max') then measured.numerator
            else coalesce(measured.numerator, 0)
        end as numerator,
        case shown.kind
            when 'count' then null
            when 'per_customer' then customers_served.customers
            when 'year_to_date' then measured.denominator
            else coalesce(measured.denominator, 0)
        end as denominator,
        coalesce(measured.n, 0) as n,
        coalesce(measured.undecided, 0) as undecided,
        targets.target,
        targets.floor
    from shown
    cross join units
    cross join months
    left join measured
        on measured.indicator_id = shown.indicator_id
        and measured.unit_code = units.unit_code
        and measured.month = months.month
    left join customers_served
        on shown.kind = 'per_customer'
        and customers_served.unit_code = units.unit_code
        and customers_served.month = months.month
    left join targets
        on targets.indicator_id = shown.indicator_id
        and months.month between targets.valid_from and targets.valid_to
),
everything as (
    select
        * replace (
            case
                when kind = 'count' then numerator
                when scale is null then value
                else scale * numerator / nullif(denominator, 0)
            end as value
        ),
        case
            when undecided > 0 then 'error'
            when kind = 'count' then 'ok'
            when denominator is null then 'insufficient_data'
            when denominator = 0 then 'no_cases'
            when kind = 'over_target' and value is null then 'insufficient_data'
            else 'ok'
        end as status
    from joined
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
    case
        when status = 'error' then concat_ws(', ', 'calendar', $noted)
        when status = 'insufficient_data' and kind = 'over_target' then concat_ws(', ', 'targets', $noted)
        when status = 'insufficient_data' then concat_ws(', ', 'customer_counts', $noted)
        else $noted
    end
from everything
order by indicator_id, unit_code, month
"""
"""One row of `result.indicator_values` for every id of `shown`, unit and month."""


def _exact_sum(number: str) -> str:
    """A sum that its order does not change; doubles added in another order differ in their last digits."""
    return f"cast(sum(cast({number} as decimal(38, 9))) as double)"


SUMS = f"""\
with own as (
    select
        indicator_id,
        unit_code,
        month,
        {_exact_sum("numerator")} as numerator,
        {_exact_sum("denominator")} as denominator,
        {{n}} as n,
        count(*) - count(numerator) as undecided
    from result.indicator_cases
    where {{is_own}}
    group by indicator_id, unit_code, month
)
select
    own.indicator_id,
    unit_tree.ancestor_code as unit_code,
    own.month,
    cast(null as double) as value,
    {_exact_sum("own.numerator")} as numerator,
    {_exact_sum("own.denominator")} as denominator,
    cast(sum(own.n) as bigint) as n,
    cast(sum(own.undecided) as bigint) as undecided
from own
inner join unit_tree on unit_tree.unit_code = own.unit_code
group by own.indicator_id, unit_tree.ancestor_code, own.month
"""
"""`measured`: sums per unit above the cases and month; `undecided` counts cases without a number."""

REPEATS = """\
with subjects as (
    select
        cases.indicator_id,
        unit_tree.ancestor_code as unit_code,
        cases.month,
        cases.subject_id,
        sum(cases.numerator) as times
    from result.indicator_cases as cases
    inner join unit_tree on unit_tree.unit_code = cases.unit_code
    where {is_own}
    group by all
)
select
    indicator_id,
    unit_code,
    month,
    cast(null as double) as value,
    cast(count(*) filter (where times >= {repeats_from}) as double) as numerator,
    cast(count(*) as double) as denominator,
    count(*) as n,
    cast(0 as bigint) as undecided
from subjects
group by indicator_id, unit_code, month
"""
"""The same where the cases of one subject are one: a city's subjects are not the sum of its counties'."""

YEAR_TO_DATE = f"""\
insert into measured
with year_months as (
    select cast(unnest(generate_series(date_trunc('year', first_month), last_month, interval 1 month)) as date) as month
    from run
)
select
    $companion,
    units.unit_code,
    months.month,
    null,
    coalesce({_exact_sum("measured.numerator")}, 0),
    case when count(customers_served.customers) = count(*) then avg(customers_served.customers) end,
    coalesce(sum(measured.n), 0),
    coalesce(sum(measured.undecided), 0)
from units
cross join months
inner join year_months on year_months.month between date_trunc('year', months.month) and months.month
left join customers_served
    on customers_served.unit_code = units.unit_code
    and customers_served.month = year_months.month
left join measured
    on measured.indicator_id = $indicator
    and measured.unit_code = units.unit_code
    and measured.month = year_months.month
group by units.unit_code, months.month
"""
"""Without the customers of every month since January there is no mean of them."""


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
    con.execute(
        "create or replace temp table shown (indicator_id varchar, kind varchar, scale double)"
    )
    kinds = {f"{indicator.id}.{suffix}": c.kind for suffix, c in indicator.companions.items()}
    rows: list[tuple[str, str, float | None]] = [
        (indicator.id, indicator.kind, SCALES[indicator.kind] * indicator.scale),
        *((name, kind, SCALES.get(kind)) for name, kind in kinds.items()),
    ]
    con.executemany("insert into shown values (?, ?, ?)", rows)


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
    """Cases of the reported months, of the year's earlier ones where a companion counts years.

    A case without a unit is the root's, as in the coverage of rules.
    """
    since = "date_trunc('year', run.first_month)" if indicator.counts_years else "run.first_month"
    con.execute(
        f"""
        insert into result.indicator_cases
        with root as (
            select unit_code
            from units
            where parent_code is null
        )
        select
            '{indicator.id}' || coalesce('.' || companion, ''),
            coalesce(cases.unit_code, root.unit_code),
            month,
            subject_id,
            numerator,
            denominator
        from (
            {indicator.sql}
        ) as cases
        cross join root
        cross join run
        where cases.month between {since} and run.last_month
        order by 1, 2, 3
        """
    )


def _measure(con: Con, indicator: Indicator) -> None:
    """`measured`: what lies behind every unit's number, by indicator, unit and month."""
    is_own = _is_own("indicator_id", indicator)
    if indicator.repeats_from is not None:
        query = REPEATS.format(is_own=is_own, repeats_from=indicator.repeats_from)
    else:
        # A case without a denominator adds to the numerator and is no case of the mean; events have none.
        n = "count(*)" if indicator.kind == "per_customer" else "count(denominator)"
        query = SUMS.format(is_own=is_own, n=n)
    con.execute(f"create or replace temp table measured as {query}")
    for suffix, companion in indicator.companions.items():
        if companion.kind == "year_to_date":
            names = {"indicator": indicator.id, "companion": f"{indicator.id}.{suffix}"}
            con.execute(YEAR_TO_DATE, names)
    if any(companion.kind in DERIVED for companion in indicator.companions.values()):
        _measure_derived(con, indicator)


def _measure_derived(con: Con, indicator: Indicator) -> None:
    """Percentiles, maximum and cases over the target need the cases themselves, not their sums."""
    derived = {s: c for s, c in indicator.companions.items() if c.kind in DERIVED}
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
    con.execute(VALUES, {"noted": noted})
