"""Assessments side by side, and the findings that stand behind a report."""

from datetime import date

import pandas as pd

from audit_models.snapshot import Snapshot
from audit_models.views.bounds import PAGE_ROWS
from audit_models.views.monitoring import has

ASSESSED = [
    "unit_code", "parent_code", "name_zh", "name_en", "level", "score", "grade", "status",
    "rank", "peers", "rank_low", "rank_high",
    "province_rank", "province_peers", "province_rank_low", "province_rank_high",
]  # fmt: skip


def assessed_units(snapshot: Snapshot, unit: str, month: date) -> pd.DataFrame:
    """The assessment of a unit and of every unit below it, the best of each level first.

    Of several schemes the first.
    """
    if not has(snapshot, "result.assessments"):
        return pd.DataFrame(columns=ASSESSED)
    return snapshot.query(
        f"""
        with chosen as (
            select min(scheme_id) as scheme_id
            from result.assessments
            where month = $month
        )
        select {", ".join(f"units.{n}" for n in ASSESSED[:5])},
            {", ".join(f"found.{n}" for n in ASSESSED[5:])}
        from core.unit_tree as tree
        join core.units as units on units.unit_code = tree.unit_code
        join result.assessments as found on found.unit_code = units.unit_code
        join chosen on chosen.scheme_id = found.scheme_id
        where tree.ancestor_code = $unit and found.month = $month
        order by
            units.level = 'county', units.level = 'city',
            found.score desc nulls last, units.unit_code
        """,
        {"unit": unit, "month": month},
    )


def findings(snapshot: Snapshot, unit: str, month: date) -> pd.DataFrame:
    """Confirmed findings of a unit and all below it that were open during a month, the oldest first.

    `state` at the month's end, or on the day to which the data go: open, overdue or closed.
    """
    return snapshot.query(
        f"""
        with ends as (
            select least($month::date + to_months(1) - to_days(1), as_of)::date as day
            from meta.snapshot
        )
        select
            found.finding_id,
            found.unit_code,
            units.name_zh,
            units.name_en,
            found.rule_id,
            found.category,
            found.severity,
            found.verdict,
            found.verified_on,
            found.due_on,
            case when found.closed_on <= ends.day then found.closed_on end as closed_on,
            case
                when found.closed_on <= ends.day then 'closed'
                when found.due_on < ends.day then 'overdue'
                else 'open'
            end as state,
        from source.findings as found
        join core.unit_tree as tree
            on tree.unit_code = found.unit_code and tree.ancestor_code = $unit
        join core.units as units on units.unit_code = found.unit_code
        cross join ends
        where found.verdict in ('confirmed', 'partly_confirmed')
            and found.verified_on <= ends.day
            and (found.closed_on is null or found.closed_on >= $month)
        order by found.verified_on, found.finding_id
        limit {PAGE_ROWS}
        """,
        {"unit": unit, "month": month},
    )
