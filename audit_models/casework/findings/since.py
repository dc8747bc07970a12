"""What others did since a person last signed in."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from audit_models.casework import trail
from audit_models.casework.findings import tables
from audit_models.casework.findings.register import Filters, Finding, conditions, list_findings
from audit_models.casework.reach import Reach


def last_sign_in(connection: sa.Connection, reach: Reach) -> datetime | None:
    """When the person signed in before this time; None where this is the first."""
    c = trail.entries.c
    query = (
        sa.select(c.happened_at)
        .where(c.login == reach.principal.login, c.action == "sign_in")
        .order_by(c.seq.desc())
        .limit(1)
        .offset(1)
    )
    found = connection.scalar(query)
    return datetime.fromisoformat(found) if found else None


def changed_since(
    connection: sa.Connection, reach: Reach, moment: datetime, *, limit: int
) -> tuple[int, Sequence[Finding]]:
    """How many steps others took in findings in reach since then, and the last findings concerned."""
    c, steps = tables.findings.c, tables.steps.c
    others = (
        sa.select(steps.finding_id, sa.func.count().label("steps"), sa.func.max(steps.step_id).label("last"))
        .join(tables.findings, c.finding_id == steps.finding_id)
        .where(
            *conditions(reach, None),
            steps.account_id != reach.principal.account_id,
            steps.happened_at > moment.astimezone(UTC).isoformat(timespec="seconds"),
        )
        .group_by(steps.finding_id)
        .subquery()
    )  # fmt: skip
    count = connection.scalar(sa.select(sa.func.sum(others.c.steps)))
    latest = sa.select(others.c.finding_id).order_by(others.c.last.desc()).limit(limit)
    return int(count or 0), list_findings(
        connection, reach, Filters(finding_ids=connection.scalars(latest).all())
    )
