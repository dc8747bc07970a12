"""Projects of affiliates against those of other contractors: time, first inspection, failures without a clause.

From `result.process_effects`, over the twelve months that end with `month`, within county ×
voltage × size band (and kind of inspection). Whose a project is, is told by its first construction or epc contract.
"""

from datetime import date

from audit_models.comparisons.effects import Effect
from audit_models.records import records
from audit_models.snapshot import Snapshot


def connection_days(snapshot: Snapshot, unit: str, month: date) -> Effect | None:
    """How many working days more the utility's own time takes for others: positive, affiliates are faster."""
    return _effect(snapshot, "connection_days", unit, month)


def first_pass(snapshot: Snapshot, unit: str, month: date) -> Effect | None:
    """By how much more of the affiliates' projects pass the first completion inspection, in −1 … 1.

    A visit without a result is left out.
    """
    return _effect(snapshot, "first_pass", unit, month)


def failures_without_clause(snapshot: Snapshot, unit: str, month: date) -> Effect | None:
    """By how much more of the affiliates' failures name no clause, in −1 … 1: negative, others fare worse.

    Design reviews, interim and completion inspections that failed, compared within one kind.
    """
    return _effect(snapshot, "without_clause", unit, month)


def _effect(snapshot: Snapshot, measure: str, unit: str, month: date) -> Effect | None:
    """One measure's effect; None with fewer than 5 cases on a side."""
    # Asked for all measures at once, so that the answer serves the next measure too.
    found = snapshot.query(
        """
        select measure, estimate, low, high, ours, others, left_out
        from result.process_effects
        where unit_code = ? and month = ?
        """,
        [unit, month],
    )
    for row in records(found):
        if row["measure"] == measure:
            return Effect(
                row["estimate"],
                row["low"],
                row["high"],
                row["ours"],
                row["others"],
                row["left_out"],
            )
    return None
