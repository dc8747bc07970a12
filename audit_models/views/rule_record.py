"""How a rule did: its hits, their money, and how many of the inspected subjects were confirmed."""

from datetime import date

import pandas as pd

from audit_models.snapshot import Snapshot


def rule_records(snapshot: Snapshot, unit: str, month: date) -> pd.DataFrame:
    """Every rule with a hit in the twelve months that end with `month`, in a unit and all below it.

    Columns: rule_id, hits, amount_cny (of the hits that have an amount), with_amount, inspected (subjects), confirmed
    (wholly or in part). Subjects with two hits of one rule are inspected once.
    """
    return snapshot.query(
        """
        select rule_id, hits, amount_cny, with_amount, inspected, confirmed
        from result.rule_records
        where unit_code = ? and month = ?
        order by rule_id
        """,
        [unit, month],
    )
