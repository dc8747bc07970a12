"""Projects of affiliates against those of other contractors: time, first inspection, failures without a clause.

From the counts in `result.process_affiliates`, over the twelve months that end with `month`, within county ×
voltage × size band (and kind of inspection). Whose a project is, is told by its first construction or epc contract.
"""

from datetime import date

import pandas as pd

from audit_models.comparisons.effects import Effect, rate_difference, shift
from audit_models.snapshot import Snapshot


def connection_days(snapshot: Snapshot, unit: str, month: date) -> Effect | None:
    """How many working days more the utility's own time takes for others: positive, affiliates are faster."""
    return shift(_counts(snapshot, "connection_days", unit, month))


def first_pass(snapshot: Snapshot, unit: str, month: date) -> Effect | None:
    """By how much more of the affiliates' projects pass the first completion inspection, in −1 … 1.

    A visit without a result is left out.
    """
    return rate_difference(_counts(snapshot, "first_pass", unit, month))


def failures_without_clause(snapshot: Snapshot, unit: str, month: date) -> Effect | None:
    """By how much more of the affiliates' failures name no clause, in −1 … 1: negative, others fare worse.

    Design reviews, interim and completion inspections that failed, compared within one kind.
    """
    return rate_difference(_counts(snapshot, "without_clause", unit, month))


def _counts(snapshot: Snapshot, measure: str, unit: str, month: date) -> pd.DataFrame:
    """cell, is_ours, value, is_yes (the value as a boolean), cases."""
    return snapshot.query(
        """
        select
            concat_ws('/', found.unit_code, found.voltage_kv, found.size_band, found.stage) as cell,
            found.is_affiliate as is_ours,
            found.value,
            found.value > 0 as is_yes,
            sum(found.cases)::bigint as cases
        from result.process_affiliates as found
        join core.unit_tree as tree
            on tree.unit_code = found.unit_code and tree.ancestor_code = $unit
        where
            found.measure = $measure
            and found.month <= $month
            and found.month > $month::date - to_months(12)
        group by all
        order by all
        """,
        {"unit": unit, "month": month, "measure": measure},
    )
