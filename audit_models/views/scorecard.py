"""What a scorecard shows of a unit, and how the units below one stand beside each other."""

from datetime import date

from audit_models.snapshot import Row, Snapshot


def scorecard_lines(snapshot: Snapshot, unit: str, first: date, last: date) -> list[Row]:
    """`result.scorecard_lines` of a unit in the months from first to last."""
    return snapshot.rows(
        "select * from result.scorecard_lines where unit_code = ? and month between ? and ?",
        [unit, first, last],
    )


def rule_states(snapshot: Snapshot, unit: str, first: date, last: date) -> list[Row]:
    """State of every rule for one unit in the months from first to last, checked subjects and hits."""
    return snapshot.rows(
        """
        select rule_id, month, state, checked, hits
        from result.rule_coverage
        where unit_code = ? and month between ? and ?
        order by rule_id
        """,
        [unit, first, last],
    )
