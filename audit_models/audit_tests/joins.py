"""Two lists put side by side, with what found no partner."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Joined:
    """A join that loses nothing: every row of both sides is in exactly one of these, or in `matched`."""

    matched: pd.DataFrame
    """Every pair of rows; a row with several partners stands in several pairs."""
    only_left: pd.DataFrame
    only_right: pd.DataFrame
    repeated_keys: pd.DataFrame
    """Keys that stand more than once on either side: left and right say how often."""


def joined(left: pd.DataFrame, right: pd.DataFrame, on: Sequence[str]) -> Joined:
    """Join by equal keys. A row with an empty key matches nothing: missing is not the same value."""
    keys = list(on)
    has_left, has_right = left[keys].notna().all(axis=1), right[keys].notna().all(axis=1)
    whole_left, whole_right = left[has_left], right[has_right]
    known_left = pd.MultiIndex.from_frame(whole_left[keys])
    known_right = pd.MultiIndex.from_frame(whole_right[keys])
    counts = pd.concat(
        {"left": whole_left.groupby(keys).size(), "right": whole_right.groupby(keys).size()}, axis=1
    )
    counts = counts.fillna(0).astype("int64")
    return Joined(
        matched=whole_left.merge(whole_right, on=keys, suffixes=("_left", "_right")),
        only_left=pd.concat([whole_left[~known_left.isin(known_right)], left[~has_left]]),
        only_right=pd.concat([whole_right[~known_right.isin(known_left)], right[~has_right]]),
        repeated_keys=counts[(counts > 1).any(axis=1)].reset_index(),
    )
