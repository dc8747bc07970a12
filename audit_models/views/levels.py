"""Units of one level below a unit, side by side."""

from datetime import date

import pandas as pd

from audit_models.snapshot import Snapshot


def level_values(
    snapshot: Snapshot, indicator: str, unit: str, level: str, month: date
) -> pd.DataFrame:
    """One indicator and month of every unit of a level in the subtree of a unit."""
    return snapshot.query(
        """
        select
            units.unit_code,
            units.parent_code,
            units.name_zh,
            units.name_en,
            found.value,
            found.numerator,
            found.denominator,
            found.n,
            found.target,
            found.status,
        from core.unit_tree as tree
        join core.units as units on units.unit_code = tree.unit_code and units.level = $level
        join result.indicator_values as found on found.unit_code = units.unit_code
        where tree.ancestor_code = $unit and found.indicator_id = $indicator and found.month = $month
        order by units.unit_code
        """,
        {"indicator": indicator, "unit": unit, "level": level, "month": month},
    )
