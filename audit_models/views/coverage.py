"""The coverage matrix: what every rule could say, unit by unit or month by month."""

from datetime import date

import pandas as pd

from audit_models.snapshot import Snapshot


def coverage_by_unit(snapshot: Snapshot, unit: str, month: date) -> pd.DataFrame:
    """State of every rule in one month, for a unit and each unit directly below it."""
    return snapshot.query(
        """
        select
            found.rule_id,
            found.unit_code,
            units.name_zh,
            units.name_en,
            found.state,
            found.checked,
            found.hits,
            found.missing,
        from result.rule_coverage as found
        join core.units as units on units.unit_code = found.unit_code
        where (units.unit_code = $unit or units.parent_code = $unit) and found.month = $month
        order by found.rule_id, units.unit_code <> $unit, units.unit_code
        """,
        {"unit": unit, "month": month},
    )


def coverage_by_month(
    snapshot: Snapshot, unit: str, last: date, *, count: int = 12
) -> pd.DataFrame:
    """State of every rule for one unit over the `count` months that end with `last`."""
    return snapshot.query(
        """
        select rule_id, month, state, checked, hits, missing
        from result.rule_coverage
        where unit_code = ? and month <= ? and month > ?::date - to_months(?::int)
        order by rule_id, month
        """,
        [unit, last, last, count],
    )


def coverage_matrix(snapshot: Snapshot, unit: str, last: date, *, count: int = 12) -> pd.DataFrame:
    """State of every rule in a unit and each unit directly below it, over the `count` months that end with `last`."""
    return snapshot.query(
        """
        select
            found.rule_id,
            found.unit_code,
            found.month,
            found.state,
            found.checked,
            found.hits,
            found.missing,
        from result.rule_coverage as found
        join core.units as units on units.unit_code = found.unit_code
        where
            (units.unit_code = $unit or units.parent_code = $unit)
            and found.month <= $last
            and found.month > $last::date - to_months($count::int)
        order by found.rule_id, units.unit_code <> $unit, found.unit_code, found.month
        """,
        {"unit": unit, "last": last, "count": count},
    )
