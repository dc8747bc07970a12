"""Views that a person keeps: a name and an address, nothing else. What an address shows is decided anew
whenever it is opened, so a kept or a passed-on address shows nobody more than he may see."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from audit_models.access import Permission
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, metadata
from audit_models.casework.workflow import refuse_without
from audit_models.errors import Refused

LONGEST_NAME, LONGEST_ADDRESS = 60, 1_000
MOST = 100
"""Views of one person."""

saved_views = sa.Table(
    "saved_views",
    metadata,
    sa.Column("view_id", sa.Integer, primary_key=True),
    sa.Column("account_id", sa.Integer, nullable=False, index=True),
    sa.Column("name", sa.String(LONGEST_NAME), nullable=False),
    sa.Column("address", sa.String(LONGEST_ADDRESS), nullable=False),
    sa.Column("saved_on", sa.Date, nullable=False),
)


@dataclass(frozen=True)
class SavedView:
    """One kept view of its owner."""

    name: str
    address: str
    saved_on: date


def save(casework: Casework, reach: Reach, name: str, address: str, *, today: date) -> None:
    """Keep an address of this site under a name, in the place of the own one of that name.

    Raises:
        Refused: no right, no name, too long, or too many.
    """
    refuse_without(Permission.READ, reach.principal)
    name, own = name.strip(), reach.principal.account_id
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(
            f"请起一个名称，最多{LONGEST_NAME}字。",
            f"Give it a name of at most {LONGEST_NAME} letters.",
        )
    is_here = address.startswith("/") and not address.startswith("//")
    if not is_here or len(address) > LONGEST_ADDRESS:
        raise Refused("这个地址不能保存。", "This address cannot be kept.")
    with casework.write(reach.actor) as change:
        change.connection.execute(saved_views.delete().where(*_own(own, name)))
        count = change.connection.scalar(
            sa.select(sa.func.count()).where(saved_views.c.account_id == own)
        )
        if count is not None and count >= MOST:
            raise Refused(f"最多保存 {MOST} 个视图。", f"At most {MOST} views are kept.")
        change.connection.execute(
            saved_views.insert().values(account_id=own, name=name, address=address, saved_on=today)
        )
        change.record("save_view", object_kind="view", object_id=name, after=address)


def remove(casework: Casework, reach: Reach, name: str) -> None:
    """Forget a view of one's own.

    Raises:
        Refused: there is none of this name.
    """
    refuse_without(Permission.READ, reach.principal)
    with casework.write(reach.actor) as change:
        own = _own(reach.principal.account_id, name)
        if not change.connection.execute(saved_views.delete().where(*own)).rowcount:
            raise Refused("您没有这个名称的视图。", "You have no view of this name.")
        change.record("remove_view", object_kind="view", object_id=name)


def of_person(casework: Casework, reach: Reach) -> list[SavedView]:
    """One's own views, by name."""
    c = saved_views.c
    query = (
        sa.select(c.name, c.address, c.saved_on)
        .where(c.account_id == reach.principal.account_id)
        .order_by(c.name)
    )
    with casework.read() as connection:
        return [SavedView(**row) for row in connection.execute(query).mappings()]


def _own(account_id: int, name: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (saved_views.c.account_id == account_id, saved_views.c.name == name)
