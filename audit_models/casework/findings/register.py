"""Reading findings: one, a list, what a person has to do; nothing outside the reader's units exists."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from audit_models.access import Permission, Principal
from audit_models.casework.accounts import accounts
from audit_models.casework.findings import tables
from audit_models.casework.findings.next_step import next_step_is
from audit_models.casework.findings.states import (
    PART_NAMES,
    PLAYED_BY,
    TRANSITIONS,
    FindingTransition,
    Part,
    State,
)
from audit_models.casework.reach import Reach
from audit_models.casework.workflow import NotAllowed, NotHere, refuse_without
from audit_models.errors import Refused

PAGE_ROWS = 200
MOST = 2_000
"""Rows of one reading; a person's work is bounded, and so is a page."""


@dataclass(frozen=True)
class Finding:
    """One finding as it stands."""

    finding_id: str
    version: int
    state: State
    seed: int | None
    source: str
    campaign_id: str | None
    is_random_sample: bool
    found_on: date
    unit_code: str | None
    department: str | None
    owner_id: int | None
    rule_id: str | None
    subject_type: str | None
    subject_id: str | None
    topic: str | None
    stage: str | None
    description: str | None
    amount_cny: Decimal | None
    severity: str | None
    category: str | None
    is_repeat: bool
    answer_due_on: date | None
    answer: str | None
    verdict: str | None
    verified_on: date | None
    characterisation: str | None
    ground: str | None
    requirement: str | None
    due_on: date | None
    measures: str | None
    similar_cases: str | None
    recovered_cny: Decimal | None
    rules_improved: int | None
    people_accountable: int | None
    rectified_on: date | None
    first_signed_by: int | None
    second_signed_by: int | None
    closed_on: date | None
    receiver: str | None
    reopened: int
    merged_into: str | None
    """The finding that goes on in the place of this one, a duplicate."""

    @property
    def deadline(self) -> date | None:
        """The day by which the next one who is asked has to have done it."""
        return self.answer_due_on if self.state == State.HANDED_DOWN else self.due_on


@dataclass(frozen=True)
class Filters:
    """Which findings to list; None: all."""

    states: Sequence[State] | None = None
    rule_id: str | None = None
    unit_codes: frozenset[str] | None = None
    campaign_id: str | None = None
    owner_id: int | None = None
    next_for: Principal | None = None
    """Open ones whose next step is this person's."""
    due_on: Sequence[date] | None = None
    """The days on which they are due."""
    finding_ids: Sequence[str] | None = None
    closures: Sequence[tuple[str, str, date]] | None = None
    """Rule, unit and day of a closure: those closed that way."""


@dataclass(frozen=True)
class Tally:
    """How many findings are in a state, and the nearest of their deadlines."""

    count: int
    due: date | None


due_day = sa.case(
    (
        # Written out: PostgreSQL groups by this only where it is the same text in both places.
        tables.findings.c.state == sa.literal(State.HANDED_DOWN.value, literal_execute=True),
        tables.findings.c.answer_due_on,
    ),
    else_=tables.findings.c.due_on,
)
"""`Finding.deadline` in the database."""
Parts = Mapping[Part, frozenset[int]]


def get(connection: sa.Connection, reach: Reach, finding_id: str) -> Finding:
    """One finding.

    Raises:
        NotHere: it does not exist, or belongs to another unit.
        Refused: the role sees no findings.
    """
    refuse_without(Permission.READ, reach.principal)
    query = sa.select(tables.findings).where(
        tables.findings.c.finding_id == finding_id,
        reach.within(tables.findings.c.unit_code),
        reach.same_data(tables.findings.c.seed),
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotHere
    return _finding(row)


def list_findings(
    connection: sa.Connection,
    reach: Reach,
    filters: Filters | None = None,
    *,
    limit: int = PAGE_ROWS,
    offset: int = 0,
) -> list[Finding]:
    """Findings in reach, the nearest deadline first."""
    refuse_without(Permission.READ, reach.principal)
    query = (
        sa.select(tables.findings)
        .where(*conditions(reach, filters))
        .order_by(due_day.is_(None), due_day, tables.findings.c.finding_id)
        .limit(min(limit, MOST))
        .offset(offset)
    )
    return [_finding(row) for row in connection.execute(query).mappings()]


def tally_by_state(
    connection: sa.Connection, reach: Reach, filters: Filters | None = None
) -> dict[State, Tally]:
    """How many findings are in each state, all of them counted; a state without any is 0."""
    refuse_without(Permission.READ, reach.principal)
    c = tables.findings.c
    rows = connection.execute(
        sa.select(c.state, sa.func.count(), sa.func.min(due_day))
        .where(*conditions(reach, filters))
        .group_by(c.state)
    )
    found = {State(state): Tally(int(count), due) for state, count, due in rows}
    return {state: found.get(state, Tally(0, None)) for state in State}


def count_by_state(
    connection: sa.Connection, reach: Reach, filters: Filters | None = None
) -> dict[State, int]:
    """How many findings are in each state; a state without any is 0."""
    tallied = tally_by_state(connection, reach, filters)
    return {state: one.count for state, one in tallied.items()}


def mine_to_do(
    connection: sa.Connection, reach: Reach, *, limit: int = PAGE_ROWS
) -> list[Finding]:  # fmt: skip
    """Open findings in which the next step is this person's, the nearest deadline first."""
    return list_findings(connection, reach, Filters(next_for=reach.principal), limit=limit)


def parts(connection: sa.Connection, finding: Finding) -> Parts:
    """Who has played which part in a finding."""
    return _parts_of(connection, [finding])[finding.finding_id]


def allowed(finding: Finding, played: Parts, principal: Principal) -> tuple[FindingTransition, ...]:
    """The rows of the table that this person may take now."""
    return tuple(
        one
        for one in TRANSITIONS
        if finding.state in one.sources and why_not(one, played, principal) is None
    )


def why_not(one: FindingTransition, played: Parts, principal: Principal) -> Refused | None:
    """Why somebody may not take a step; None where he may."""
    who = principal.account_id
    if not principal.may(one.permission):
        return NotAllowed.role()
    if one.only and who not in played[one.only]:
        only = PART_NAMES[one.only]
        return NotAllowed(f"此操作只能由{only.zh}进行。", f"Only {only.en} may do this.")
    for part in one.differs_from:
        if who in played[part]:
            name = PART_NAMES[part]
            return NotAllowed(
                f"您是该问题的{name.zh}，此操作须由他人进行。",
                f"You are {name.en}; somebody else has to do this.",
            )
    return None


def _parts_of(connection: sa.Connection, found: Sequence[Finding]) -> dict[str, Parts]:
    """By what each did in it, or in a finding that was merged into it."""
    c, own = tables.steps.c, tables.findings.c
    ids = [one.finding_id for one in found]
    matter = sa.func.coalesce(own.merged_into, own.finding_id)
    rows = connection.execute(
        sa.select(matter, c.action, c.account_id)
        .join(tables.findings, own.finding_id == c.finding_id)
        .where(sa.or_(own.finding_id.in_(ids), own.merged_into.in_(ids)))
        .distinct()
    ).all()
    done: dict[str, set[tuple[str, int]]] = {}
    for finding_id, action, account_id in rows:
        done.setdefault(finding_id, set()).add((action, account_id))
    return {one.finding_id: _parts(one, done.get(one.finding_id, set())) for one in found}


def _parts(finding: Finding, done: set[tuple[str, int]]) -> Parts:
    played = {
        part: frozenset(who for action, who in done if action in actions)
        for part, actions in PLAYED_BY.items()
    }
    own = {Part.OWNER: finding.owner_id, Part.FIRST_SIGNER: finding.first_signed_by}
    held = {part: frozenset({who} if who is not None else ()) for part, who in own.items()}
    return {**played, **held}


def steps(connection: sa.Connection, reach: Reach, finding_id: str) -> list[Mapping[str, Any]]:
    """What was done in a finding, the oldest first."""
    get(connection, reach, finding_id)
    c = tables.steps.c
    query = sa.select(tables.steps).where(c.finding_id == finding_id).order_by(c.step_id)
    return [dict(row) for row in connection.execute(query).mappings()]


def hits(connection: sa.Connection, reach: Reach, finding_id: str) -> list[Mapping[str, Any]]:
    """The hits that a finding was made of, with what the rule said then."""
    get(connection, reach, finding_id)
    return hits_of(connection, [finding_id])[finding_id]


def hits_of(
    connection: sa.Connection, finding_ids: Sequence[str]
) -> dict[str, list[Mapping[str, Any]]]:
    """The hits behind findings that the caller has read in his reach."""
    c = tables.hits.c
    query = sa.select(tables.hits).where(c.finding_id.in_(list(finding_ids))).order_by(c.hit_id)
    found: dict[str, list[Mapping[str, Any]]] = {one: [] for one in finding_ids}
    for row in connection.execute(query).mappings():
        found[row["finding_id"]].append(_hit(row))
    return found


def known_hits(
    connection: sa.Connection, reach: Reach, hit_ids: Sequence[str]
) -> dict[str, Finding]:
    """Hit → the finding that was made of it before, as far as the reader may see it."""
    c = tables.findings.c
    query = (
        sa.select(tables.hits.c.hit_id, tables.findings)
        .join(tables.findings, c.finding_id == tables.hits.c.finding_id)
        .where(tables.hits.c.hit_id.in_(list(hit_ids)), reach.within(c.unit_code))
    )
    return {row["hit_id"]: _finding(row) for row in connection.execute(query).mappings()}


def names(connection: sa.Connection, account_ids: Sequence[int]) -> dict[int, str]:
    """The names of accounts."""
    query = sa.select(accounts.c.account_id, accounts.c.name).where(
        accounts.c.account_id.in_(list(account_ids))
    )
    return {int(account_id): str(name) for account_id, name in connection.execute(query)}


def _hit(row: Mapping[Any, Any]) -> dict[str, Any]:
    return dict(row) | {"evidence": json.loads(row["evidence"]) if row["evidence"] else None}


def conditions(reach: Reach, filters: Filters | None) -> list[sa.ColumnElement[bool]]:
    """Which rows are in reach, of the data that is looked at, and asked for."""
    c, wanted = tables.findings.c, filters or Filters()
    found = [reach.within(c.unit_code), reach.same_data(c.seed)]
    if wanted.states is not None:
        found.append(c.state.in_(list(wanted.states)))
    if wanted.unit_codes is not None:
        found.append(c.unit_code.in_(sorted(wanted.unit_codes)))
    for name in ("rule_id", "campaign_id", "owner_id"):
        if getattr(wanted, name) is not None:
            found.append(c[name] == getattr(wanted, name))
    if wanted.next_for is not None:
        found.append(next_step_is(wanted.next_for))
    if wanted.due_on is not None:
        found.append(due_day.in_(list(wanted.due_on)))
    if wanted.finding_ids is not None:
        found.append(c.finding_id.in_(list(wanted.finding_ids)))
    if wanted.closures is not None:
        found += [
            c.state == State.CLOSED,
            sa.tuple_(c.rule_id, c.unit_code, c.closed_on).in_(list(wanted.closures)),
        ]
    return found


def _finding(row: Mapping[Any, Any]) -> Finding:
    values = {name: row[name] for name in Finding.__dataclass_fields__}
    return Finding(**(values | {"state": State(row["state"])}))
