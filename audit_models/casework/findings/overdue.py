"""Overdue findings, and which level has to press: county, city, province after 1, 7, 15 working days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from audit_models.casework.basis import Basis
from audit_models.casework.findings import tables
from audit_models.casework.findings.register import (
    Filters,
    Finding,
    conditions,
    due_day,
    list_findings,
)
from audit_models.casework.findings.states import UNDER_RECTIFICATION, State
from audit_models.casework.policy import Level, load_casework_policy
from audit_models.casework.reach import Reach

RUNNING = (State.HANDED_DOWN, *UNDER_RECTIFICATION)
"""States in which a deadline runs."""
SOON_WORKDAYS = 3
"""So many working days before its day people are reminded of it."""


@dataclass(frozen=True)
class Overdue:
    """A finding whose deadline has passed."""

    finding: Finding
    workdays: int | None
    """Working days since the deadline; None where the calendar does not know them."""
    level: Level | None
    """Who has to press; None where that cannot be counted, or before the first working day."""


@dataclass(frozen=True)
class LateDay:
    """Findings that were due on one day, and are not done."""

    day: date
    count: int
    workdays: int | None
    level: Level | None


def late_days(
    connection: sa.Connection, reach: Reach, basis: Basis, filters: Filters | None = None
) -> list[LateDay]:
    """All that is overdue today by the day on which it was due, the longest first."""
    rows = connection.execute(
        sa.select(due_day, sa.func.count())
        .where(
            *conditions(reach, filters), tables.findings.c.state.in_(RUNNING), due_day < basis.today
        )
        .group_by(due_day)
        .order_by(due_day)
    )
    return [LateDay(day, int(count), *_pressing(day, basis)) for day, count in rows]


def list_late(
    connection: sa.Connection, reach: Reach, days: Sequence[LateDay], filters: Filters, *, limit: int
) -> list[Finding]:  # fmt: skip
    """The findings that were due on these days and are not done, the longest first."""
    wanted = replace(filters, states=RUNNING, due_on=[one.day for one in days])
    return list_findings(connection, reach, wanted, limit=limit) if days else []


def soon(
    connection: sa.Connection, reach: Reach, basis: Basis, filters: Filters | None = None
) -> list[tuple[date, int]]:
    """Day and count of what is due today or within `SOON_WORKDAYS`; none where the calendar ends."""
    last = basis.days.after(basis.today, SOON_WORKDAYS)
    if last is None:
        return []
    rows = connection.execute(
        sa.select(due_day, sa.func.count())
        .where(
            *conditions(reach, filters),
            tables.findings.c.state.in_(RUNNING),
            due_day >= basis.today,
            due_day <= last,
        )
        .group_by(due_day)
        .order_by(due_day)
    )
    return [(day, int(count)) for day, count in rows]


def _pressing(due: date, basis: Basis) -> tuple[int | None, Level | None]:
    """Working days since a deadline, and the level that has to press by now."""
    workdays = basis.days.between(due, basis.today)
    if workdays is None:
        return None, None
    return workdays, load_casework_policy().responsible_level(workdays, basis.today)


def overdue(findings: Iterable[Finding], basis: Basis) -> list[Overdue]:
    """Those that are overdue today, the longest first; one that is due today is not."""
    late = [
        Overdue(one, *_pressing(one.deadline, basis))
        for one in findings
        if one.state in RUNNING and one.deadline and one.deadline < basis.today
    ]
    return sorted(late, key=lambda found: (str(found.finding.deadline), found.finding.finding_id))
