"""Rules that a person retired or took into use again: which, from which day on, who and why.

The next snapshot uses it. A later decision about a rule takes the place of the earlier ones; none is deleted.
"""

from datetime import date

import sqlalchemy as sa

from audit_models.casework.decision import decided
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, casework_if_any, metadata
from audit_models.errors import Refused
from audit_models.retirements import Retirement
from audit_models.settings import Settings
from audit_models.tryout import rule_of

retired_rules = sa.Table(
    "retired_rules",
    metadata,
    sa.Column("decision_id", sa.Integer, primary_key=True),
    sa.Column("seed", sa.BigInteger),
    sa.Column("rule_id", sa.String(20), nullable=False, index=True),
    sa.Column("since", sa.Date),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided_by", sa.String(100), nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
)
"""`seed`: the demonstration it was decided on; what was decided there never judges real data. `since`: empty
where the rule was taken into use again."""


def save(
    casework: Casework,
    reach: Reach,
    rule_id: str,
    since: date | None,
    reason: str,
    *,
    seed: int | None,
    today: date,
) -> None:
    """Retire a rule from a day on; without a day take it into use again.

    Raises:
        Refused: no right, not the whole company's account, no such rule, a day before today, no reason, or the
            rule is in use anyway.
    """
    reason = decided(reach, reason)
    rule_of(rule_id)
    if since is not None and since < today:
        raise Refused(
            "停用日期不能早于今天：历史按当时有效的规定判断。",
            "It cannot be retired from a day before today: history is judged by what was in force then.",
        )
    if since is None and not _is_retired(saved(casework, seed, rule_id)):
        raise Refused("该规则正在使用。", "The rule is in use.")
    with casework.write(reach.actor) as change:
        change.connection.execute(
            retired_rules.insert().values(
                seed=seed,
                rule_id=rule_id,
                since=since,
                reason=reason,
                decided_by=reach.principal.name,
                decided_on=today,
            )
        )
        change.record(
            "retire_rule" if since else "reinstate_rule",
            object_kind="rule",
            object_id=rule_id,
            after={"since": since},
            reason=reason,
        )


def _is_retired(decisions: list[Retirement]) -> bool:
    return bool(decisions) and decisions[-1].since is not None


def saved(casework: Casework, seed: int | None, rule_id: str | None = None) -> list[Retirement]:
    """What was decided on real data or on one demonstration, of one rule or all, in the order of deciding."""
    same = retired_rules.c.seed.is_(None) if seed is None else retired_rules.c.seed == seed
    query = sa.select(retired_rules).where(same).order_by(retired_rules.c.decision_id)
    if rule_id is not None:
        query = query.where(retired_rules.c.rule_id == rule_id)
    with casework.read() as connection:
        return [
            Retirement(row.rule_id, row.since, row.reason, row.decided_by, row.decided_on)
            for row in connection.execute(query)
        ]


def of_installation(settings: Settings, seed: int | None) -> tuple[Retirement, ...]:
    """The decisions saved in a home; none where there is no casework yet."""
    with casework_if_any(settings) as casework:
        return tuple(saved(casework, seed)) if casework else ()
