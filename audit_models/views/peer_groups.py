"""Groups of comparable units with their members and the days from which to which these belong."""

import pandas as pd

from audit_models.snapshot import Snapshot
from audit_models.views.monitoring import has

COLUMNS = [
    "peer_group", "level", "unit_code", "name_zh", "name_en", "criterion_zh", "criterion_en",
    "valid_from", "valid_to",
]  # fmt: skip


def peer_groups(snapshot: Snapshot) -> pd.DataFrame:
    """One row a group and unit; empty where the snapshot is older than groups. Days as text: the last
    day of an open period lies beyond what a frame can hold."""
    if not has(snapshot, "core.peer_group_units"):
        return pd.DataFrame(columns=COLUMNS)
    return snapshot.query(
        f"""
        select {", ".join(COLUMNS[:7])}, valid_from::varchar as valid_from, valid_to::varchar as valid_to
        from core.peer_group_units
        order by level, peer_group, valid_from, unit_code
        """
    )
