"""Rank with the range that chance allows, worked out by hand."""

import pandas as pd
import pytest

from audit_models.decomposition import decompose
from audit_models.ranks import with_ranks


def units(*rows: tuple[float | None, int, float | None, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["value", "n", "low", "high"])


def test_overlapping_intervals_widen_the_range_and_separate_ones_do_not() -> None:
    # 10 ± 2 and 11 ± 2 overlap; 20 ± 1 lies behind both.
    found = with_ranks(
        units((10, 50, 8, 12), (11, 50, 9, 13), (20, 50, 19, 21)), better="lower", unit="workdays"
    )

    assert list(found["rank"]) == [1, 2, 3]
    assert list(found["rank_low"]) == [1, 1, 3]
    assert list(found["rank_high"]) == [2, 2, 3]


def test_where_more_is_better_the_largest_is_first_and_equals_share() -> None:
    found = with_ranks(
        units((90, 50, 85, 95), (90, 50, 85, 95), (50, 50, 40, 60)), better="higher", unit="percent"
    )

    assert list(found["rank"]) == [1, 1, 3]


@pytest.mark.parametrize(("unit", "is_ranked"), [("workdays", False), ("times", True)])
def test_nineteen_cases_are_not_ranked_but_few_events_are(unit: str, is_ranked: bool) -> None:
    found = with_ranks(units((10, 19, 8, 12), (11, 20, 9, 13)), better="lower", unit=unit)

    assert bool(found["is_ranked"].iloc[0]) is is_ranked
    assert found["peers"].iloc[0] == (2 if is_ranked else 1)


def test_without_a_number_or_a_better_direction_there_is_no_rank() -> None:
    assert not with_ranks(units((None, 50, None, None)), better="lower", unit="workdays")[
        "is_ranked"
    ].any()
    assert not with_ranks(units((5, 50, 4, 6)), better="none", unit="percent")["is_ranked"].any()


def month(*rows: tuple[str, float | None, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["unit_code", "value", "denominator"])


def test_the_parts_of_a_change_add_up_to_it() -> None:
    # A 10 → 12 with half of the cases, then three quarters; B stays at 20.
    # Before 15, now 0.75 × 12 + 0.25 × 20 = 14; the mean of both 14.5.
    found = decompose(month(("A", 10, 5), ("B", 20, 5)), month(("A", 12, 15), ("B", 20, 5)))
    found = found.set_index("unit_code")

    # A: rate 0.625 × 2 = 1.25; mix 0.25 × (11 − 14.5) = −0.875. B: mix −0.25 × (20 − 14.5) = −1.375.
    assert found.loc["A"].tolist() == [1.25, -0.875]
    assert found.loc["B"].tolist() == [0.0, -1.375]
    assert found.to_numpy().sum() == pytest.approx(14 - 15)


def test_a_unit_that_comes_or_goes_moves_the_mix_alone() -> None:
    found = decompose(month(("A", 10, 5)), month(("A", 10, 5), ("B", 20, 5))).set_index("unit_code")

    assert found["rate"].tolist() == [0.0, 0.0]
    assert found.to_numpy().sum() == pytest.approx(15 - 10)
