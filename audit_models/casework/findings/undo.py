"""Taking back the step that one just took: a step of its own, and the one before stays on record.

For a minute after it (a person who is slow of hand or hears the page needs more than seconds, WCAG
2.2.1), by who took it, while nobody has done anything since. What has left the house or was signed by
two stays: closure, transfer, merge. Whoever took a step has played its part, also where he took it back.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from audit_models.casework.findings import tables
from audit_models.casework.findings.register import Finding, get
from audit_models.casework.findings.states import Action, State
from audit_models.casework.findings.work import Order, Stale, write_step, write_values
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework
from audit_models.casework.workflow import NotAllowed
from audit_models.errors import Refused

WITHIN = timedelta(seconds=60)
LASTING = frozenset(
    {
        Action.TAKE_UP, Action.COUNTERSIGN, Action.TRANSFER, Action.MERGE, Action.TAKE_IN,
        Action.UNDO,
    }
)  # fmt: skip
"""Steps that are not taken back."""


def undo(
    casework: Casework, reach: Reach, finding_id: str, version: int, *,
    moment: datetime | None = None,
) -> Finding:  # fmt: skip
    """Take back the last step of a finding, at the version that the person saw.

    Raises:
        NotHere: there is no such finding in reach.
        Stale: it has changed since.
        Refused: the last step is another person's, of a kind that lasts, or too long ago.
    """
    with casework.write(reach.actor) as change:
        stored = get(change.connection, reach, finding_id)
        if stored.version != version:
            raise Stale(Order(finding_id, version, Action.UNDO), stored)
        last = _last_step(change.connection, finding_id)
        refusal = _why_not(last, reach, moment or datetime.now(UTC))
        if refusal:
            raise refusal
        values = {name: _typed(name, value) for name, value in last["before"].items()}
        write_values(change, stored, values)
        write_step(change, reach, finding_id, Action.UNDO, stored.state, values["state"])
        change.record(
            "finding_undo", object_kind="finding", object_id=finding_id,
            unit_code=values.get("unit_code", stored.unit_code),
            before={name: getattr(stored, name) for name in values}, after=values,
            reason=f"undo of {last['action']}",
        )  # fmt: skip
        return get(change.connection, reach, finding_id)


def can_undo(connection: sa.Connection, reach: Reach, finding: Finding) -> bool:
    """Whether the last step is this person's to take back now."""
    last = _last_step(connection, finding.finding_id)
    return _why_not(last, reach, datetime.now(UTC)) is None


def _last_step(connection: sa.Connection, finding_id: str) -> Mapping[str, Any]:
    c = tables.steps.c
    query = sa.select(tables.steps).where(c.finding_id == finding_id).order_by(c.step_id.desc())
    return dict(connection.execute(query.limit(1)).mappings().one())


def _why_not(last: Mapping[str, Any], reach: Reach, moment: datetime) -> Refused | None:
    if last["account_id"] != reach.principal.account_id:
        return NotAllowed("只能由本人撤销。", "Only who took a step takes it back.")
    if Action(last["action"]) in LASTING or last["before"] is None:
        return Refused("此步骤不能撤销。", "This step is not taken back.")
    if moment - datetime.fromisoformat(last["happened_at"]) > WITHIN:
        seconds = int(WITHIN.total_seconds())
        return Refused(
            f"已超过 {seconds} 秒，不能撤销；请按流程退回或重新打开。",
            f"More than {seconds} seconds have passed: return or reopen it instead.",
        )
    return None


def _typed(name: str, value: Any) -> Any:
    """A value of the record in the type of its column."""
    if name == "state":
        return State(value)
    kind = tables.findings.c[name].type.python_type
    if value is None or kind not in (date, Decimal):
        return value
    return date.fromisoformat(value) if kind is date else Decimal(value)
