"""Control limits that a person had begun anew, from a month on. The next snapshot uses them.

A decision can be taken back: the next snapshot then has the limits that were there without it.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from audit_models.casework.decision import decided
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, casework_if_any, metadata
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
    sa.Column("withdrawn_on", sa.Date),
    sa.Column("withdrawn_by", sa.String(100)),
    sa.Column("withdrawal_reason", sa.Text),
)
"""A later row for the same series and month takes the place of an earlier one; none is deleted.

`seed`: the demonstration it was decided on; what was decided there never judges real data."""


@dataclass(frozen=True)
class Kept:
    """One decision with what became of it."""

    rebase: Rebase
    withdrawn_on: date | None
    withdrawn_by: str | None
    withdrawal_reason: str | None


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


def withdraw(
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
    """Take back all that was decided here for one series and month.

    Raises:
        Refused: no right, not the whole company's account, no reason, or nothing decided that still holds.
    """
    reason = decided(reach, reason)
    c, who = rebases.c, reach.principal.name
    same = (c.indicator_id == indicator_id, c.unit_code == unit_code, c.month == month)
    with casework.write(reach.actor) as change:
        taken_back = change.connection.execute(
            rebases.update()
            .where(*same, _of_data(seed), c.withdrawn_on.is_(None))
            .values(withdrawn_on=today, withdrawn_by=who, withdrawal_reason=reason)
        )
        if not taken_back.rowcount:
            raise Refused(
                "该序列没有从这个月起且仍有效的重设；政策文件中的重设须在文件中更改。",
                "Nothing decided here for this series and month still holds; what stands in the policy"
                " file is changed there.",
            )
        change.record(
            "withdraw_rebase",
            object_kind="indicator",
            object_id=indicator_id,
            unit_code=unit_code,
            before={"month": month},
            reason=reason,
        )


def saved(casework: Casework, seed: int | None) -> list[Rebase]:
    """What was decided on real data or on one demonstration and still holds, in the order of saving."""
    return [one.rebase for one in _read(casework, _of_data(seed), rebases.c.withdrawn_on.is_(None))]


def of_series(
    casework: Casework, seed: int | None, indicator_id: str, unit_code: str
) -> list[Kept]:
    """Every decision about one series, those taken back among them, in the order of saving."""
    c = rebases.c
    return _read(casework, _of_data(seed), c.indicator_id == indicator_id, c.unit_code == unit_code)


def _of_data(seed: int | None) -> sa.ColumnElement[bool]:
    return rebases.c.seed.is_(None) if seed is None else rebases.c.seed == seed


def _read(casework: Casework, *conditions: sa.ColumnElement[bool]) -> list[Kept]:
    query = sa.select(rebases).where(*conditions).order_by(rebases.c.rebase_id)
    with casework.read() as connection:
        return [
            Kept(
                Rebase(**{name: row[name] for name in Rebase.model_fields}),
                row["withdrawn_on"],
                row["withdrawn_by"],
                row["withdrawal_reason"],
            )
            for row in connection.execute(query).mappings()
        ]


def of_installation(settings: Settings, seed: int | None) -> tuple[Rebase, ...]:
    """The decisions saved in a home; none where there is no casework yet."""
    with casework_if_any(settings) as casework:
        return tuple(saved(casework, seed)) if casework else ()
