"""Grants of a day to come: each comes into force on its day, at the first request of that day."""

from collections.abc import Iterator
from datetime import date, datetime

import sqlalchemy as sa

from audit_models.access import Role
from audit_models.casework.accounts import Grant, accounts, grants, office_day, update
from audit_models.casework.store import Actor, Casework


def put_in_force(casework: Casework, moment: datetime | None = None) -> None:
    """Give every account what it was granted for this day or before; its sessions end.

    Looks once a day and process; `moment` is in UTC.
    """
    today = office_day(moment)
    if casework.granted_until == today:
        return
    with casework.read() as connection:
        due = list(_due(connection, today))
    if due:
        with casework.write(Actor.system(), although_broken=True) as change:
            # Read again where nobody else writes: another process may have been first.
            for account_id, login, before, grant in _due(change.connection, today):
                update(change.connection, account_id, role=grant.role.value,
                       unit_code=grant.unit_code, epoch=accounts.c.epoch + 1)  # fmt: skip
                change.record(
                    "grant_in_force", object_kind="account", object_id=login,
                    unit_code=grant.unit_code, before={"role": before[0], "unit_code": before[1]},
                    after={"role": grant.role.value, "unit_code": grant.unit_code,
                           "granted_by": grant.granted_by, "valid_from": grant.valid_from},
                )  # fmt: skip
            if not change.entries:
                change.record(
                    "grant_in_force", object_kind="account", object_id="", result="known before"
                )
    casework.granted_until = today


def _due(
    connection: sa.Connection, today: date
) -> Iterator[tuple[int, str, tuple[str, str | None], Grant]]:
    """Accounts that are not yet what their newest grant in force says."""
    newest = (
        sa.select(grants.c.grant_id)
        .where(grants.c.account_id == accounts.c.account_id, grants.c.valid_from <= today)
        .order_by(grants.c.valid_from.desc(), grants.c.grant_id.desc())
        .limit(1)
        .correlate(accounts)
        .scalar_subquery()
    )
    rows = connection.execute(
        sa.select(
            accounts.c.account_id, accounts.c.login, accounts.c.role, accounts.c.unit_code,
            grants.c.role.label("to_role"), grants.c.unit_code.label("to_unit"),
            grants.c.valid_from, grants.c.granted_by,
        ).join(grants, grants.c.grant_id == newest)
    ).all()  # fmt: skip
    for row in rows:
        if (row.role, row.unit_code) != (row.to_role, row.to_unit):
            grant = Grant(Role(row.to_role), row.to_unit, row.valid_from, row.granted_by)
            yield row.account_id, row.login, (row.role, row.unit_code), grant
