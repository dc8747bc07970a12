"""Thresholds that a person moved: who, from which day on, and why. The next snapshot uses them."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from audit_models.casework.decision import decided
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, casework_if_any, metadata
from audit_models.errors import Refused
from audit_models.settings import Settings
from audit_models.thresholds import Threshold, checked
from audit_models.tryout import rule_of

thresholds = sa.Table(
    "thresholds",
    metadata,
    sa.Column("threshold_id", sa.Integer, primary_key=True),
    sa.Column("seed", sa.BigInteger),
    sa.Column("rule_id", sa.String(20), nullable=False, index=True),
    sa.Column("parameter", sa.String(60), nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("value", sa.Float, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided_by", sa.String(100), nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
)
"""A later row for the same parameter and day takes the place of an earlier one; none is deleted.

`seed`: the demonstration it was moved on; what was moved there never judges real data."""


@dataclass(frozen=True)
class Moved:
    """One saved value with its story."""

    threshold: Threshold
    reason: str
    decided_by: str
    decided_on: date


def save(
    casework: Casework,
    reach: Reach,
    threshold: Threshold,
    reason: str,
    *,
    seed: int | None,
    today: date,
) -> None:
    """Keep a new value of a parameter from a day on.

    Raises:
        Refused: no right, not the whole company's account, no such parameter, a day before today, or
            no reason.
    """
    reason = decided(reach, reason)
    value = checked(rule_of(threshold.rule_id), threshold.parameter, threshold.value)
    if threshold.since < today:
        raise Refused(
            "生效日期不能早于今天：历史按当时有效的规定判断。",
            "It cannot hold before today: history is judged by what was in force then.",
        )
    with casework.write(reach.actor) as change:
        change.connection.execute(
            thresholds.insert().values(
                seed=seed,
                rule_id=threshold.rule_id,
                parameter=threshold.parameter,
                since=threshold.since,
                value=value,
                reason=reason,
                decided_by=reach.principal.name,
                decided_on=today,
            )
        )
        change.record(
            "move_threshold",
            object_kind="rule",
            object_id=threshold.rule_id,
            after={"parameter": threshold.parameter, "since": threshold.since, "value": value},
            reason=reason,
        )


def saved(casework: Casework, seed: int | None, rule_id: str | None = None) -> list[Moved]:
    """What was saved on real data or on one demonstration, for one rule or all, in the order of saving."""
    same = thresholds.c.seed.is_(None) if seed is None else thresholds.c.seed == seed
    query = sa.select(thresholds).where(same).order_by(thresholds.c.threshold_id)
    if rule_id is not None:
        query = query.where(thresholds.c.rule_id == rule_id)
    with casework.read() as connection:
        return [
            Moved(
                Threshold(row.rule_id, row.parameter, row.since, row.value),
                row.reason,
                row.decided_by,
                row.decided_on,
            )
            for row in connection.execute(query)
        ]


def of_installation(settings: Settings, seed: int | None) -> tuple[Threshold, ...]:
    """The saved values of a home; none where there is no casework yet."""
    with casework_if_any(settings) as casework:
        return tuple(one.threshold for one in saved(casework, seed)) if casework else ()
