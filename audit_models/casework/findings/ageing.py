"""How old open findings are, in working days, and how many were found and ended as time went on."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from audit_models.access import Permission
from audit_models.casework.basis import Basis
from audit_models.casework.findings import tables
from audit_models.casework.findings.register import Filters, conditions
from audit_models.casework.findings.states import ENDED, OPEN, UNDER_RECTIFICATION, State
from audit_models.casework.reach import Reach
from audit_models.casework.workflow import refuse_without
from audit_models.china_time import CHINA
from audit_models.text import Text

BANDS: tuple[tuple[int | None, Text], ...] = (
    (5, Text("5 个工作日以内", "Up to 5 working days")),
    (20, Text("6–20 个工作日", "6 to 20")),
    (60, Text("21–60 个工作日", "21 to 60")),
    (None, Text("60 个工作日以上", "More than 60")),
)
"""The last working day since it was found that is still in a band; about a week, a month, a quarter."""
UNKNOWN = Text("工作日历未覆盖", "Beyond the calendar")


@dataclass(frozen=True)
class Band:
    """Open findings of an age."""

    name: Text
    open: int
    overdue: int
    """Of the open ones."""


def age_bands(
    connection: sa.Connection, reach: Reach, basis: Basis, filters: Filters | None = None
) -> list[Band]:
    """Open findings by the working days since they were found; those that cannot be counted come last."""
    refuse_without(Permission.READ, reach.principal)
    c = tables.findings.c
    due = sa.case((c.state == State.HANDED_DOWN, c.answer_due_on), else_=c.due_on)
    is_late = sa.and_(c.state.in_([State.HANDED_DOWN, *UNDER_RECTIFICATION]), due < basis.today)
    late = sa.func.sum(sa.case((is_late, 1), else_=0))
    rows = connection.execute(
        sa.select(c.found_on, sa.func.count(), late)
        .where(c.state.in_(OPEN), *conditions(reach, filters))
        .group_by(c.found_on)
    )
    opened: Counter[Text] = Counter()
    overdue: Counter[Text] = Counter()
    for found_on, count, count_late in rows:
        band = _band(basis.days.between(found_on, basis.today))
        opened[band] += count
        overdue[band] += int(count_late or 0)
    names = [name for _, name in BANDS] + ([UNKNOWN] if opened[UNKNOWN] else [])
    return [Band(name, opened[name], overdue[name]) for name in names]


def _band(workdays: int | None) -> Text:
    if workdays is None:
        return UNKNOWN
    return next(name for last, name in BANDS if last is None or workdays <= last)


@dataclass(frozen=True)
class Month:
    """All that were found and all that had ended by the end of a month."""

    month: date
    found: int
    ended: int


def burn_up(connection: sa.Connection, reach: Reach, filters: Filters | None = None) -> list[Month]:
    """Found and ended, cumulated, for every month from the first finding to the last that changed."""
    refuse_without(Permission.READ, reach.principal)
    c, steps = tables.findings.c, tables.steps.c
    last = (
        sa.select(sa.func.max(steps.happened_at))
        .where(steps.finding_id == c.finding_id, steps.to_state.in_(ENDED))
        .scalar_subquery()
    )
    rows = connection.execute(
        sa.select(c.found_on, c.state, c.closed_on, c.verified_on, last).where(
            *conditions(reach, filters)
        )
    )
    found: Counter[date] = Counter()
    ended: Counter[date] = Counter()
    for found_on, state, closed_on, verified_on, moment in rows:
        found[found_on.replace(day=1)] += 1
        if state in ENDED:
            day = {State.CLOSED: closed_on, State.CLEARED: verified_on}.get(State(state))
            day = day or datetime.fromisoformat(moment).astimezone(CHINA).date()
            ended[day.replace(day=1)] += 1
    return list(_cumulated(found, ended))


def _cumulated(found: Mapping[date, int], ended: Mapping[date, int]) -> Iterator[Month]:
    both = sorted({*found, *ended})
    if not both:
        return
    month, all_found, all_ended = both[0], 0, 0
    while month <= both[-1]:
        all_found += found.get(month, 0)
        all_ended += ended.get(month, 0)
        yield Month(month, all_found, all_ended)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
