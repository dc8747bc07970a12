"""Which units below a unit have cases of a month, and of which indicators."""

from datetime import date

import pandas as pd

from audit_models.snapshot import Snapshot


def reported_units(snapshot: Snapshot, parent: str, month: date) -> pd.DataFrame:
    """The units directly below a unit with the ids of the indicators that have cases of the month there."""
    return snapshot.query(
        """
        select
            units.unit_code,
            coalesce(
                list(found.indicator_id order by found.indicator_id) filter (found.n > 0), []
            ) as indicators,
        from core.units as units
        left join result.indicator_values as found
            on found.unit_code = units.unit_code
            and found.month = ?
            and not contains(found.indicator_id, '.')
        where units.parent_code = ?
        group by units.unit_code
        order by units.unit_code
        """,
        [month, parent],
    )
