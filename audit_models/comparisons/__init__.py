"""Calls made by machine: who fares how much better than whom, among what is alike, and how sure that is.

Each is a function of a snapshot, a unit and the last month of twelve, for notebooks and pages alike. It gives
an effect in the unit of the thing itself (days, points, cases, times) with a 95 % interval and the size of the
matched sample; None where too little can be compared. A difference is a lead to look into, never a verdict.
"""

from audit_models.comparisons.affiliates import (
    connection_days,
    failures_without_clause,
    first_pass,
)
from audit_models.comparisons.deadlines import deadline_excess
from audit_models.comparisons.effects import Effect
from audit_models.comparisons.officers import officer_affinity

__all__ = [
    "Effect",
    "connection_days",
    "deadline_excess",
    "failures_without_clause",
    "first_pass",
    "officer_affinity",
]
