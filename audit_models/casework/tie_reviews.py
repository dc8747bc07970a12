"""Ties that a person looked into and found not to hold: two companies of one name, an agent's phone.

The network leaves them out from the next view on, in this snapshot and in later ones, until the finding is
taken back. A row is never deleted. What a source records as a fact (a contract, a declared relation) is
mended in the source and cannot be denied here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from audit_models.access import Permission
from audit_models.casework.decision import read_reason
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, metadata
from audit_models.casework.workflow import NotHere, refuse_without
from audit_models.errors import Refused
from audit_models.snapshot import Snapshot
from audit_models.views.network import Tie, find_tie

tie_reviews = sa.Table(
    "tie_reviews",
    metadata,
    sa.Column("review_id", sa.Integer, primary_key=True),
    sa.Column("seed", sa.BigInteger),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("first_type", sa.String(20), nullable=False),
    sa.Column("first_id", sa.String(100), nullable=False),
    sa.Column("second_type", sa.String(20), nullable=False),
    sa.Column("second_id", sa.String(100), nullable=False),
    sa.Column("unit_code", sa.String(40)),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided_by", sa.String(100), nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
    sa.Column("withdrawn_on", sa.Date),
    sa.Column("withdrawn_by", sa.String(100)),
    sa.Column("withdrawal_reason", sa.Text),
)
"""`seed`: the demonstration it was decided on; what was decided there never judges real data."""


@dataclass(frozen=True)
class Denied:
    """A tie that does not hold, by whom and why."""

    tie: Tie
    reason: str
    decided_by: str
    decided_on: date


def deny(
    casework: Casework, reach: Reach, snapshot: Snapshot, tie: Tie, reason: str, *, today: date
) -> None:
    """Say that a tie of the reader's snapshot does not hold.

    Raises:
        NotHere: no such tie, or it is not in reach.
        Refused: no right, a recorded fact, denied before, or no reason.
    """
    refuse_without(Permission.VERIFY, reach.principal)
    found = find_tie(snapshot, tie)
    if found is None or not reach.covers(found.unit_code):
        raise NotHere
    if found.strength == "recorded":
        raise Refused(
            "已有记录的关系请在来源系统中更正。",
            "A recorded relation is mended in the system that it comes from.",
        )
    said = read_reason(reason)
    if any(one.tie == tie for one in denied(casework, reach.seed)):
        raise Refused("此关系已被认定不成立。", "This tie was found not to hold before.")
    with casework.write(reach.actor) as change:
        change.connection.execute(
            tie_reviews.insert().values(
                **tie._asdict(),
                seed=snapshot.facts.seed,
                unit_code=found.unit_code,
                reason=said,
                decided_by=reach.principal.name,
                decided_on=today,
            )
        )
        change.record(
            "deny_tie",
            object_kind="tie",
            object_id=tie.name,
            unit_code=found.unit_code,
            reason=said,
        )


def withdraw(casework: Casework, reach: Reach, tie: Tie, reason: str, *, today: date) -> None:
    """Have a tie hold again.

    Raises:
        NotHere: it was not denied, or is not in reach.
        Refused: no right, or no reason.
    """
    refuse_without(Permission.VERIFY, reach.principal)
    said = read_reason(reason)
    c = tie_reviews.c
    with casework.write(reach.actor) as change:
        taken_back = change.connection.execute(
            tie_reviews.update()
            .where(
                *(c[name] == value for name, value in tie._asdict().items()),
                c.withdrawn_on.is_(None),
                reach.same_data(c.seed),
                reach.within(c.unit_code),
            )
            .values(withdrawn_on=today, withdrawn_by=reach.principal.name, withdrawal_reason=said)
        )
        if not taken_back.rowcount:
            raise NotHere
        change.record("withdraw_tie_denial", object_kind="tie", object_id=tie.name, reason=said)


def denied(casework: Casework, seed: int | str | None) -> Sequence[Denied]:
    """Every tie that does not hold now, on real data or on one demonstration."""
    c = tie_reviews.c
    same = c.seed.is_(None) if seed is None else c.seed == seed
    query = sa.select(tie_reviews).where(same, c.withdrawn_on.is_(None)).order_by(c.review_id)
    with casework.read() as connection:
        return [
            Denied(
                Tie(*(row[name] for name in Tie._fields)),
                row["reason"],
                row["decided_by"],
                row["decided_on"],
            )
            for row in connection.execute(query).mappings()
        ]
