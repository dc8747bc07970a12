"""Rules that were switched off because they fail their own worked examples."""

import pandas as pd

from audit_models.snapshot import Snapshot
from audit_models.views.monitoring import has

TABLE = "result.failed_examples"
COLUMNS = ["rule_id", "example_zh", "example_en", "subject", "expected", "found"]


def failed_examples(snapshot: Snapshot) -> pd.DataFrame:
    """What the examples of each rule that is switched off expect otherwise; no row where all of them pass."""
    if not has(snapshot, TABLE):
        return pd.DataFrame(columns=COLUMNS)
    return snapshot.query(f"select {', '.join(COLUMNS)} from {TABLE} order by rule_id, subject")
