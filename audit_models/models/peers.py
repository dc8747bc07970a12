"""Peers: the contracts that a contract is compared with, the same whatever score is explained.

A kind is what contracts have in common: scope, voltage and size band. A contract whose kind has too few
members is compared with the next wider kind, and that with all of its members, not with the leftovers.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FEWEST_PEERS = 30
"""A contract of a kind with fewer members is compared with the next wider kind."""
KINDS = (("scope", "voltage", "size"), ("scope", "voltage"), ("scope",), ())
"""What peers have in common, the narrowest kind first; the last one is everybody."""
EVERYBODY = "*"
SEPARATOR = " · "

Rows = NDArray[np.int64]


class PeerGroup(NamedTuple):
    """One kind of contracts, by their places in the matrix."""

    name: str
    """What they have in common; `*` where it is nothing."""
    members: Rows
    """All contracts of the kind."""
    compared: Rows
    """Those of them for which no narrower kind has enough members."""


def peer_groups(matrix: pd.DataFrame) -> list[PeerGroup]:
    """Groups such that every contract is compared in exactly one, the narrowest with enough members."""
    left = np.ones(len(matrix), dtype=bool)
    found = []
    for columns in KINDS:
        for name, members in _kinds(matrix, columns):
            compared = members[left[members]]
            if len(compared) and (len(members) >= FEWEST_PEERS or not columns):
                found.append(PeerGroup(name, members, compared))
                left[compared] = False
    return found


def peer_medians(
    matrix: pd.DataFrame, names: Sequence[str], groups: Sequence[PeerGroup]
) -> NDArray[np.float64]:
    """The median of each feature in each group, of its known values; NaN where none is known."""
    values = matrix[list(names)]
    return np.vstack([values.iloc[group.members].median().to_numpy() for group in groups])


def group_of(groups: Sequence[PeerGroup]) -> Rows:
    """The place of each contract's group among the groups."""
    found = np.empty(sum(len(group.compared) for group in groups), dtype=np.int64)
    for place, group in enumerate(groups):
        found[group.compared] = place
    return found


def _kinds(matrix: pd.DataFrame, columns: Sequence[str]) -> Iterator[tuple[str, Rows]]:
    if not columns:
        yield EVERYBODY, np.arange(len(matrix))
        return
    names = matrix[list(columns)].agg(SEPARATOR.join, axis=1)
    for name, members in sorted(names.groupby(names).indices.items()):
        yield str(name), np.asarray(members, dtype=np.int64)
