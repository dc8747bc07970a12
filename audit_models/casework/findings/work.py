"""Doing a step: every change of a finding goes through `act`, and leaves one entry in the trail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from audit_models.access import PERMISSIONS, Permission, Role
from audit_models.casework.accounts import accounts
from audit_models.casework.basis import Basis
from audit_models.casework.findings import merge, tables
from audit_models.casework.findings.fields import FIELDS, read_value, written
from audit_models.casework.findings.proof import Proof
from audit_models.casework.findings.register import Finding, get, parts, why_not
from audit_models.casework.findings.states import (
    STATE_NAMES,
    TRANSITIONS,
    Action,
    FindingTransition,
    State,
)
from audit_models.casework.policy import Step, load_casework_policy
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, Change
from audit_models.casework.workflow import NotHere, find
from audit_models.errors import Refused

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Order:
    """One step that somebody asks for, at the version that he saw."""

    finding_id: str
    version: int
    action: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    proof: Proof | None = None
    """What the newest snapshot says about the rectification; for `prove`."""


class Stale(Refused):
    """Somebody else changed the finding in between; nothing was overwritten."""

    def __init__(self, order: Order, stored: Finding) -> None:
        super().__init__(
            f"问题 {stored.finding_id} 已被他人更改（您看到的是第 {order.version} 版，现为第 {stored.version} 版）；"
            "您的更改未保存，请对照两个版本后重试。",
            f"Finding {stored.finding_id} was changed by somebody else (you saw version {order.version},"
            f" it is now {stored.version}); yours was not saved: compare the two and try again.",
        )
        self.mine = order
        self.stored = stored


def act(casework: Casework, reach: Reach, order: Order, basis: Basis) -> Finding:
    """Take one step; returns the finding as it then stands.

    Raises:
        NotHere: there is no such finding in reach.
        Stale: it has changed since; holds both versions.
        Refused: the step is not possible now, not this person's, or something is not filled.
    """
    return act_on_many(casework, reach, [order], basis)[0]


def act_on_many(
    casework: Casework, reach: Reach, orders: Sequence[Order], basis: Basis
) -> list[Finding]:
    """Take a step in each of several findings, in all of them or in none.

    Raises:
        Refused: as `act`, for whichever finding is first to be refused.
    """
    if not 0 < len(orders) <= MOST_AT_ONCE:
        raise Refused(
            f"一次请选择 1 至 {MOST_AT_ONCE} 条问题。",
            f"Choose between 1 and {MOST_AT_ONCE} findings at a time.",
        )
    with casework.write(reach.actor) as change:
        return [_take(change, reach, order, basis) for order in orders]


def _take(change: Change, reach: Reach, order: Order, basis: Basis) -> Finding:
    stored = get(change.connection, reach, order.finding_id)
    if stored.version != order.version:
        raise Stale(order, stored)
    step = find(TRANSITIONS, stored.state, order.action, STATE_NAMES)
    refusal = why_not(step, parts(change.connection, stored), reach.principal)
    if refusal:
        raise refusal
    values = _filled(step, order, stored)
    note = _note(step, order)
    _check_owner_and_unit(change.connection, reach, basis, stored, values)
    if step.action == Action.RECTIFY:
        _refuse_without_evidence(change.connection, stored)
    if step.action == Action.MERGE:
        merge.refuse_unfit(change.connection, reach, stored, values["merged_into"])
    values |= _consequences(step, stored, values, reach, basis, order)
    values["state"] = step.leads_from(stored.state)
    before = {name: getattr(stored, name) for name in values}
    write_values(change, stored, values)
    write_step(change, reach, stored.finding_id, step.action, stored.state, values["state"],
               note=note, proof=order.proof.as_json() if order.proof else None,
               before=before)  # fmt: skip
    change.record(
        f"finding_{step.action}",
        object_kind="finding",
        object_id=stored.finding_id,
        unit_code=values.get("unit_code", stored.unit_code),
        before=before,
        after=values,
        reason=note,
    )
    if step.action == Action.MERGE:
        survivor = get(change.connection, reach, values["merged_into"])
        merge.take_in(change, stored, survivor)
        write_step(change, reach, survivor.finding_id, Action.TAKE_IN, survivor.state,
                   survivor.state, note=stored.finding_id)  # fmt: skip
    return get(change.connection, reach, stored.finding_id)


def _filled(step: FindingTransition, order: Order, stored: Finding) -> dict[str, Any]:
    """The written values in their types; what the step needs is there, now or from before."""
    foreign = set(order.fields) - set(step.needs) - set(step.may)
    if foreign:
        names = "、".join(sorted(map(str, foreign)))[:200]
        raise Refused(f"此操作不能填写 {names}。", f"This step does not fill {names}.")
    values = {name: read_value(name, value) for name, value in order.fields.items()}
    for name in step.needs:
        if values.get(name, getattr(stored, name)) is None:
            label = FIELDS[name].name
            raise Refused(f"请填写“{label.zh}”。", f"Fill in '{label.en}'.")
    return values


def _note(step: FindingTransition, order: Order) -> str | None:
    note = written(order.note)
    if step.needs_note and not note:
        raise Refused("请写明理由。", "Give a reason.")
    return note or None


def _check_owner_and_unit(
    connection: sa.Connection, reach: Reach, basis: Basis, stored: Finding, values: dict[str, Any]
) -> None:
    unit_code = values.get("unit_code", stored.unit_code)
    if "unit_code" in values and (
        unit_code not in basis.parents or not reach.covers(unit_code)
    ):  # A unit that does not exist and one that is not his are the same to the person.
        raise NotHere
    if values.get("owner_id") is not None:
        _refuse_unfit_owner(connection, basis, values["owner_id"], unit_code)


def _refuse_unfit_owner(
    connection: sa.Connection, basis: Basis, owner_id: int, unit_code: str | None
) -> None:
    if not any(one["account_id"] == owner_id for one in owners(connection, basis, unit_code)):
        raise Refused(
            "责任人须是该单位或其上级单位启用的整改联系人账号。",
            "The owner has to be an active unit officer of the unit or of one above it.",
        )


def owners(
    connection: sa.Connection, basis: Basis, unit_code: str | None
) -> list[Mapping[str, Any]]:
    """The accounts that can answer for a unit, its own first."""
    line = list(basis.line(unit_code))
    roles = [role.value for role in Role if Permission.RECTIFY in PERMISSIONS[role]]
    c = accounts.c
    rows = connection.execute(
        sa.select(c.account_id, c.name, c.login, c.unit_code).where(
            c.role.in_(roles), c.is_disabled.is_(False), c.unit_code.in_(line)
        )
    ).mappings()
    return sorted(map(dict, rows), key=lambda one: (line.index(one["unit_code"]), one["login"]))


def _refuse_without_evidence(connection: sa.Connection, stored: Finding) -> None:
    c = tables.evidence.c
    count = connection.scalar(sa.select(sa.func.count()).where(c.finding_id == stored.finding_id))
    if not count:
        raise Refused(
            "请先上传至少一份整改证据。", "Attach at least one file that proves the rectification."
        )


def _consequences(
    step: FindingTransition, stored: Finding, values: dict[str, Any], reach: Reach,
    basis: Basis, order: Order,
) -> dict[str, Any]:  # fmt: skip
    """What a step sets by itself: days, deadlines, verdicts and signatures."""
    today, who = basis.today, reach.principal.account_id
    severity = values.get("severity", stored.severity)
    match step.action:
        case Action.HAND_DOWN:
            return {"answer_due_on": _due(basis, "answer", severity)}
        case Action.MOVE:
            return {"owner_id": None, "answer_due_on": None}
        case Action.ASK_AGAIN:
            return {"answer_due_on": _due(basis, "answer", severity)}
        case Action.DECLINE:
            return {"owner_id": None, "answer_due_on": None}
        case Action.CONFIRM:
            return {"verified_on": today}
        case Action.CLEAR:
            return {"verdict": "cleared", "verified_on": today}
        case Action.VERIFY_AGAIN:
            return {"verdict": None, "verified_on": None}
        case Action.DETERMINE:
            return {"due_on": _rectify_by(basis, severity, values)}
        case Action.RECTIFY:
            return {"rectified_on": today}
        case Action.RETURN:
            return {"rectified_on": None}
        case Action.PROVE:
            _refuse_without_proof(stored, order)
            return {}
        case Action.SIGN:
            return {"first_signed_by": who}
        case Action.COUNTERSIGN:
            return {"second_signed_by": who, "closed_on": today}
        case Action.REFUSE_TO_SIGN:
            return {"first_signed_by": None, "rectified_on": None}
        case Action.REOPEN:
            return _reopened(stored, basis, severity, values)
    return {}


def _reopened(
    stored: Finding, basis: Basis, severity: str | None, values: dict[str, Any]
) -> dict[str, Any]:
    again = {"reopened": stored.reopened + 1}
    if stored.state != State.CLOSED:
        return again | {"verdict": None, "verified_on": None, "receiver": None}
    return again | {
        "due_on": _rectify_by(basis, severity, values),
        "rectified_on": None,
        "closed_on": None,
        "first_signed_by": None,
        "second_signed_by": None,
    }


def _refuse_without_proof(stored: Finding, order: Order) -> None:
    if stored.rule_id is not None and order.proof is None:
        raise Refused(
            "验证前须在最新快照上重新核对规则。",
            "The rule has to be run on the newest snapshot first.",
        )


def _rectify_by(basis: Basis, severity: str | None, values: dict[str, Any]) -> date:
    chosen: date | None = values.get("due_on")
    if chosen is None:
        return _due(basis, "rectify", severity)
    if chosen <= basis.today:
        raise Refused(
            f"整改期限 {chosen} 应晚于今天。", f"The deadline {chosen} has to lie after today."
        )
    return chosen


def _due(basis: Basis, step: Step, severity: str | None) -> date:
    workdays = load_casework_policy().workdays(step, str(severity), basis.today)
    due = basis.days.after(basis.today, workdays)
    if due is None:
        raise Refused(
            f"工作日历不足以推算 {workdays} 个工作日后的期限；请自行填写期限，或导入 calendar_days。",
            f"The calendar of working days does not reach {workdays} working days from today:"
            " fill in the deadline, or import calendar_days.",
        )
    return due


def write_values(change: Change, stored: Finding, values: Mapping[str, Any]) -> None:
    """Change a finding that was read within the same change, beside which nobody else writes."""
    change.connection.execute(
        tables.findings.update()
        .where(tables.findings.c.finding_id == stored.finding_id)
        .values(version=stored.version + 1, **values)
    )


def write_step(
    change: Change, reach: Reach, finding_id: str, action: Action, left: State | None,
    reached: State, *, note: str | None = None, proof: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Note a step for those who read the finding."""
    change.connection.execute(
        tables.steps.insert().values(
            finding_id=finding_id, action=action, from_state=left, to_state=reached,
            account_id=reach.principal.account_id, name=reach.principal.name,
            happened_at=datetime.now(UTC).isoformat(timespec="seconds"), note=note, proof=proof,
            before=before,
        )
    )  # fmt: skip
