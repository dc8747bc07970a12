"""The outlier model: exact sums, missing never normal, planted outliers on top."""

import numpy as np
import pytest

from audit_models.models.outlier import OutlierDetector


@pytest.fixture(scope="module")
def rows() -> np.ndarray:
    rng = np.random.default_rng(7)
    values = rng.normal(size=(400, 4))
    values[:, 3] = values[:, 0] + 0.1 * values[:, 3]
    values[:5] += 8
    return values


@pytest.fixture(scope="module")
def model(rows: np.ndarray) -> OutlierDetector:
    return OutlierDetector().fit(rows)


def test_planted_outliers_come_first(model: OutlierDetector, rows: np.ndarray) -> None:
    assert set(np.argsort(-model.score_samples(rows))[:5]) == set(range(5))


def test_what_breaks_the_correlation_is_an_outlier_though_each_value_is_common(
    model: OutlierDetector,
) -> None:
    usual, broken = np.array([[1.0, 0, 0, 1.0]]), np.array([[1.0, 0, 0, -1.0]])
    assert model.score_samples(broken)[0] > model.score_samples(usual)[0] + 1


def test_contributions_sum_to_the_score(model: OutlierDetector, rows: np.ndarray) -> None:
    total = model.contributions(rows).sum(axis=1) + model.intercept_
    assert np.array_equal(total, model.score_samples(rows))


@pytest.mark.parametrize("feature", range(4))
def test_a_missing_value_never_scores_below_the_usual_one(
    model: OutlierDetector, rows: np.ndarray, feature: int
) -> None:
    blank, usual = rows.copy(), rows.copy()
    blank[:, feature] = np.nan
    usual[:, feature] = np.median(rows[:, feature])
    assert (model.score_samples(blank) >= model.score_samples(usual)).all()


def test_a_row_without_any_value_is_not_scored(model: OutlierDetector) -> None:
    assert np.isnan(model.score_samples(np.full((1, 4), np.nan)))[0]


def test_a_feature_that_no_peer_has_says_nothing(rows: np.ndarray) -> None:
    with_empty = np.column_stack([rows, np.full(len(rows), np.nan)])
    found = OutlierDetector().fit(with_empty).contributions(with_empty)
    assert (found[:, 4] == 0).all()


def test_infinite_values_and_too_few_rows_are_refused(
    model: OutlierDetector, rows: np.ndarray
) -> None:
    with pytest.raises(ValueError, match="infinite"):
        model.score_samples(np.array([[np.inf, 0, 0, 0]]))
    with pytest.raises(ValueError, match="five rows"):
        OutlierDetector().fit(rows[:4])
