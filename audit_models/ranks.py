"""Rank among peers, with the ranks that chance allows.

A unit is surely ahead of another where its whole 95 % interval is on the better side of the other's.
The range runs from one place behind those surely ahead to one place before those surely behind.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

FEWEST = 20
"""Units with fewer cases in the month are not ranked: their place would be luck."""

COUNTS_EVENTS = ("hours", "times", "per_10k")
"""Units of measure of rates over customers: few events are good news, not few cases."""


COLUMNS = ("value", "n", "low", "high")


class Ranks(NamedTuple):
    """Of every row whether it is ranked, its rank, and the first and last rank that chance allows."""

    is_ranked: NDArray[np.bool_]
    rank: Numbers
    low: Numbers
    high: Numbers


def with_ranks(values: pd.DataFrame, *, better: str, unit: str) -> pd.DataFrame:
    """The rows with `is_ranked`, `rank`, `rank_low`, `rank_high` and `peers`.

    `values`: value, n, low, high. `better` lower or higher; of an indicator without a better
    direction nothing is ranked. Without intervals there is a rank and no range. Equal values share
    a rank.
    """
    found = rank(*(values[name].to_numpy(float) for name in COLUMNS), better=better, unit=unit)
    return values.assign(
        rank=found.rank,
        rank_low=found.low,
        rank_high=found.high,
        is_ranked=found.is_ranked,
        peers=int(found.is_ranked.sum()),
    )


def rank(
    value: Numbers, n: Numbers, low: Numbers, high: Numbers, *, better: str, unit: str
) -> Ranks:
    """The same of bare columns, for who ranks many small groups."""
    enough = (n >= FEWEST) | (unit in COUNTS_EVENTS)
    is_ranked = ~np.isnan(value) & enough & (better != "none")
    sign = 1.0 if better == "lower" else -1.0
    number = value[is_ranked] * sign
    near, far = np.sort([low[is_ranked] * sign, high[is_ranked] * sign], axis=0)
    found = np.full((3, len(value)), np.nan)
    # How many are smaller; how many surely; how many are not surely larger.
    found[0, is_ranked] = np.searchsorted(np.sort(number), number, side="left") + 1
    if not np.isnan([near, far]).any():
        found[1, is_ranked] = np.searchsorted(np.sort(far), near, side="left") + 1
        found[2, is_ranked] = np.searchsorted(np.sort(near), far, side="right")
    return Ranks(is_ranked, *found)
