"""Rank among peers, with the ranks that chance allows.

A unit is surely ahead of another where its whole 95 % interval is on the better side of the other's.
The range runs from one place behind those surely ahead to one place before those surely behind.
"""

import numpy as np
import pandas as pd

FEWEST = 20
"""Units with fewer cases in the month are not ranked: their place would be luck."""

COUNTS_EVENTS = ("hours", "times", "per_10k")
"""Units of measure of rates over customers: few events are good news, not few cases."""


def with_ranks(values: pd.DataFrame, *, better: str, unit: str) -> pd.DataFrame:
    """The rows with `is_ranked`, `rank`, `rank_low`, `rank_high` and `peers`.

    `values`: value, n, low, high. `better` lower or higher; of an indicator without a better
    direction nothing is ranked. Without intervals there is a rank and no range. Equal values share
    a rank.
    """
    enough = (values["n"] >= FEWEST) | (unit in COUNTS_EVENTS)
    is_ranked = values["value"].notna() & enough & (better != "none")
    sign = 1.0 if better == "lower" else -1.0
    ranked = values[is_ranked]
    number = ranked["value"].to_numpy(float) * sign
    edges = np.sort(ranked[["low", "high"]].to_numpy(float) * sign, axis=1)
    near, far = edges[:, 0], edges[:, 1]
    has_all = not np.isnan(edges).any()
    found = pd.DataFrame(
        {
            "rank": [int((number < mine).sum()) + 1 for mine in number],
            "rank_low": [int((far < mine).sum()) + 1 if has_all else np.nan for mine in near],
            "rank_high": [
                len(number) - int((near > mine).sum()) if has_all else np.nan for mine in far
            ],
        },
        index=ranked.index,
    )
    found = found.reindex(values.index)
    return values.assign(
        **{str(name): column for name, column in found.items()},
        is_ranked=is_ranked,
        peers=int(is_ranked.sum()),
    )
