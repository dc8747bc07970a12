"""What somebody has to decide: findings past their day, then those that wait to be settled or signed."""

from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa

from audit_models.access import Permission
from audit_models.casework.basis import Basis
from audit_models.casework.findings import register, tables
from audit_models.casework.findings.overdue import Overdue, overdue
from audit_models.casework.findings.register import Filters, Finding, conditions
from audit_models.casework.findings.states import UNDER_RECTIFICATION, State
from audit_models.casework.reach import Reach
from audit_models.casework.workflow import refuse_without

MOST = 3
"""Matters on one sheet of paper; the list of findings has them all."""
SOON_DAYS = 7
"""Calendar days ahead within which a rectification counts as due."""
RUNNING = (State.HANDED_DOWN, *UNDER_RECTIFICATION)
"""States in which a deadline runs."""
AWAITING = (State.VERIFIED, State.PROVEN, State.SIGNED)
"""States in which a person with the right to it decides: settles, or signs the closure."""


@dataclass(frozen=True)
class Matter:
    """One finding that asks for a decision."""

    finding: Finding
    late: Overdue | None
    """How late it is and who has to press; None where it waits, but is not late."""
    owner: str | None
    """Who answers for it, by name; None where nobody was named yet."""


def matters(
    connection: sa.Connection, reach: Reach, basis: Basis, filters: Filters
) -> list[Matter]:
    """At most `MOST`: what is overdue, the longest first, before what waits for a decision."""
    running = register.list_findings(
        connection, reach, replace(filters, states=RUNNING), limit=MOST
    )
    late = overdue(running, basis)
    known = {one.finding.finding_id for one in late}
    found: list[tuple[Finding, Overdue | None]] = [(one.finding, one) for one in late]
    if len(found) < MOST:
        waiting = register.list_findings(
            connection, reach, replace(filters, states=AWAITING), limit=2 * MOST
        )
        found += [(one, None) for one in waiting if one.finding_id not in known]
    found = found[:MOST]
    owners = [one.owner_id for one, _ in found if one.owner_id is not None]
    names = register.names(connection, owners) if owners else {}
    return [Matter(one, how_late, names.get(one.owner_id or 0)) for one, how_late in found]


@dataclass(frozen=True)
class Rectifications:
    """How rectifications stand today; a finding is in one of them at most."""

    running: int
    """Not yet due, or without a day."""
    due: int
    """Due within `SOON_DAYS`, today among them."""
    overdue: int
    closed: int
    """Closed this year, with both signatures."""


def rectifications(
    connection: sa.Connection, reach: Reach, basis: Basis, filters: Filters
) -> Rectifications:
    """Findings under rectification by their deadline, and those of the year that were closed."""
    refuse_without(Permission.READ, reach.principal)
    c, today = tables.findings.c, basis.today
    is_running = c.state.in_(UNDER_RECTIFICATION)
    is_late = sa.and_(is_running, c.due_on < today)
    is_due = sa.and_(is_running, c.due_on >= today, c.due_on <= today + timedelta(SOON_DAYS))
    is_closed = sa.and_(c.state == State.CLOSED, c.closed_on >= today.replace(month=1, day=1))
    query = sa.select(
        *(
            sa.func.sum(sa.case((one, 1), else_=0))
            for one in (is_running, is_due, is_late, is_closed)
        )
    ).where(*conditions(reach, filters), sa.or_(is_running, is_closed))
    running, due, late, closed = (int(count or 0) for count in connection.execute(query).one())
    return Rectifications(running - due - late, due, late, closed)
