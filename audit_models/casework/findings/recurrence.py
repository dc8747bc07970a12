"""Closed findings whose rule fired again in their unit within the days of a repeat: it is proposed to
reopen them, and a person decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from audit_models.casework.findings import tables
from audit_models.casework.findings.register import (
    PAGE_ROWS,
    Filters,
    Finding,
    conditions,
    list_findings,
)
from audit_models.casework.findings.states import State
from audit_models.casework.policy import load_casework_policy
from audit_models.casework.reach import Reach
from audit_models.records import records
from audit_models.snapshot import Snapshot


@dataclass(frozen=True)
class Closure:
    """What was closed on one day in one unit for one rule, and what the rule found there since."""

    rule_id: str
    unit_code: str
    closed_on: date
    findings: int
    hits: int = 0
    first_on: date | None = None


@dataclass(frozen=True)
class Recurrence:
    """A closed finding and what came since."""

    finding: Finding
    hits: int
    first_on: date


def count_recurrences(
    connection: sa.Connection, reach: Reach, snapshot: Snapshot, filters: Filters | None = None
) -> int:
    """How many closed findings it is proposed to reopen."""
    return sum(one.findings for one in _fired_again(connection, reach, snapshot, filters))


def recurrences(
    connection: sa.Connection, reach: Reach, snapshot: Snapshot, filters: Filters | None = None,
    *, limit: int = PAGE_ROWS,
) -> list[Recurrence]:  # fmt: skip
    """Which closed findings it is proposed to reopen, the earliest new hit first."""
    again = _fired_again(connection, reach, snapshot, filters)[:limit]
    by_closure = {(one.rule_id, one.unit_code, one.closed_on): one for one in again}
    found = list_findings(
        connection, reach, Filters(closures=tuple(by_closure)), limit=limit
    ) if again else []  # fmt: skip
    made = []
    for finding in found:
        one = by_closure[
            (finding.rule_id or "", finding.unit_code or "", finding.closed_on or date.max)
        ]
        assert one.first_on is not None  # noqa: S101 (it fired)
        made.append(Recurrence(finding, one.hits, one.first_on))
    return sorted(made, key=lambda one: (one.first_on, one.finding.finding_id))


def _fired_again(
    connection: sa.Connection, reach: Reach, snapshot: Snapshot, filters: Filters | None
) -> list[Closure]:
    closed = _closures(connection, reach, filters)
    if not closed:
        return []
    found = snapshot.query(
        """
        with closed as (
            select unnest($rules) as rule_id, unnest($units) as unit_code,
                unnest($from) as closed_on, unnest($to) as last_on, unnest($counts) as findings
        )
        select closed.rule_id, closed.unit_code, closed.closed_on, closed.findings,
            count(*) as hits, min(found.happened_on) as first_on
        from closed
        join result.rule_hits as found
            on found.rule_id = closed.rule_id and found.unit_code = closed.unit_code
            and found.happened_on > closed.closed_on and found.happened_on <= closed.last_on
        group by all
        order by first_on, closed.rule_id, closed.unit_code, closed.closed_on
        """,
        {
            "rules": [one.rule_id for one in closed],
            "units": [one.unit_code for one in closed],
            "from": [one.closed_on for one in closed],
            "to": [_last_day(one.closed_on) for one in closed],
            "counts": [one.findings for one in closed],
        },
    )
    return [
        Closure(
            row["rule_id"], row["unit_code"], row["closed_on"].date(), int(row["findings"]),
            int(row["hits"]), row["first_on"].date(),
        )
        for row in records(found)
    ]  # fmt: skip


def _closures(
    connection: sa.Connection, reach: Reach, filters: Filters | None
) -> Sequence[Closure]:  # fmt: skip
    c = tables.findings.c
    key = (c.rule_id, c.unit_code, c.closed_on)
    rows = connection.execute(
        sa.select(*key, sa.func.count())
        .where(
            *conditions(reach, filters),
            c.state == State.CLOSED,
            *(column.is_not(None) for column in key),
        )
        .group_by(*key)
    )
    return [Closure(rule, unit, day, int(count)) for rule, unit, day, count in rows]


def _last_day(closed_on: date) -> date:
    return closed_on + timedelta(days=load_casework_policy().repeat_days(closed_on))
