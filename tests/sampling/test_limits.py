"""Sizes and limits beside published tables: AICPA audit guide *Audit Sampling*, A-1, A-3, C-1 and C-2."""

import pytest

from audit_models.errors import Refused
from audit_models.sampling.limits import (
    confidence_factor,
    reliability_factor,
    sample_size,
    upper_rate,
)

# Table A-1, 5 % risk of overreliance: tolerable rate → size (errors allowed), a block an expected rate.
SIZES = {
    0.0: {2: (149, 0), 3: (99, 0), 4: (74, 0), 5: (59, 0), 6: (49, 0), 7: (42, 0), 10: (29, 0)},
    0.0025: {2: (236, 1), 3: (157, 1), 5: (93, 1), 10: (46, 1), 20: (22, 1)},
    0.01: {3: (257, 3), 4: (156, 2), 5: (93, 1), 8: (58, 1)},
    0.02: {5: (181, 4), 6: (127, 3), 7: (88, 2), 8: (77, 2), 9: (68, 2), 10: (46, 1)},
    0.03: {6: (195, 6), 7: (129, 4), 8: (95, 3), 9: (84, 3), 10: (61, 2)},
}


@pytest.mark.parametrize(
    ("expected", "tolerable"), [(e, t) for e, block in SIZES.items() for t in block]
)
def test_sizes_are_those_of_table_a1(expected: float, tolerable: int) -> None:
    assert sample_size(tolerable / 100, expected, risk=0.05) == SIZES[expected][tolerable]


@pytest.mark.parametrize(
    ("size", "errors", "percent"),
    [(25, 0, 11.3), (25, 1, 17.6), (30, 0, 9.5), (30, 1, 14.9), (60, 0, 4.9)],
)
def test_limits_are_those_of_table_a3(size: int, errors: int, percent: float) -> None:
    assert 100 * upper_rate(errors, size, risk=0.05) == pytest.approx(percent, abs=0.05)


def test_limit_without_errors_is_the_closed_form() -> None:
    # (1 − p)ⁿ = risk.
    assert upper_rate(0, 59, risk=0.05) == pytest.approx(1 - 0.05 ** (1 / 59))


def test_a_small_frame_needs_fewer() -> None:
    # 10 items, of which one wrong is too many at 5 %: P(missed) = (10 − n)/10 ≤ 5 % only with all ten.
    assert sample_size(0.05, 0, risk=0.05, population=10) == (10, 0)
    # Two wrong of ten would be too many at 15 %: C(8,n)/C(10,n) = (10−n)(9−n)/90 ≤ 5 % from n = 8 on.
    assert sample_size(0.15, 0, risk=0.05, population=10) == (8, 0)
    # And eight clean ones leave one wrong possible (P = 2/10 > 5 %), not two (2/90).
    assert upper_rate(0, 8, risk=0.05, population=10) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("risk", "factors"),
    [(0.05, [3.00, 4.75, 6.30, 7.76, 9.16, 10.52]), (0.10, [2.31, 3.89, 5.33, 6.69, 8.00, 9.28])],
)
def test_reliability_factors_are_those_of_table_c2(risk: float, factors: list[float]) -> None:
    found = [reliability_factor(k, risk=risk) for k in range(len(factors))]
    assert found == pytest.approx(factors, abs=0.01)


@pytest.mark.parametrize(
    ("risk", "factors"),
    [
        (0.05, [3.00, 3.31, 3.68, 4.11, 4.63, 5.24, 6.00, 6.92, 8.09, 9.59, 11.54]),
        (0.10, [2.31, 2.52, 2.77, 3.07, 3.41, 3.83, 4.33, 4.95, 5.72, 6.71, 7.99]),
    ],
)
def test_confidence_factors_are_those_of_table_c1(risk: float, factors: list[float]) -> None:
    found = [confidence_factor(0.05 * step, risk=risk) for step in range(len(factors))]
    assert found == pytest.approx(factors, abs=0.011)


def test_what_cannot_be_planned_is_refused() -> None:
    with pytest.raises(Refused, match="too near"):
        sample_size(0.03, 0.029, risk=0.05)
