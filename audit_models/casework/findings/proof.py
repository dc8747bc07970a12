"""What the data say about a rectification: is the hit still there, has it come back, did the number move.

A date in the past does not change: a hit about it stays, however well it was rectified. So three things
are said apart: whether the same hit still stands, what the rule found in the unit since, and whether the
snapshot reaches that far at all.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import pandas as pd

from audit_models.casework.findings.register import Finding
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
