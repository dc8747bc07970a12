"""Tenders with their bids, for the bid-rigging screens."""

import pandas as pd

from audit_models.snapshot import Snapshot
from audit_models.views.bounds import PAGE_ROWS

FEWEST_BIDS = 3
"""Below this many bids a spread says nothing."""


def screened_tenders(snapshot: Snapshot, unit: str, *, offset: int, limit: int) -> pd.DataFrame:
    """One page of a unit's tenders with three bids or more, those with the closest bids first.

    `amounts` lists the positive bids that were not withdrawn; `tenders` counts all such tenders. They are
    ordered by coefficient of variation: agreed bids lie close together (Imhof 2018).
    """
    return snapshot.query(
        """
        with bids as (
            select
                tender_id,
                list(amount_cny::double order by amount_cny, bid_id) as amounts,
                stddev_samp(amount_cny::double) / avg(amount_cny::double) as cv
            from source.bids
            where status <> 'withdrawn' and amount_cny > 0
            group by tender_id
            having count(*) >= ?
        )
        select
            tenders.tender_id,
            tenders.project_id,
            tenders.scope,
            bids.amounts,
            units.unit_code,
            units.name_zh,
            units.name_en,
            count(*) over () as tenders
        from bids
        join source.tenders as tenders on tenders.tender_id = bids.tender_id
        left join source.client_projects as projects on projects.project_id = tenders.project_id
        join core.units as units
            on units.unit_code = coalesce(tenders.unit_code, projects.unit_code)
        join core.unit_tree as tree
            on tree.unit_code = units.unit_code and tree.ancestor_code = ?
        order by bids.cv, tenders.tender_id
        limit ? offset ?
        """,
        [FEWEST_BIDS, unit, min(limit, PAGE_ROWS), max(offset, 0)],
    )
