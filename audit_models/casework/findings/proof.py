"""What the data say about a rectification: is the hit still there, has it come back, did the number move.

A date in the past does not change: a hit about it stays, however well it was rectified. So three things
are said apart: whether the same hit still stands, what the rule found in the unit since, and whether the
snapshot reaches that far at all.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd

from audit_models.casework.findings.register import Finding
from audit_models.casework.findings.states import State
from audit_models.casework.policy import load_casework_policy
from audit_models.snapshot import Snapshot

Answer = Literal["gone", "stands", "not_reached", "not_checked"]
MONTHS_AROUND = 6


@dataclass(frozen=True)
class Proof:
    """What one snapshot says about one finding's rule."""

    snapshot_id: str
    as_of: date
    answer: Answer
    """`gone`: checked and not hit; `stands`: still hit; `not_reached`: the data end before the
    rectification; `not_checked`: no rule, or not enough data to judge by it."""
    hits_since: int | None
    """Further hits of the rule in the unit, dated after the rectification; None: not reached."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"as_of": self.as_of.isoformat()}


def prove(snapshot: Snapshot, finding: Finding) -> Proof:
    """Look the finding's rule up in the newest snapshot, which ran every rule anew."""
    as_of = snapshot.facts.as_of
    if finding.rule_id is None:
        return Proof(snapshot.id, as_of, "not_checked", None)
    found = snapshot.query(
        """
        select
            count(*) filter (where subject_type = $type and subject_id = $subject) as same,
            count(*) filter (where unit_code = $unit and happened_on > $since) as later
        from result.rule_hits
        where rule_id = $rule
        """,
        {
            "rule": finding.rule_id,
            "type": finding.subject_type,
            "subject": finding.subject_id,
            "unit": finding.unit_code,
            "since": finding.rectified_on,
        },
    ).iloc[0]
    is_reached = finding.rectified_on is not None and as_of > finding.rectified_on
    later = int(found["later"]) if is_reached else None
    if found["same"]:
        return Proof(snapshot.id, as_of, "stands", later)
    if not is_reached:
        return Proof(snapshot.id, as_of, "not_reached", None)
    answer: Answer = "gone" if _was_checked(snapshot, finding) else "not_checked"
    return Proof(snapshot.id, as_of, answer, later)


def _was_checked(snapshot: Snapshot, finding: Finding) -> bool:
    """Whether the rule could decide in the unit in the months since; no row and no data is no proof."""
    found = snapshot.query(
        """
        select bool_and(state in ('hit', 'clean')) as is_checked
        from result.rule_coverage
        where rule_id = ? and unit_code = ? and month >= date_trunc('month', ?::date)
            and state <> 'not_applicable'
        """,
        [finding.rule_id, finding.unit_code, finding.rectified_on],
    )["is_checked"].iloc[0]
    return bool(found) if not pd.isna(found) else False


@dataclass(frozen=True)
class Recurrence:
    """A closed finding whose rule fired again in its unit within the days of a repeat."""

    finding: Finding
    hits: int
    first_on: date


def recurrences(snapshot: Snapshot, findings: Sequence[Finding]) -> list[Recurrence]:
    """Which closed findings it is proposed to reopen; a person decides."""
    closed = [
        one for one in findings
        if one.state == State.CLOSED and one.closed_on and one.rule_id and one.unit_code
    ]  # fmt: skip
    if not closed:
        return []
    found = snapshot.query(
        """
        with closed as (
            select unnest($ids) as finding_id, unnest($rules) as rule_id,
                unnest($units) as unit_code, unnest($from) as closed_on, unnest($to) as last_on
        )
        select closed.finding_id, count(*) as hits, min(found.happened_on) as first_on
        from closed
        join result.rule_hits as found
            on found.rule_id = closed.rule_id and found.unit_code = closed.unit_code
            and found.happened_on > closed.closed_on and found.happened_on <= closed.last_on
        group by closed.finding_id
        order by first_on, finding_id
        """,
        {
            "ids": [one.finding_id for one in closed],
            "rules": [one.rule_id for one in closed],
            "units": [one.unit_code for one in closed],
            "from": [one.closed_on for one in closed],
            "to": [_last_day(one) for one in closed],
        },
    )
    by_id = {one.finding_id: one for one in closed}
    return [
        Recurrence(by_id[row["finding_id"]], int(row["hits"]), row["first_on"].date())
        for row in found.to_dict("records")
    ]


def _last_day(finding: Finding) -> date:
    assert finding.closed_on is not None  # noqa: S101 (only closed ones are asked)
    return finding.closed_on + timedelta(days=load_casework_policy().repeat_days(finding.closed_on))


def before_and_after(snapshot: Snapshot, finding: Finding, indicator_id: str) -> pd.DataFrame:
    """The unit's indicator in the months around the closure: month, value, phase and status.

    `phase` is `before` up to the month of the closure and `after` from the next one on.
    """
    return snapshot.query(
        """
        select
            month, value, n, status,
            case when month > $closed then 'after' else 'before' end as phase
        from result.indicator_values
        where indicator_id = $indicator and unit_code = $unit
            and month >= date_trunc('month', $closed) - to_months($months)
            and month <= $closed + to_months($months)
        order by month
        """,
        {
            "indicator": indicator_id,
            "unit": finding.unit_code,
            "closed": finding.closed_on or snapshot.facts.as_of,
            "months": MONTHS_AROUND,
        },
    )


def rule_around(snapshot: Snapshot, finding: Finding) -> pd.DataFrame:
    """The rule's state and hits in the unit in the months around the closure: month, phase, state, hits."""
    return snapshot.query(
        """
        select
            month, state, hits,
            case when month > $closed then 'after' else 'before' end as phase
        from result.rule_coverage
        where rule_id = $rule and unit_code = $unit
            and month >= date_trunc('month', $closed) - to_months($months)
            and month <= $closed + to_months($months)
        order by month
        """,
        {
            "rule": finding.rule_id,
            "unit": finding.unit_code,
            "closed": finding.closed_on or snapshot.facts.as_of,
            "months": MONTHS_AROUND,
        },
    )
