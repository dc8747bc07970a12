"""Overdue findings, and which level has to press: county, city, province after 1, 7, 15 working days."""

from collections.abc import Iterable
from dataclasses import dataclass

from audit_models.casework.basis import Basis
from audit_models.casework.findings.register import Finding
from audit_models.casework.findings.states import UNDER_RECTIFICATION, State
from audit_models.casework.policy import Level, load_casework_policy


@dataclass(frozen=True)
class Overdue:
    """A finding whose deadline has passed."""

    finding: Finding
    workdays: int | None
    """Working days since the deadline; None where the calendar does not know them."""
    level: Level | None
    """Who has to press; None where that cannot be counted, or before the first working day."""


def overdue(findings: Iterable[Finding], basis: Basis) -> list[Overdue]:
    """Those that are overdue today, the longest first; one that is due today is not."""
    policy, late = load_casework_policy(), []
    for one in findings:
        due = one.deadline
        if one.state not in (State.HANDED_DOWN, *UNDER_RECTIFICATION) or due is None:
            continue
        if due < basis.today:
            workdays = basis.days.between(due, basis.today)
            level = None if workdays is None else policy.responsible_level(workdays, basis.today)
            late.append(Overdue(one, workdays, level))
    return sorted(late, key=lambda found: (str(found.finding.deadline), found.finding.finding_id))
