"""Leads about people (问题线索): a realm of their own, open to the named alone.

Who is not named for a lead is told that there is none, whatever his role; the trail says that something
was done to a lead, never what it is about. Four ways of disposal (domain §6.3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from audit_models.access import PERMISSIONS, Permission, Role
from audit_models.access import Permission as P
from audit_models.casework.accounts import accounts
from audit_models.casework.basis import Basis
from audit_models.casework.findings.fields import written
from audit_models.casework.policy import load_casework_policy
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, Change, metadata
from audit_models.casework.workflow import NotAllowed, NotHere, Transition, find, refuse_without
from audit_models.errors import Refused
from audit_models.text import Text

leads = sa.Table(
    "leads",
    metadata,
    sa.Column("lead_id", sa.String(20), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("source", sa.String(30), nullable=False),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("disposal", sa.String(30)),
    sa.Column("opinion", sa.Text),
    sa.Column("proposed_by", sa.Integer),
    sa.Column("approved_by", sa.Integer),
    sa.Column("due_on", sa.Date),
    sa.Column("outcome", sa.Text),
    sa.Column("concluded_on", sa.Date),
)
people = sa.Table(
    "lead_people",
    metadata,
    sa.Column("lead_id", sa.String(20), sa.ForeignKey("leads.lead_id"), primary_key=True),
    sa.Column("account_id", sa.Integer, primary_key=True),
)
ALL = (leads, people)


class State(StrEnum):
    RECEIVED = "received"
    PROPOSED = "proposed"
    IN_HAND = "in_hand"
    HELD = "held"
    CONCLUDED = "concluded"


STATE_NAMES: dict[State, Text] = {
    State.RECEIVED: Text("已收到，待提出处置意见", "Received, disposal to be proposed"),
    State.PROPOSED: Text("待审批", "Proposed, to be approved"),
    State.IN_HAND: Text("办理中", "In hand"),
    State.HELD: Text("暂存待查", "Held"),
    State.CONCLUDED: Text("已了结", "Concluded"),
}
DISPOSALS: Mapping[str, Text] = {
    "talk": Text("谈话函询", "Talk or inquiry by letter"),
    "preliminary": Text("初步核实", "Preliminary verification"),
    "hold": Text("暂存待查", "Hold for later"),
    "conclude": Text("予以了结", "Conclude"),
}
LEADS_TO = {
    "talk": State.IN_HAND,
    "preliminary": State.IN_HAND,
    "hold": State.HELD,
    "conclude": State.CONCLUDED,
}
SOURCES: Mapping[str, Text] = {
    "letters": Text("信访举报", "Letters and reports"),
    "inspection": Text("监督检查发现", "Found by supervision"),
    "patrol": Text("巡视巡察移交", "Handed over by patrol inspection"),
    "audit": Text("审计移交", "Handed over by audit"),
    "other": Text("其他机关移交", "Handed over by another authority"),
}


class Action(StrEnum):
    PROPOSE = "propose"
    RETURN = "return"
    APPROVE = "approve"
    CONCLUDE = "conclude"
    RESUME = "resume"


class Part(StrEnum):
    PROPOSER = "proposer"


LeadTransition = Transition[State, Action, Part]
TRANSITIONS: tuple[LeadTransition, ...] = (
    LeadTransition((State.RECEIVED,), Action.PROPOSE, State.PROPOSED,
                   Text("提出处置意见", "Propose a disposal"), P.LEADS,
                   needs=("disposal", "opinion")),
    LeadTransition((State.PROPOSED,), Action.RETURN, State.RECEIVED, Text("退回", "Return"),
                   P.LEADS, differs_from=(Part.PROPOSER,)),
    LeadTransition((State.PROPOSED,), Action.APPROVE, None, Text("批准", "Approve"),
                   P.LEADS, differs_from=(Part.PROPOSER,)),
    LeadTransition((State.IN_HAND,), Action.CONCLUDE, State.CONCLUDED, Text("办结", "Conclude"),
                   P.LEADS, needs=("outcome",)),
    LeadTransition((State.HELD,), Action.RESUME, State.RECEIVED, Text("恢复办理", "Resume"), P.LEADS),
)  # fmt: skip
"""Approval leads where the disposal says (`LEADS_TO`)."""


@dataclass(frozen=True)
class Lead:
    """One lead."""

    lead_id: str
    version: int
    state: State
    source: str
    received_on: date
    content: str
    disposal: str | None
    opinion: str | None
    proposed_by: int | None
    approved_by: int | None
    due_on: date | None
    outcome: str | None
    concluded_on: date | None


def receive(casework: Casework, reach: Reach, basis: Basis, source: str, content: str) -> Lead:
    """Enter a lead; whoever enters it is the first who is named.

    A disposal is due within one month, by the calendar.

    Raises:
        Refused: no right, no such source, or nothing written.
    """
    refuse_without(Permission.LEADS, reach.principal)
    said = written(content)
    if source not in SOURCES or not said:
        raise Refused("请选择来源并填写线索内容。", "Choose a source and write the lead down.")
    with casework.write(reach.actor) as change:
        last = change.connection.scalar(sa.select(sa.func.max(leads.c.lead_id)))
        lead_id = f"L{int(last[1:]) + 1 if last else 1:06}"
        change.connection.execute(
            leads.insert().values(
                lead_id=lead_id, version=1, state=State.RECEIVED, source=source, content=said,
                received_on=basis.today, due_on=_a_month_after(basis.today),
            )
        )  # fmt: skip
        _add_person(change, lead_id, reach.principal.account_id)
        change.record("lead_receive", object_kind="lead", object_id=lead_id)
        return get(change.connection, reach, lead_id)


def name_person(casework: Casework, reach: Reach, lead_id: str, account_id: int) -> None:
    """Name a further person for a lead; only who is named may.

    Raises:
        NotHere: there is no such lead for this person.
        Refused: the account does not exist, is disabled, or its role handles no leads.
    """
    with casework.write(reach.actor) as change:
        get(change.connection, reach, lead_id)
        able = sa.select(accounts.c.account_id).where(accounts.c.account_id == account_id, _able())
        if change.connection.scalar(able) is None:
            raise Refused("该账号不能办理线索。", "This account handles no leads.")
        if account_id not in named(change.connection, lead_id):
            _add_person(change, lead_id, account_id)
        change.record(
            "lead_name", object_kind="lead", object_id=lead_id, after={"account_id": account_id}
        )


def get(connection: sa.Connection, reach: Reach, lead_id: str) -> Lead:
    """One lead, for who is named.

    Raises:
        NotHere: there is none, or the reader is not named for it, or his role handles no leads.
    """
    query = sa.select(leads).where(leads.c.lead_id == lead_id, _is_named(reach))
    row = connection.execute(query).mappings().first()
    if row is None or not reach.principal.may(Permission.LEADS):
        raise NotHere
    return _lead(row)


def read(casework: Casework, reach: Reach, lead_id: str) -> Lead:
    """One lead, and an entry in the trail that it was read; without the entry nothing is shown."""
    with casework.read() as connection:
        found = get(connection, reach, lead_id)
    casework.note(reach.actor, "lead_read", object_kind="lead", object_id=lead_id)
    return found


def list_leads(connection: sa.Connection, reach: Reach) -> list[Lead]:
    """The leads that the reader is named for, the nearest deadline first; none for other roles."""
    if not reach.principal.may(Permission.LEADS):
        return []
    c = leads.c
    query = (
        sa.select(leads).where(_is_named(reach)).order_by(c.due_on.is_(None), c.due_on, c.lead_id)
    )
    return [_lead(row) for row in connection.execute(query).mappings()]


def named(connection: sa.Connection, lead_id: str) -> frozenset[int]:
    """The accounts that are named for a lead."""
    query = sa.select(people.c.account_id).where(people.c.lead_id == lead_id)
    return frozenset(connection.scalars(query))


def named_people(connection: sa.Connection, lead_id: str) -> dict[int, str]:
    """The named accounts with their names."""
    c = accounts.c
    query = sa.select(c.account_id, c.name).where(c.account_id.in_(named(connection, lead_id)))
    return {row.account_id: row.name for row in connection.execute(query.order_by(c.name))}


def possible_people(connection: sa.Connection) -> list[tuple[int, str]]:
    """The accounts that can be named: id and name."""
    c = accounts.c
    query = sa.select(c.account_id, c.name).where(_able()).order_by(c.name)
    return [(row.account_id, row.name) for row in connection.execute(query)]


def _able() -> sa.ColumnElement[bool]:
    c = accounts.c
    roles = [role.value for role in Role if Permission.LEADS in PERMISSIONS[role]]
    return sa.and_(c.role.in_(roles), c.is_disabled.is_(False))


def act(
    casework: Casework, reach: Reach, basis: Basis, lead_id: str, action: str, *, version: int,
    fields: Mapping[str, Any] | None = None,
) -> Lead:  # fmt: skip
    """Take one step.

    Raises:
        NotHere: there is no such lead for this person.
        Refused: not now, not this person's, changed in between, or something is not filled.
    """
    with casework.write(reach.actor) as change:
        found = get(change.connection, reach, lead_id)
        step = find(TRANSITIONS, found.state, action, STATE_NAMES)
        if found.version != version:
            raise Refused("线索已被他人更改，请刷新。", "Somebody else changed it; reload.")
        if step.differs_from and found.proposed_by == reach.principal.account_id:
            raise NotAllowed("须由他人审批。", "Somebody else has to approve.")
        values = _values(step, found, dict(fields or {}), reach, basis)
        change.connection.execute(
            leads.update()
            .where(leads.c.lead_id == lead_id, leads.c.version == version)
            .values(version=version + 1, **values)
        )
        change.record(
            f"lead_{step.action}", object_kind="lead", object_id=lead_id,
            before=found.state, after=values["state"],
        )  # fmt: skip
        return get(change.connection, reach, lead_id)


def _values(
    step: LeadTransition, found: Lead, given: dict[str, Any], reach: Reach, basis: Basis
) -> dict[str, Any]:
    if set(given) != set(step.needs) or not all(
        isinstance(value, str) and value.strip() for value in given.values()
    ):
        raise Refused("请填写此操作所需的内容。", "Fill in what this step asks for.")
    state = step.leads_from(found.state)
    match step.action:
        case Action.PROPOSE:
            if given["disposal"] not in DISPOSALS:
                raise Refused("请选择处置方式。", "Choose a way of disposal.")
            opinion = written(given["opinion"])
            return {"state": state, "disposal": given["disposal"], "opinion": opinion,
                    "proposed_by": reach.principal.account_id}  # fmt: skip
        case Action.APPROVE:
            disposal = str(found.disposal)
            concluded = basis.today if disposal == "conclude" else None
            return {"state": LEADS_TO[disposal], "approved_by": reach.principal.account_id,
                    "due_on": _due(disposal, basis), "concluded_on": concluded}  # fmt: skip
        case Action.CONCLUDE:
            return {"state": state, "outcome": written(given["outcome"]), "due_on": None,
                    "concluded_on": basis.today}  # fmt: skip
    return {"state": state, "disposal": None, "opinion": None, "proposed_by": None,
            "approved_by": None, "due_on": _a_month_after(basis.today)}  # fmt: skip


def _due(disposal: str, basis: Basis) -> date | None:
    """The day by which a talk or a preliminary verification has to be done."""
    workdays = load_casework_policy().lead_workdays(disposal, basis.today)
    if workdays is None:
        return None
    due = basis.days.after(basis.today, workdays)
    if due is None:
        raise Refused(
            "工作日历不足以推算期限，请先导入 calendar_days。",
            "The calendar does not reach the deadline; import calendar_days first.",
        )
    return due


def _a_month_after(day: date) -> date:
    """The same day of the next month, or its last day where it is shorter."""
    months = day.year * 12 + day.month
    year, month = divmod(months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return day


def _add_person(change: Change, lead_id: str, account_id: int) -> None:
    change.connection.execute(people.insert().values(lead_id=lead_id, account_id=account_id))


def _is_named(reach: Reach) -> sa.ColumnElement[bool]:
    return leads.c.lead_id.in_(
        sa.select(people.c.lead_id).where(people.c.account_id == reach.principal.account_id)
    )


def _lead(row: Mapping[Any, Any]) -> Lead:
    values = {name: row[name] for name in Lead.__dataclass_fields__}
    return Lead(**(values | {"state": State(row["state"])}))
