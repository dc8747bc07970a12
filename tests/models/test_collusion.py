"""The screens by hand, and a classifier that recognises planted cover bids in tenders it never saw."""

import numpy as np
import pandas as pd
import pytest

from audit_models.models.collusion import CollusionClassifier, screens, tender_features


def test_the_screens_of_three_bids_by_hand() -> None:
    """100, 110, 130: mean 340/3, sd sqrt(700/3); losers 110 and 130 with sd 20/sqrt 2."""
    found = screens(np.array([130.0, 100.0, 110.0]))
    assert found["bids"] == 3
    assert found["cv"] == pytest.approx((700 / 3) ** 0.5 / (340 / 3))
    assert found["spread"] == pytest.approx(0.3)
    assert found["diffp"] == pytest.approx(0.1)
    assert found["relative_distance"] == pytest.approx(10 / (20 / 2**0.5))
    assert np.isnan(found["kurtosis"])


@pytest.mark.parametrize("amounts", [[], [5.0], [0.0, 5.0]])
def test_too_few_bids_leave_the_screens_missing(amounts: list[float]) -> None:
    assert np.isnan(screens(np.array(amounts))["cv"])


def test_a_price_that_two_offered_together_is_one_bid() -> None:
    """100 twice, 110, 130: the runner-up is 110 and not the same price again; one of four is a repetition."""
    found = screens(np.array([100.0, 100.0, 130.0, 110.0]))
    assert (found["bids"], found["equal_share"]) == (4, 0.25)
    assert found["diffp"] == pytest.approx(0.1)
    assert found["cv"] == pytest.approx((700 / 3) ** 0.5 / (340 / 3))


def test_identical_bids_are_one_price_and_break_nothing() -> None:
    found = screens(np.array([7.0, 7.0, 7.0]))
    assert found["equal_share"] == pytest.approx(2 / 3)
    assert np.isnan([found["cv"], found["relative_distance"]]).all()


def test_planted_cover_bids_are_recognised_in_unseen_tenders() -> None:
    rng = np.random.default_rng(1)
    rows, label = [], {}
    for tender in range(160):
        label[tender] = tender % 4 == 0
        low = rng.uniform(1e5, 1e6)
        above = 1.05 + 0.004 * rng.random(4) if label[tender] else 1 + 0.25 * rng.random(4)
        rows += [(tender, low)] + [(tender, low * k) for k in above]
    bids = pd.DataFrame(rows, columns=["tender_id", "amount"])
    features = tender_features(bids)
    truth = pd.Series(label).loc[features.index].to_numpy(dtype=int)
    model = CollusionClassifier(trees=50).fit(features.to_numpy()[:120], truth[:120])
    found = model.predict_proba(features.to_numpy()[120:])[:, 1] >= 0.5
    assert (found == truth[120:]).mean() >= 0.9
