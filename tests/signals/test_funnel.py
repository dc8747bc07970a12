"""Funnel limits, worked by hand."""

import numpy as np
import pandas as pd
import pytest

from audit_models.signals.funnel import fit, funnel, limits


def shares(hits: list[float], cases: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "value": [100 * one / cases if cases else float("nan") for one in hits],
            "numerator": hits,
            "denominator": cases,
            "n": cases,
        }
    )


def amounts(values: list[float], size: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"value": values, "numerator": None, "denominator": size, "n": size})


def test_equal_shares_have_the_limits_of_chance() -> None:
    """sin²(π/4 ∓ 1.96/20) = (1 ∓ sin 0.195996)/2, and 0.3090232 for 99.8 %."""
    found = funnel(shares([50.0] * 5, 100), kind="share").iloc[0]
    assert found[["centre", "z", "tau2"]].tolist() == pytest.approx([50, 0, 0])
    assert found[["low95", "high95"]].tolist() == pytest.approx([40.2629, 59.7371], abs=0.001)
    assert found[["low998", "high998"]].tolist() == pytest.approx([34.7941, 65.2059], abs=0.001)


def test_shares_farther_apart_than_chance_widen_the_funnel() -> None:
    """z = ±20 × 0.321751, φ = 41.409, τ² = (414.09 − 9) ÷ (4000 − 400)."""
    found = funnel(shares([20.0, 80.0] * 5, 100), kind="share").iloc[1]
    assert found["phi"] == pytest.approx(41.409, abs=0.001)
    assert found["tau2"] == pytest.approx(0.112525, abs=1e-5)
    assert found["z"] == pytest.approx(0.321751 / (0.0025 + 0.112525) ** 0.5, abs=1e-4)


def test_the_outer_tenth_is_winsorised() -> None:
    """−5…5 become −4, −4, −3 … 3, 4, 4: φ = 92 ÷ 11."""
    found = funnel(amounts([float(one) for one in range(-5, 6)], [1.0] * 11), kind="mean").iloc[0]
    assert found["phi"] == pytest.approx(92 / 11)
    assert found["high95"] == pytest.approx(1.959964 * (92 / 11) ** 0.5)


def test_four_times_the_customers_halve_the_width() -> None:
    found = funnel(amounts([9.0, 12.0], [4.0, 1.0]), kind="per_customer")
    assert found["centre"].tolist() == pytest.approx([9.6, 9.6])
    wide = found["high95"] - found["low95"]
    assert wide[1] == pytest.approx(2 * wide[0])


def test_a_unit_without_cases_has_no_limits() -> None:
    assert funnel(shares([0.0], 0), kind="share")[["low95", "z", "centre"]].isna().all(axis=None)


def test_limits_are_drawn_for_any_size_from_the_published_formula() -> None:
    """Spiegelhalter (2005), A.1.1: sin²(arcsin √p₀ ± z ÷ 2√n). p₀ = 0.5 and n = 400: (1 ± sin(z ÷ 20)) ÷ 2."""
    fitted = fit(shares([50.0] * 5, 100), kind="share")
    assert fitted is not None
    found = limits(fitted, np.array([400.0, 0.0]))
    assert found.loc[0, ["low95", "high95"]].tolist() == pytest.approx(
        [45.1079, 54.8921], abs=0.001
    )
    assert found.loc[0, ["low998", "high998"]].tolist() == pytest.approx(
        [42.3051, 57.6949], abs=0.001
    )
    assert found.loc[1].isna().all()


def test_limits_never_leave_what_a_share_can_be() -> None:
    fitted = fit(shares([1.0] * 5, 2), kind="share")
    assert fitted is not None
    found = limits(fitted, np.array([1.0])).iloc[0]
    assert (found["low998"], found["high998"]) == pytest.approx((0, 100))


def test_without_cases_there_is_nothing_to_fit() -> None:
    assert fit(shares([0.0, 0.0], 0), kind="share") is None
