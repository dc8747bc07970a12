"""Signals, assessments and intervals beside their peers; empty where a snapshot has none yet."""

from datetime import date
from functools import lru_cache

import pandas as pd

from audit_models.snapshot import Snapshot

SIGNALS = ["indicator_id", "unit_code", "month", "chart", "variation", "assurance", "rule"]
LIMITS = ["centre", "lower", "upper"]
REBASES = ["month", "decided_on", "decided_by", "reason"]
ASSESSMENT = [
    "scheme_id", "unit_code", "level", "month", "score", "deduction", "grade",
    "rank", "peers", "rank_low", "rank_high", "coverage", "status",
]  # fmt: skip


@lru_cache(maxsize=32)
def has(snapshot: Snapshot, table: str) -> bool:
    """Whether the snapshot, which may be older than this program, has a table `schema.name`."""
    found = snapshot.query(
        "select 1 as found from duckdb_tables() where schema_name || '.' || table_name = ?", [table]
    )
    return not found.empty


def signal_history(snapshot: Snapshot, indicator: str, unit: str) -> pd.DataFrame:
    """Signals and limits of one indicator of one unit, every month."""
    columns = SIGNALS + LIMITS
    if not has(snapshot, "result.signals"):
        return pd.DataFrame(columns=columns)
    return snapshot.query(
        f"""
        select {", ".join(columns)}
        from result.signals
        where indicator_id = ? and unit_code = ?
        order by month
        """,
        [indicator, unit],
    )


def rebases(snapshot: Snapshot, indicator: str, unit: str) -> pd.DataFrame:
    """Decisions from which the limits of one series begin anew, the earliest first."""
    if not has(snapshot, "result.rebases"):
        return pd.DataFrame(columns=REBASES)
    return snapshot.query(
        f"""
        select {", ".join(REBASES)}
        from result.rebases
        where indicator_id = ? and unit_code = ?
        order by month
        """,
        [indicator, unit],
    )


def child_ranks(snapshot: Snapshot, indicator: str, parent: str, month: date) -> pd.DataFrame:
    """One indicator of each unit directly below a unit: 95 % interval, rank, and the range that chance allows."""
    return snapshot.query(
        """
        select
            ranks.unit_code,
            ranks.low,
            ranks.high,
            ranks.is_ranked,
            ranks.rank,
            ranks.rank_low,
            ranks.rank_high,
        from result.ranks as ranks
        join core.units as units on units.unit_code = ranks.unit_code
        where units.parent_code = ? and ranks.indicator_id = ? and ranks.month = ?
        """,
        [parent, indicator, month],
    )


def assessment(snapshot: Snapshot, unit: str, month: date) -> pd.DataFrame:
    """The assessment of one unit and month under each scheme in force."""
    if not has(snapshot, "result.assessments"):
        return pd.DataFrame(columns=ASSESSMENT)
    return snapshot.query(
        "select * from result.assessments where unit_code = ? and month = ? order by scheme_id",
        [unit, month],
    )


def overdue(snapshot: Snapshot, unit: str, month: date) -> int:
    """Findings of a unit and of all below it whose deadline had passed at the month's end, unclosed."""
    found = snapshot.query(
        """
        with ends as (
            select least(?::date + to_months(1) - to_days(1), as_of)::date as day
            from meta.snapshot
        )
        select count(*) as findings
        from source.findings as findings
        join core.unit_tree as tree
            on tree.unit_code = findings.unit_code and tree.ancestor_code = ?
        cross join ends
        where findings.verdict in ('confirmed', 'partly_confirmed')
            and findings.due_on < ends.day
            and (findings.closed_on is null or findings.closed_on > ends.day)
        """,
        [month, unit],
    )
    return int(found["findings"].iloc[0])


def spread(snapshot: Snapshot, indicator: str, unit: str, month: date) -> pd.DataFrame:
    """How many of a month's cases have which amount: `low` (start of a class of equal width), `cases`.

    At most forty classes over the range of the amounts.
    """
    return snapshot.query(
        """
        with amounts as (
            select cases.numerator / nullif(coalesce(cases.denominator, 1), 0) as amount
            from result.indicator_cases as cases
            join core.unit_tree as tree
                on tree.unit_code = cases.unit_code and tree.ancestor_code = $unit
            where cases.indicator_id = $indicator and cases.month = $month
        ),
        widths as (
            select greatest(1, ceil((max(amount) - min(amount)) / 40)) as width
            from amounts
        )
        select floor(amount / width) * width as low, count(*) as cases
        from amounts
        cross join widths
        where amount is not null
        group by all
        order by low
        """,
        {"unit": unit, "indicator": indicator, "month": month},
    )


def part_states(snapshot: Snapshot, unit: str, month: date) -> dict[str, str]:
    """How each indicator entered the assessment of a unit and month; of several schemes the first."""
    if not has(snapshot, "result.assessment_parts"):
        return {}
    found = snapshot.query(
        "select indicator_id, min_by(state, scheme_id) as state from result.assessment_parts"
        " where unit_code = ? and month = ? group by indicator_id",
        [unit, month],
    )
    return dict(zip(found["indicator_id"], found["state"], strict=True))


def assessment_parts(snapshot: Snapshot, indicator: str, unit: str, month: date) -> pd.DataFrame:
    """What one indicator adds to the assessment of a unit and month, as it was computed."""
    if not has(snapshot, "result.assessment_parts"):
        return pd.DataFrame()
    return snapshot.query(
        "select * from result.assessment_parts"
        " where indicator_id = ? and unit_code = ? and month = ?",
        [indicator, unit, month],
    )
