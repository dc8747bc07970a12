"""Whose the next step of a finding is, as a condition of the database: the table of transitions read by
SQL, so that what waits is counted whole and never read."""

from functools import lru_cache

import sqlalchemy as sa

from audit_models.access import Principal
from audit_models.casework.findings import tables
from audit_models.casework.findings.states import (
    OPEN,
    PLAYED_BY,
    TRANSITIONS,
    Action,
    FindingTransition,
    Part,
)

ASIDE = frozenset({Action.MOVE, Action.TRANSFER, Action.REOPEN, Action.MERGE})
"""What can be done at any time is not what waits for somebody."""

_own = tables.findings.alias()


@lru_cache(maxsize=256)
def next_step_is(principal: Principal) -> sa.ColumnElement[bool]:
    """The condition that a finding is open and a person may take the step that leads it on; the same
    as `register.why_not`, which says why not. It is made once a person: to put it together takes as long as to
    ask for it."""
    c, who = tables.findings.c, principal.account_id
    ways = [
        sa.and_(c.state.in_(one.sources), *_parts_fit(one, who))
        for one in TRANSITIONS
        if one.target is not None and one.action not in ASIDE and principal.may(one.permission)
    ]
    return sa.and_(c.state.in_(OPEN), sa.or_(sa.false(), *ways))


def _parts_fit(one: FindingTransition, who: int) -> list[sa.ColumnElement[bool]]:
    fit = [sa.not_(_played(part, who)) for part in one.differs_from]
    return [*fit, _played(one.only, who)] if one.only else fit


def _played(part: Part, who: int) -> sa.ColumnElement[bool]:
    """Whether a person has played a part in a finding, or in one that was merged into it."""
    c = tables.findings.c
    held = {Part.OWNER: c.owner_id, Part.FIRST_SIGNER: c.first_signed_by}
    if part in held:
        return held[part].is_not_distinct_from(who)
    steps = tables.steps.c
    matters = (
        sa.select(sa.func.coalesce(_own.c.merged_into, _own.c.finding_id))
        .join(tables.steps, steps.finding_id == _own.c.finding_id)
        .where(steps.account_id == who, steps.action.in_(PLAYED_BY[part]))
    )
    return c.finding_id.in_(matters)
