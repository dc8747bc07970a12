"""Contractors by name, for the search box."""

import pandas as pd

from audit_models.snapshot import Snapshot
from audit_models.views.bounds import PAGE_ROWS
from audit_models.views.monitoring import has

SPELLED = (
    "join core.contractor_pinyin as spelled on spelled.contractor_id = contractors.contractor_id"
)
NOT_SPELLED = "cross join (select '' as pinyin, '' as initials) as spelled"
"""Snapshots that an earlier program made have no pinyin of contractors; there only the name itself is found."""


def find_contractors(snapshot: Snapshot, text: str, *, limit: int = 20) -> pd.DataFrame:
    """Contractors whose id or initials begin with the text, or whose name or pinyin contains it."""
    spelled = SPELLED if has(snapshot, "core.contractor_pinyin") else NOT_SPELLED
    return snapshot.query(
        f"""
        with typed as (
            select lower(replace(?, ' ', '')) as text
        )
        select contractors.contractor_id, contractors.name
        from source.contractors as contractors
        {spelled}
        cross join typed
        where typed.text <> ''
            and (
                starts_with(lower(contractors.contractor_id), typed.text)
                or contains(lower(contractors.name), typed.text)
                or starts_with(spelled.initials, typed.text)
                or contains(spelled.pinyin, typed.text)
            )
        order by
            contractors.name <> typed.text and spelled.initials <> typed.text,
            contractors.contractor_id
        limit ?
        """,
        [text, min(limit, PAGE_ROWS)],
    )
