"""Planning a special inspection and taking it from one state to the next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from audit_models.access import PERMISSIONS, Permission, Principal, Role
from audit_models.casework.accounts import accounts
from audit_models.casework.basis import Basis
from audit_models.casework.campaigns import tables
from audit_models.casework.campaigns.states import (
    STATE_NAMES,
    TRANSITIONS,
    Action,
    CampaignTransition,
    State,
)
from audit_models.casework.findings.fields import written
from audit_models.casework.findings.register import Filters, count_by_state
from audit_models.casework.findings.states import OPEN
from audit_models.casework.reach import Reach
from audit_models.casework.store import Casework, Change
from audit_models.casework.workflow import NotAllowed, NotHere, find, refuse_without
from audit_models.errors import Refused

MOST_CHECKS = 200


@dataclass(frozen=True)
class Plan:
    """What a special inspection is to be."""

    unit_code: str
    """The unit that runs it."""
    name: str
    basis: str
    starts_on: date
    ends_on: date
    units: tuple[str, ...]
    checks: tuple[str, ...]
    team: tuple[int, ...]


@dataclass(frozen=True)
class Campaign:
    """One special inspection as the reader may see it."""

    campaign_id: str
    version: int
    state: State
    unit_code: str
    name: str
    basis: str
    starts_on: date
    ends_on: date
    planner_id: int
    sample: Mapping[str, Any] | None
    units: tuple[str, ...]
    """The inspected units in the reader's reach."""


def plan(casework: Casework, reach: Reach, basis: Basis, wanted: Plan) -> Campaign:
    """Enter a plan as a draft.

    Raises:
        NotHere: a unit that does not exist or is not in reach.
        Refused: no right, something is missing, or the dates are the wrong way round.
    """
    refuse_without(Permission.CAMPAIGN, reach.principal)
    for code in (wanted.unit_code, *wanted.units):
        if code not in basis.parents or not reach.covers(code):
            raise NotHere
    _refuse_incomplete(wanted)
    with casework.write(reach.actor) as change:
        _refuse_unknown_team(change.connection, wanted)
        last = change.connection.scalar(sa.select(sa.func.max(tables.campaigns.c.campaign_id)))
        campaign_id = f"C{int(last[1:]) + 1 if last else 1:06}"
        row = {
            "campaign_id": campaign_id, "version": 1, "state": State.DRAFT, "seed": basis.seed,
            "unit_code": wanted.unit_code, "name": written(wanted.name, 200),
            "basis": written(wanted.basis), "starts_on": wanted.starts_on,
            "ends_on": wanted.ends_on, "planner_id": reach.principal.account_id,
        }  # fmt: skip
        change.connection.execute(tables.campaigns.insert().values(**row))
        key = {"campaign_id": campaign_id}
        for table, rows in (
            (tables.units, [key | {"unit_code": code} for code in dict.fromkeys(wanted.units)]),
            (tables.team, [key | {"account_id": who} for who in dict.fromkeys(wanted.team)]),
            (tables.checks, [key | {"check_no": number, "text": written(text, 500)}
                             for number, text in enumerate(wanted.checks, start=1)]),
        ):  # fmt: skip
            change.connection.execute(table.insert(), rows)
        change.record(
            "campaign_plan", object_kind="campaign", object_id=campaign_id,
            unit_code=wanted.unit_code, after=row | {"units": wanted.units, "team": wanted.team},
        )  # fmt: skip
        return get(change.connection, reach, campaign_id)


def possible_team(connection: sa.Connection, reach: Reach) -> list[tuple[int, str]]:
    """The accounts in reach that can be in a team: id and name."""
    c = accounts.c
    query = sa.select(c.account_id, c.name).where(_able(), reach.within(c.unit_code))
    return [(row.account_id, row.name) for row in connection.execute(query.order_by(c.name))]


def _able() -> sa.ColumnElement[bool]:
    c = accounts.c
    roles = [role.value for role in Role if Permission.CAMPAIGN in PERMISSIONS[role]]
    return sa.and_(c.is_disabled.is_(False), c.role.in_(roles))


def get(connection: sa.Connection, reach: Reach, campaign_id: str) -> Campaign:
    """One special inspection: of who runs it, or of a unit that is inspected once it was approved.

    Raises:
        NotHere: it does not exist, or concerns none of the reader's units.
    """
    refuse_without(Permission.READ, reach.principal)
    c = tables.campaigns.c
    query = sa.select(tables.campaigns).where(c.campaign_id == campaign_id, _visible(reach))
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotHere
    return _campaign(connection, reach, row)


def list_campaigns(connection: sa.Connection, reach: Reach) -> list[Campaign]:
    """Every special inspection in reach, the latest first."""
    refuse_without(Permission.READ, reach.principal)
    query = sa.select(tables.campaigns).where(_visible(reach))
    rows = connection.execute(query.order_by(tables.campaigns.c.campaign_id.desc())).mappings()
    return [_campaign(connection, reach, row) for row in rows.fetchmany(200)]


def refuse_unless_run_by(reach: Reach, campaign: Campaign) -> None:
    """Only those over the unit that runs an inspection change it; for others it is as if it were not."""
    if not reach.covers(campaign.unit_code):
        raise NotHere


def why_not(one: CampaignTransition, campaign: Campaign, principal: Principal) -> Refused | None:
    """Why somebody may not take a step; None where he may."""
    if not principal.may(one.permission):
        return NotAllowed.role()
    if one.differs_from and campaign.planner_id == principal.account_id:
        return NotAllowed(
            "方案编制人不能批准或销号。", "Who planned it neither approves nor closes it."
        )
    return None


def allowed(campaign: Campaign, reach: Reach) -> tuple[CampaignTransition, ...]:
    """The steps that a person may take now."""
    if not reach.covers(campaign.unit_code):
        return ()
    return tuple(
        one
        for one in TRANSITIONS
        if campaign.state in one.sources and why_not(one, campaign, reach.principal) is None
    )


def act(
    casework: Casework, reach: Reach, campaign_id: str, action: str, *, version: int, note: str = ""
) -> Campaign:
    """Take one step.

    Raises:
        NotHere: there is none of this id in reach.
        Refused: not now, not this person's, changed in between, or something has to be done before.
    """
    with casework.write(reach.actor) as change:
        found = get(change.connection, reach, campaign_id)
        refuse_unless_run_by(reach, found)
        if found.version != version:
            raise Refused(
                "该专项已被他人更改，请刷新后重试。",
                "Somebody else changed it; reload and try again.",
            )
        step = find(TRANSITIONS, found.state, action, STATE_NAMES)
        if refusal := why_not(step, found, reach.principal):
            raise refusal
        said = written(note)
        if step.needs_note and not said:
            raise Refused("请写明理由。", "Give a reason.")
        if guard := GUARDS.get(step.action):
            guard(change.connection, reach, found)
        state = step.leads_from(found.state)
        set_values(change, found, state=state)
        change.connection.execute(
            tables.steps.insert().values(
                campaign_id=campaign_id, action=step.action,
                account_id=reach.principal.account_id, name=reach.principal.name,
                happened_at=datetime.now(UTC).isoformat(timespec="seconds"), note=said or None,
            )
        )  # fmt: skip
        change.record(
            f"campaign_{step.action}", object_kind="campaign", object_id=campaign_id,
            unit_code=found.unit_code, before=found.state, after=state, reason=said or None,
        )  # fmt: skip
        return get(change.connection, reach, campaign_id)


def set_values(change: Change, found: Campaign, **values: Any) -> None:
    """Write a campaign's row at the version that was read."""
    c = tables.campaigns.c
    done = change.connection.execute(
        tables.campaigns.update()
        .where(c.campaign_id == found.campaign_id, c.version == found.version)
        .values(version=found.version + 1, **values)
    )
    if done.rowcount != 1:
        raise Refused("该专项已被他人更改，请刷新后重试。", "Somebody else changed it; try again.")


def _refuse_without_sample(_: sa.Connection, __: Reach, found: Campaign) -> None:
    if found.sample is None:
        raise Refused("请先抽样并冻结样本。", "Draw and freeze the sample first.")


def _refuse_unlooked(connection: sa.Connection, _: Reach, found: Campaign) -> None:
    c = tables.items.c
    left = connection.scalar(
        sa.select(sa.func.count()).where(c.campaign_id == found.campaign_id, c.is_cleared.is_(None))
    )
    if left:
        raise Refused(
            f"样本中还有 {left} 项未核查。", f"{left} items of the sample are left to look at."
        )


def _refuse_open_findings(connection: sa.Connection, reach: Reach, found: Campaign) -> None:
    counts = count_by_state(connection, reach, Filters(campaign_id=found.campaign_id))
    left = sum(counts[state] for state in OPEN)
    if left:
        raise Refused(
            f"还有 {left} 个问题未办结，不能销号。",
            f"{left} findings are still open; it cannot close.",
        )


GUARDS: Mapping[Action, Callable[[sa.Connection, Reach, Campaign], None]] = {
    Action.GO_ON_SITE: _refuse_without_sample,
    Action.CONFIRM_FINDINGS: _refuse_unlooked,
    Action.CLOSE: _refuse_open_findings,
}
"""What has to be done before a step."""


def _refuse_incomplete(wanted: Plan) -> None:
    if not (wanted.name.strip() and wanted.basis.strip() and wanted.units and wanted.team):
        raise Refused(
            "请填写名称、依据、受检单位和成员。", "Fill in name, basis, inspected units and team."
        )
    if not 0 < len(wanted.checks) <= MOST_CHECKS or not all(one.strip() for one in wanted.checks):
        raise Refused(
            f"请填写 1 至 {MOST_CHECKS} 个检查项。",
            f"Fill in between 1 and {MOST_CHECKS} check items.",
        )
    if wanted.ends_on < wanted.starts_on:
        raise Refused("结束日期早于开始日期。", "It would end before it begins.")


def _refuse_unknown_team(connection: sa.Connection, wanted: Plan) -> None:
    c = accounts.c
    known: Sequence[int] = connection.scalars(
        sa.select(c.account_id).where(c.account_id.in_(wanted.team), _able())
    ).all()
    if set(known) != set(wanted.team):
        raise Refused(
            "成员须是启用的督察员或审计员账号。", "The team are active inspectors and auditors."
        )


def _visible(reach: Reach) -> sa.ColumnElement[bool]:
    c, u = tables.campaigns.c, tables.units.c
    inspected = sa.select(u.campaign_id).where(reach.within(u.unit_code))
    mine = sa.or_(
        reach.within(c.unit_code),
        sa.and_(c.state != State.DRAFT, c.campaign_id.in_(inspected)),
    )
    return sa.and_(mine, reach.same_data(c.seed))


def _campaign(connection: sa.Connection, reach: Reach, row: Mapping[Any, Any]) -> Campaign:
    u = tables.units.c
    codes = connection.scalars(
        sa.select(u.unit_code)
        .where(u.campaign_id == row["campaign_id"], reach.within(u.unit_code))
        .order_by(u.unit_code)
    ).all()
    names = [name for name in Campaign.__dataclass_fields__ if name != "units"]
    values = {name: row[name] for name in names} | {"state": State(row["state"])}
    if not reach.principal.may(Permission.CAMPAIGN):
        values["sample"] = None
    return Campaign(**values, units=tuple(codes))
