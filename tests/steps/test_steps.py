"""Statistical steps on numbers from textbooks and against independent computations."""

from math import comb, isnan

import numpy as np
import pytest
from scipy import stats

from audit_models.steps import load_step, step_names


def computed(name: str, *columns: list[float]) -> list[float]:
    return load_step(name).compute(*(np.array(c, dtype=float) for c in columns)).tolist()


def test_every_file_is_a_step_that_is_loaded_by_its_name() -> None:
    assert "holm" in step_names()
    assert all(load_step(name).adds for name in step_names())


def test_binomial_tails_are_the_sums_of_their_terms() -> None:
    upper = sum(comb(10, k) * 0.25**k * 0.75 ** (10 - k) for k in (7, 8, 9, 10))
    lower = sum(comb(10, k) * 0.25**k * 0.75 ** (10 - k) for k in (0, 1))
    assert computed("binomial_upper_tail", [7, 0], [10, 10], [0.25, 0.25]) == pytest.approx(
        [upper, 1]
    )
    assert computed("binomial_lower_tail", [1, 10], [10, 10], [0.25, 0.25]) == pytest.approx(
        [lower, 1]
    )


def test_fisher_on_the_lady_tasting_tea() -> None:
    """Three of four cups right: 17/70 one-sided, 34/70 two-sided (Fisher 1935)."""
    assert computed("fisher_greater", [3], [1], [1], [3]) == pytest.approx([17 / 70])
    assert computed("fisher_two_sided", [3], [1], [1], [3]) == pytest.approx([34 / 70])


def test_fisher_of_many_tables_at_once_is_that_of_each() -> None:
    tables = [
        (8, 2, 1, 5),
        (0, 10, 12, 3),
        (30, 70, 45, 55),
        (5, 0, 0, 5),
        (0, 0, 3, 4),
        (7, 0, 2, 0),
    ]
    each = [stats.fisher_exact([[a, b], [c, d]]).pvalue for a, b, c, d in tables]
    assert computed("fisher_two_sided", *map(list, zip(*tables, strict=True))) == pytest.approx(
        each
    )


def test_holm_steps_down_within_each_family() -> None:
    """0.01, 0.04, 0.03 of three: 0.03, max(0.06, 0.04), 2 · 0.03; a family of one stays as it is."""
    found = computed("holm", [0.01, 0.04, 0.2, 0.03], [1, 1, 2, 1])
    assert found == pytest.approx([0.03, 0.06, 0.2, 0.06])


def test_mann_whitney_with_ties_is_that_of_scipy() -> None:
    a, b = [1, 2, 2, 3, 9, 9, 4], [2, 3, 3, 5, 8, 9, 10, 12]
    wins = sum((x > y) + (x == y) / 2 for x in a for y in b)
    ties = sum(t**3 - t for t in np.unique(a + b, return_counts=True)[1].tolist())
    expected = stats.mannwhitneyu(a, b, alternative="two-sided", method="asymptotic").pvalue
    assert computed("mann_whitney", [7], [8], [wins], [ties]) == pytest.approx([expected])


def test_a_row_with_a_missing_number_gets_none_and_disturbs_no_other() -> None:
    nan = float("nan")
    for name, columns in (
        ("binomial_upper_tail", ([7, nan], [10, 10], [0.25, 0.25])),
        ("fisher_two_sided", ([3, nan], [1, 1], [1, 1], [3, 3])),
        ("fisher_greater", ([3, nan], [1, 1], [1, 1], [3, 3])),
        ("holm", ([0.01, nan], [1, 1])),
        ("mann_whitney", ([7, nan], [8, 8], [20, 20], [6, 6])),
    ):
        known, unknown = computed(name, *columns)
        assert not isnan(known)
        assert isnan(unknown)
