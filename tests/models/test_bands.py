"""A probability's band: the nearest bin of the calibration, with what was confirmed in it."""

import pytest

from audit_models.models.bands import band_of

BINS = [{"count": 10.0, "predicted": p, "observed": o} for p, o in ((0.1, 0.0), (0.5, 0.5))]


def test_the_nearest_bin_with_its_jeffreys_interval() -> None:
    """0 of 10 confirmed: Beta(½, 10½), whose 97.5 % point is 0.217 (Brown, Cai and DasGupta 2001)."""
    low = band_of(0.29, BINS)
    assert low is not None
    assert low.high == pytest.approx(0.217, abs=0.001)
    assert low.name.en == "band 1 of 2"
    half = band_of(0.31, BINS)
    assert half is not None
    # 5 of 10: symmetric about one half.
    assert half.low + half.high == pytest.approx(1)


def test_five_bins_have_names_and_none_has_no_band() -> None:
    bins = [{"count": 10.0, "predicted": n / 10, "observed": n / 10} for n in range(5)]
    assert [band.name.en for n in range(5) if (band := band_of(n / 10, bins))] == [
        "Low", "Rather low", "Middle", "Rather high", "High",
    ]  # fmt: skip
    assert band_of(0.5, []) is None
