"""The Getting Electricity score of a province."""

from datetime import date

import pandas as pd

from audit_models.snapshot import Snapshot
from audit_models.views.monitoring import has

COLUMNS = ["component", "value", "score", "n", "status", "missing"]


def getting_electricity(snapshot: Snapshot, unit: str, month: date) -> pd.DataFrame:
    """Every component of a month and the total; empty where a snapshot has none or the unit is no province."""
    if not has(snapshot, "result.getting_electricity"):
        return pd.DataFrame(columns=COLUMNS)
    return snapshot.query(
        f"""
        select {", ".join(COLUMNS)}
        from result.getting_electricity
        where unit_code = ? and month = ?
        order by list_position(['procedures', 'days', 'cost', 'index', 'total'], component)
        """,
        [unit, month],
    )
