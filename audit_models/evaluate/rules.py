"""Rules: subjects tested → hits with their evidence, and the coverage of every unit and month.

A subject is a hit, clean, or undecided for want of a column; where a rule does not apply there is none.
"""

import json

import duckdb

from audit_models.definitions import Rule
from audit_models.evaluate.relations import Supplied, create_params
from audit_models.evaluate.stepped import create_stepped

Con = duckdb.DuckDBPyConnection

FIXED_COLUMNS = (
    "subject_id", "unit_code", "tested_on", "is_hit", "missing", "happened_on", "amount_cny",
)  # fmt: skip
"""Output columns with a meaning of their own, which every rule has."""

OPTIONAL_COLUMNS = ("severity", "subject_type")
"""Output columns of rules whose hits differ in it; the header's holds for all others. The rest is evidence."""

CALENDAR = "calendar"
"""What an undecided subject names when one of its dates is outside the working-day calendar.

The column `missing` of a rule is read only where `is_hit` is null."""


COVERAGE = """\
insert into result.rule_coverage
with root as (
    select unit_code
    from units
    where parent_code is null
),
own as (
    select
        coalesce(tested.unit_code, root.unit_code) as unit_code,
        month_start(tested_on) as month,
        missing as gap,
        count(*) as subjects,
        count(*) filter (where is_hit) as hits
    from tested
    cross join root
    group by all
),
rolled as (
    select
        unit_tree.ancestor_code as unit_code,
        own.month,
        own.gap,
        cast(sum(own.subjects) as bigint) as subjects,
        cast(sum(own.hits) as bigint) as hits
    from own
    inner join unit_tree on unit_tree.unit_code = own.unit_code
    group by all
),
counted as (
    select
        unit_code,
        month,
        coalesce(sum(subjects) filter (where gap is null), 0) as checked,
        sum(hits) as hits,
        count(gap) > 0 as has_gap,
        count(gap) filter (where gap = $calendar) > 0 as has_error,
        to_json(
            map_from_entries(
                list(struct_pack(gap := gap, subjects := subjects) order by gap)
                filter (where gap is not null)
            )
        ) as missing
    from rolled
    group by unit_code, month
)
select
    $rule,
    units.unit_code,
    months.month,
    case
        when counted.hits > 0 then 'hit'
        when counted.has_error then 'error'
        when counted.has_gap then 'insufficient_data'
        when counted.checked > 0 then 'clean'
        else 'not_applicable'
    end,
    coalesce(counted.checked, 0),
    coalesce(counted.hits, 0),
    nullif(json_merge_patch($noted, coalesce(counted.missing, '{}')), '{}')
from units
cross join months
left join counted on counted.unit_code = units.unit_code and counted.month = months.month
order by units.unit_code, months.month
"""
"""One row of `result.rule_coverage` for every unit and month; `gap`: what undecided subjects miss."""


NEWLY_CHECKED = """\
insert into checked_subjects
with root as (
    select unit_code
    from units
    where parent_code is null
),
decided as (
    select subject_id, unit_code, month_start(tested_on) as month
    from tested
    where is_hit is not null and {subject_type} = '{kind}'
),
known as (
    select subject_id, month
    from checked_subjects
    where subject_type = '{kind}'
),
newly as (
    select decided.*
    from decided
    semi join months on months.month = decided.month
    anti join known on known.subject_id = decided.subject_id and known.month = decided.month
)
select distinct '{kind}', newly.subject_id, coalesce(newly.unit_code, root.unit_code), newly.month
from newly
cross join root
"""
"""Each project and contract once for every month in which some rule decided about it."""


class Fault(Exception):
    """A rule's query ran, but returned what no rule may return."""


def run(con: Con, rule: Rule, *, supplied: Supplied) -> None:
    """Write the hits and the coverage of one rule.

    Raises:
        duckdb.Error, Fault: the query failed; what was written until then is left to `run_failed`.
    """
    absent = supplied.absent(rule.needs)
    if absent:
        missing = json.dumps(dict.fromkeys(absent))
        _write_for_all(con, rule, state="insufficient_data", missing=missing)
        return
    create_params(con, rule)
    examine_subjects(con, rule, supplied=supplied)
    if rule.retired_from:
        con.execute("delete from tested where tested_on >= ?", [rule.retired_from])
    _write_hits(con, rule)
    noted = supplied.absent(rule.optional_needs + rule.needs_to_clear)
    _write_coverage(con, rule, noted=noted)
    _note_checked(con, rule)


def run_failed(con: Con, rule: Rule) -> None:
    """Error rows in place of whatever the failed rule had written."""
    for table in ("rule_hits", "rule_coverage"):
        con.execute(f"delete from result.{table} where rule_id = ?", [rule.id])
    _write_for_all(con, rule, state="error", missing=None)


def retire(con: Con, rule: Rule) -> None:
    """The months from the day on which the rule was retired; whatever would be missing, nothing was judged."""
    if rule.retired_from:
        con.execute(
            "update result.rule_coverage set state = 'retired', checked = 0, hits = 0, missing = null"
            " where rule_id = ? and month >= ?",
            [rule.id, rule.retired_from],
        )


def examine_subjects(con: Con, rule: Rule, *, supplied: Supplied) -> None:
    """`tested`: one row a subject tested up to as_of, in the month of its test date; `own_rows`: the rule's row
    of each hit.

    Where a column is absent without which nothing is clean, clean subjects become undecided. A hit's row is kept in
    a list, which costs nothing where it is empty: of millions of clean tasks it would be written and never read.
    """
    blind = supplied.absent(rule.needs_to_clear)
    verdict, missing = "is_hit", "missing"
    if blind:
        verdict = "case when is_hit then true end"
        missing = f"case when is_hit = false then '{blind[0]}' else missing end"
    subjects = f"({rule.sql}\n)"
    if rule.steps:
        create_stepped(con, rule)
        subjects = "stepped"
    # As a constant: a join with the one row of `run` copies every row of millions before it compares them.
    [(day,)] = con.execute("select as_of from run").fetchall()
    as_of = f"date '{day}'"
    names = ["subject_id", "unit_code", "tested_on"]
    if "subject_type" in _columns(con, subjects):
        names.append("subject_type")
    con.execute(
        f"""
        create or replace temp table tested as
        with dated as (
            select subjects.* replace (coalesce(cast(tested_on as date), {as_of}) as tested_on)
            from {subjects} as subjects
        )
        select
            {", ".join(names)},
            {verdict} as is_hit,
            case when {verdict} is null then {missing} end as missing,
            case when is_hit then [dated] end as own_row
        from dated
        where tested_on <= {as_of}
        """
    )
    con.execute(
        "create or replace temp view own_rows as select unnest(own_row[1]) from tested where is_hit"
    )


def _columns(con: Con, relation: str) -> list[str]:
    return [row[0] for row in con.execute(f"describe from {relation}").fetchall()]


def _subject_type(con: Con, rule: Rule) -> str:
    """SQL of a subject's type: a column where the rule has subjects of several types."""
    return "subject_type" if "subject_type" in _columns(con, "tested") else f"'{rule.subject}'"


def hit_id_sql(rule: Rule) -> str:
    """SQL of a hit's id over the rule's output columns: the same in every snapshot."""
    key = ", ".join(f"coalesce(cast({name} as varchar), '')" for name in rule.hit_key)
    return f"substr(sha256(concat_ws(chr(31), '{rule.id}', {key})), 1, 24)"


def _write_hits(con: Con, rule: Rule) -> None:
    columns = _columns(con, "own_rows")
    fixed = FIXED_COLUMNS + OPTIONAL_COLUMNS
    evidence = ", ".join(f"{name} := {name}" for name in columns if name not in fixed)
    severity = "coalesce(severity, ?)" if "severity" in columns else "?"
    con.execute(
        f"""
        insert into result.rule_hits
        select
            {hit_id_sql(rule)} as hit_id,
            '{rule.id}',
            {_subject_type(con, rule)},
            subject_id,
            unit_code,
            happened_on,
            month_start(happened_on),
            amount_cny,
            {severity},
            to_json(struct_pack({evidence})),
            '{rule.hash}',
            tested_on
        from own_rows
        order by happened_on, hit_id
        """,
        [rule.severity],
    )
    _check(con, rule)


def _check(con: Con, rule: Rule) -> None:
    """Two hits under one key, a hit without a day, or silence about what is missing is a fault."""
    [(doubled, undated)] = con.execute(
        "select count(*) - count(distinct hit_id), count(*) - count(happened_on)"
        " from result.rule_hits where rule_id = ?",
        [rule.id],
    ).fetchall()
    [(silent,)] = con.execute(
        "select count(*) from tested where is_hit is null and missing is null"
    ).fetchall()
    if doubled or undated or silent:
        raise Fault(
            f"{doubled} hits share a hit key with another, {undated} have no happened_on, "
            f"{silent} undecided subjects do not say what is missing"
        )


def _note_checked(con: Con, rule: Rule) -> None:
    """Kind by kind: a rule on contracts need not look through all projects that are known."""
    subject_type = _subject_type(con, rule)
    for kind in ("project", "contract"):
        if subject_type in ("subject_type", f"'{kind}'"):
            con.execute(NEWLY_CHECKED.format(subject_type=subject_type, kind=kind))


def _write_for_all(con: Con, rule: Rule, *, state: str, missing: str | None) -> None:
    con.execute(
        """
        insert into result.rule_coverage
        select ?, units.unit_code, months.month, ?, 0, 0, ?
        from units
        cross join months
        order by units.unit_code, months.month
        """,
        [rule.id, state, missing],
    )


def _write_coverage(con: Con, rule: Rule, *, noted: list[str]) -> None:
    """Subjects do not roll up, results do: a city has the hits and the gaps of all its counties.

    A subject without a unit counts on the root, so that nothing that was found there looks clean.
    """
    names = {"rule": rule.id, "calendar": CALENDAR, "noted": json.dumps(dict.fromkeys(noted, 0))}
    con.execute(COVERAGE, names)
