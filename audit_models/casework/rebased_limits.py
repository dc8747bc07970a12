"""Control limits that a person had begun anew, from a month on. The next snapshot uses them."""

from datetime import date

import sqlalchemy as sa

from audit_models.casework.decision import decided
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, metadata, open_casework
from audit_models.errors import Refused
from audit_models.settings import Settings
from audit_models.signals import charts
from audit_models.signals.rebases import Rebase

rebases = sa.Table(
    "rebases",
    metadata,
    sa.Column("rebase_id", sa.Integer, primary_key=True),
    sa.Column("seed", sa.BigInteger),
    sa.Column("indicator_id", sa.String(20), nullable=False, index=True),
    sa.Column("unit_code", sa.String(40), nullable=False),
    sa.Column("month", sa.Date, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided_by", sa.String(100), nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
)
"""A later row for the same series and month takes the place of an earlier one; none is deleted.

`seed`: the demonstration it was decided on; what was decided there never judges real data."""


def save(
    casework: Casework,
    reach: Reach,
    indicator_id: str,
    unit_code: str,
    month: date,
    reason: str,
    *,
    seed: int | None,
    today: date,
) -> None:
    """Have the limits of one series begin anew with a month (its first day).

    Raises:
        Refused: no right, not the whole company's account, no such chart, a month to come, or no reason.
    """
    reason = decided(reach, reason)
    if indicator_id not in set(charts()["indicator_id"]):
        raise Refused(f"{indicator_id} 没有控制图。", f"{indicator_id} has no control chart.")
    if month > today:
        raise Refused(
            "不能从尚未到来的月份起重设。", "Limits cannot begin with a month that is to come."
        )
    one = Rebase(
        indicator_id=indicator_id,
        unit_code=unit_code,
        month=month,
        decided_on=today,
        decided_by=reach.principal.name,
        reason=reason,
    )
    with casework.write(reach.actor) as change:
        change.connection.execute(rebases.insert().values(seed=seed, **one.model_dump()))
        change.record(
            "rebase_limits",
            object_kind="indicator",
            object_id=indicator_id,
            unit_code=unit_code,
            after={"month": month},
            reason=reason,
        )


def saved(casework: Casework, seed: int | None) -> list[Rebase]:
    """What was decided on real data or on one demonstration, in the order of saving."""
    same = rebases.c.seed.is_(None) if seed is None else rebases.c.seed == seed
    names = [rebases.c[name] for name in Rebase.model_fields]
    query = sa.select(*names).where(same).order_by(rebases.c.rebase_id)
    with casework.read() as connection:
        return [Rebase(**row._mapping) for row in connection.execute(query)]


def of_installation(settings: Settings, seed: int | None) -> tuple[Rebase, ...]:
    """The decisions saved in a home; none where there is no casework yet."""
    if settings.casework_url is None and not (settings.home / "casework.db").exists():
        return ()
    casework = open_casework(settings)
    try:
        return tuple(saved(casework, seed))
    finally:
        casework.engine.dispose()
