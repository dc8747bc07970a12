"""Whom a contract is compared with: the narrowest kind with enough members, all of its members."""

import numpy as np
import pandas as pd

from audit_models.models.peers import group_of, peer_groups, peer_medians

KINDS = {
    ("construction", "10.0", "<100"): 40,
    ("construction", "10.0", "≥1000"): 5,
    ("construction", "66.0", "≥1000"): 4,
    ("design", "10.0", "<100"): 3,
}


def matrix() -> pd.DataFrame:
    """Forty small works of 1 … 40 yuan; then 5 of 100, 4 of 200, and 3 designs, the first not priced."""
    kinds = [kind for kind, count in KINDS.items() for _ in range(count)]
    prices = [*range(1, 41), *[100] * 5, *[200] * 4, np.nan, 300, 300]
    return pd.DataFrame(kinds, columns=["scope", "voltage", "size"]).assign(price=prices)


def test_a_kind_with_too_few_is_compared_with_all_of_the_next_wider_kind() -> None:
    groups = peer_groups(matrix())
    assert [(one.name, len(one.members), len(one.compared)) for one in groups] == [
        ("construction · 10.0 · <100", 40, 40),
        ("construction · 10.0", 45, 5),
        ("construction", 49, 4),
        ("*", 52, 3),
    ]
    assert group_of(groups).tolist() == [0] * 40 + [1] * 5 + [2] * 4 + [3] * 3


def test_the_median_is_that_of_all_members_with_a_value() -> None:
    rows = matrix()
    # 1 … 40; with five of 100 the 23rd of 45; with four of 200 the 25th of 49; the 26th of the 51 priced.
    assert peer_medians(rows, ["price"], peer_groups(rows)).ravel().tolist() == [20.5, 23, 25, 26]
