"""Effects of small tables, worked out by hand."""

import pandas as pd
import pytest

from audit_models.comparisons.effects import rate_difference, ratio_to_expected, shift


def durations(cell: str, ours: list[int], others: list[int]) -> list[tuple]:
    return [(cell, True, value, 1) for value in ours] + [
        (cell, False, value, 1) for value in others
    ]


def counts(rows: list[tuple], column: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["cell", "is_ours", column, "cases"])


def test_the_shift_is_the_median_difference_with_the_interval_of_its_ranks() -> None:
    """Differences of 4…8 and 1…5: −1 once, 0 twice, 1, 2, 3 … symmetrical about 3.

    25 pairs, standard deviation of U √(25 · 11 / 12) = 4.787; 12.5 − 1.96 · 4.787 = 3.1: the fourth from
    either end, 1 and 5.
    """
    found = shift(counts(durations("a", [1, 2, 3, 4, 5], [4, 5, 6, 7, 8]), "value"))
    assert found is not None
    assert (found.estimate, found.low, found.high) == (3, 1, 5)
    assert (found.ours, found.others, found.left_out) == (5, 5, 0)
    assert found.is_beyond_chance


def test_cases_written_as_counts_or_singly_are_the_same() -> None:
    singly = durations("a", [2] * 3 + [3] * 4, [3] * 2 + [7] * 6)
    at_once = [("a", True, 2, 3), ("a", True, 3, 4), ("a", False, 3, 2), ("a", False, 7, 6)]
    assert shift(counts(singly, "value")) == shift(counts(at_once, "value"))


def test_only_cells_with_both_sides_are_compared_and_only_within_a_cell() -> None:
    """Ours are all large projects and slow, the others mostly small: within cells they are 2 days faster."""
    rows = durations("large", [20] * 5, [22] * 5) + durations("small", [1] * 5, [3] * 5)
    rows += durations("other side only", [], [90] * 7)
    found = shift(counts(rows, "value"))
    assert found is not None
    assert (found.estimate, found.low, found.high, found.left_out) == (2, 2, 2, 7)


@pytest.mark.parametrize(("ours", "others"), [(4, 5), (5, 4), (0, 9)])
def test_fewer_than_five_on_a_side_give_nothing(ours: int, others: int) -> None:
    assert shift(counts(durations("a", [1] * ours, [2] * others), "value")) is None
    rows = [("a", True, True, ours), ("a", False, True, others)]
    assert (
        rate_difference(counts([row for row in rows if row[3]], "is_yes").astype({"is_yes": bool}))
        is None
    )


def test_the_rate_difference_weighs_cells_by_what_they_can_tell() -> None:
    """Cell a: 5 of 5 against 2 of 5, weight 25/10; cell b: 9 of 10 against 1 of 5, weight 50/15.

    (0.6 · 2.5 + 0.7 · 3.3333) ÷ 5.8333 = 0.657143. Variance: a (0 + 2 · 3 · 125) ÷ (25 · 100) = 0.3, b (9 · 1 · 125 +
    1 · 4 · 1000) ÷ (50 · 225) = 0.455556; √0.755556 ÷ 5.8333 = 0.149010, times 1.959964 = 0.292055.
    """
    rows = [
        ("a", True, True, 5), ("a", False, True, 2), ("a", False, False, 3),
        ("b", True, True, 9), ("b", True, False, 1), ("b", False, True, 1), ("b", False, False, 4),
        ("c", True, False, 3),
    ]  # fmt: skip
    found = rate_difference(counts(rows, "is_yes"))
    assert found is not None
    assert found.estimate == pytest.approx(0.657143, abs=1e-6)
    assert found.low == pytest.approx(0.365088, abs=1e-5)
    assert found.high == pytest.approx(0.949198, abs=1e-5)
    assert (found.ours, found.others, found.left_out) == (15, 10, 3)


def test_nobody_passing_is_a_rate_of_zero_and_not_a_gap() -> None:
    found = rate_difference(counts([("a", True, False, 6), ("a", False, False, 7)], "is_yes"))
    assert found is not None
    assert (found.estimate, found.low, found.high) == (0, 0, 0)
    assert not found.is_beyond_chance


def test_a_ratio_has_the_exact_poisson_interval() -> None:
    """Ten: 4.7954 to 18.3904 by the published table; none: 0 to 3.6889."""
    [ten, none] = ratio_to_expected(pd.Series([10, 0]), pd.Series([4.0, 1.0])).itertuples()
    assert (ten.ratio, ten.low, ten.high) == pytest.approx((2.5, 4.7954 / 4, 18.3904 / 4), abs=1e-4)
    assert (none.ratio, none.high) == pytest.approx((0, 3.6889), abs=1e-4)
