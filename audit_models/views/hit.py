"""One hit by its id, for the paper that is written about it."""

import json

import pandas as pd

from audit_models.snapshot import Snapshot


def hit(snapshot: Snapshot, hit_id: str) -> pd.DataFrame:
    """The hit with its unit's names; no row where there is none. `evidence` is a dict."""
    found = snapshot.query(
        """
        select
            hits.hit_id,
            hits.rule_id,
            hits.subject_type,
            hits.subject_id,
            hits.unit_code,
            units.name_zh,
            units.name_en,
            hits.happened_on,
            hits.tested_on,
            hits.amount_cny,
            hits.severity,
            hits.evidence,
        from result.rule_hits as hits
        left join core.units as units on units.unit_code = hits.unit_code
        where hits.hit_id = ?
        """,
        [hit_id],
    )
    return found.assign(evidence=found["evidence"].map(json.loads))
