"""What the application was used for, counted from the trail: no business row, and nothing that is not in it.

A page that somebody only looked at leaves no entry, so it is not counted; reads of personal data, exports and
changes do.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from audit_models.casework.trail import entries

DAYS = 30


@dataclass(frozen=True)
class Use:
    """One action within the last days: how often, by how many people, and when last (UTC, ISO 8601)."""

    action: str
    times: int
    people: int
    last_at: str


def uses(connection: sa.Connection, *, days: int = DAYS, now: datetime | None = None) -> list[Use]:
    """Every action of the last days, the most frequent first; what the program itself did is left out."""
    since = ((now or datetime.now(UTC)) - timedelta(days=days)).isoformat()
    c, times = entries.c, sa.func.count()
    query = (
        sa.select(c.action, times, sa.func.count(c.login.distinct()), sa.func.max(c.happened_at))
        .where(c.happened_at >= since, c.login != "system")
        .group_by(c.action)
        .order_by(times.desc(), c.action)
    )
    return [Use(*row) for row in connection.execute(query)]
