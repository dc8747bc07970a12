"""Ranks within a group, worked out on paper from values and intervals."""

from typing import Any

import pandas as pd
import pytest

from audit_models.group_ranks import ranks_among


def rows(*values: tuple[float, float, float, bool]) -> pd.DataFrame:
    return pd.DataFrame(values, columns=["value", "low", "high", "is_ranked"])


def places(found: pd.DataFrame) -> list[tuple[Any, ...]]:
    kept = found[["rank", "rank_low", "rank_high"]]
    return [tuple(None if pd.isna(one) else int(one) for one in row) for row in kept.to_numpy()]


FOUR = rows((10, 9, 11, True), (20, 10.5, 29, True), (20, 19, 21, True), (40, 39, 41, True))
"""The second may be ahead of the first by chance, the third may not; the fourth is surely last."""


def test_a_group_of_four_with_a_tie_when_less_is_better() -> None:
    assert places(ranks_among(FOUR, better="lower")) == [(1, 1, 2), (2, 1, 3), (2, 2, 3), (4, 4, 4)]


def test_the_same_four_when_more_is_better() -> None:
    assert places(ranks_among(FOUR, better="higher")) == [
        (4, 3, 4),
        (2, 2, 4),
        (2, 2, 3),
        (1, 1, 1),
    ]


@pytest.mark.parametrize(
    ("units", "better"),
    [(FOUR[:2], "lower"), (FOUR.assign(is_ranked=False), "lower"), (FOUR, "none")],
    ids=["two", "few cases", "no direction"],
)
def test_where_a_rank_would_say_nothing_there_is_none(units: pd.DataFrame, better: str) -> None:
    assert places(ranks_among(units, better=better)) == [(None, None, None)] * len(units)


def test_a_unit_that_is_not_ranked_takes_nobody_s_place() -> None:
    units = pd.concat([rows((1, 0, 2, False)), FOUR], ignore_index=True)
    assert places(ranks_among(units, better="lower"))[:2] == [(None, None, None), (1, 1, 2)]
