"""Probability that an inspection of a contract would confirm a finding.

Inspectors chose with a bias, so each inspected contract counts by the inverse of its own chance of being
inspected (inverse propensity weighting; Rosenbaum and Rubin 1983). The log-odds are a sum over features, so
contributions are exact, and where the risky side of a feature is known they may only rise to that side:
gradient-boosted trees without interactions, or a logistic regression, whichever orders the newest part of
what is learned from better. A logistic curve fitted on held-out predictions turns the sum into a probability
(Platt 1999).
"""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import RobustScaler

from audit_models.definitions import Feature
from audit_models.errors import Refused
from audit_models.models.linear import MonotoneLogistic

Matrix = NDArray[np.float64]

FEWEST_OF_A_CLASS = 20
"""Confirmed, and cleared, inspections without which no probability is learned."""
MOST_WEIGHT = 10.0
"""No inspected contract counts for more than this many times the average."""
FOLDS = 5
NEWEST = 1 / 3
"""The part of what is learned from that decides between the forms of the model."""
TREES, LINEAR = "trees", "linear"
SIGNS = {"higher": 1, "lower": -1, "none": 0}


class FindingClassifier(BaseEstimator):  # type: ignore[misc]
    """Additive, monotone, calibrated, of the better form; `signs` has 1, −1 or 0 for each feature."""

    def __init__(self, signs: Sequence[int] = (), seed: int = 0) -> None:
        self.signs = signs
        self.seed = seed

    def fit(self, values: Matrix, label: Matrix, *, groups: Any, weight: Matrix) -> Self:
        """Learn from inspected contracts, oldest first; `groups` (contractors) never span a fold.

        Raises:
            Refused: too few labels, or one class only.
        """
        refuse_few_labels(label)
        self.known_ = np.asarray(~np.isnan(values).all(axis=0))
        values = self._ready(values)
        self.form_ = self._better_form(values, label, np.asarray(groups), weight)
        held = np.full(len(label), np.nan)
        folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=self.seed)
        for train, test in folds.split(values, label, groups):
            model = self._model(self.form_)
            model.fit(values[train], label[train], sample_weight=weight[train])
            held[test] = model.decision_function(values[test])
        curve = LogisticRegression(C=1.0).fit(held[:, None], label, sample_weight=weight)
        # A curve that falls would turn the order around: then nothing was learned, and it is flat.
        self.slope_ = max(float(curve.coef_[0, 0]), 0.0)
        self.offset_ = float(curve.intercept_[0])
        self.model_ = self._model(self.form_).fit(values, label, sample_weight=weight)
        self.reference_ = _medians(values)
        return self

    def predict_proba(self, values: Matrix) -> Matrix:
        """P(cleared), P(confirmed)."""
        confirmed = 1 / (1 + np.exp(-self.log_odds(values)))
        return np.column_stack([1 - confirmed, confirmed])

    def log_odds(self, values: Matrix) -> Matrix:
        """The calibrated log-odds."""
        raw: Matrix = self.model_.decision_function(self._ready(values))
        return self.slope_ * raw + self.offset_

    def contributions(self, values: Matrix) -> Matrix:
        """What each feature adds to the log-odds against its median; sums to `log_odds` exactly."""
        values = self._ready(values)
        base = self.model_.decision_function(self.reference_[None, :])[0]
        found = np.empty_like(values)
        for j in range(values.shape[1]):
            known, where = np.unique(values[:, j], return_inverse=True)
            rows = np.repeat(self.reference_[None, :], len(known), axis=0)
            rows[:, j] = known
            found[:, j] = (self.slope_ * (self.model_.decision_function(rows) - base))[where]
        return found

    @property
    def intercept(self) -> float:
        """The log-odds of a contract with every feature at its median."""
        return float(self.log_odds(self.reference_[None, :])[0])

    def _ready(self, values: Matrix) -> Matrix:
        """A feature that had no value in training says nothing; an infinite one is refused.

        Raises:
            ValueError: an infinite value, or another number of features.
        """
        values = np.asarray(values, dtype=float)
        if values.shape[1] != len(self.known_) or np.isinf(values).any():
            raise ValueError(f"expected {len(self.known_)} features, none of them infinite")
        return np.where(self.known_, values, 0.0)

    def _better_form(self, values: Matrix, label: Matrix, groups: Any, weight: Matrix) -> str:
        """By ROC AUC on the newest part, of whose contractors nothing was learned; trees where it cannot tell."""
        test = np.arange(len(label)) >= int(len(label) * (1 - NEWEST))
        train = ~test & ~np.isin(groups, groups[test])
        if min(len(np.unique(label[train])), len(np.unique(label[test]))) < 2:
            return TREES
        areas = {}
        for form in (TREES, LINEAR):
            model = self._model(form)
            model.fit(values[train], label[train], sample_weight=weight[train])
            areas[form] = roc_auc_score(label[test], model.decision_function(values[test]))
        return max(areas, key=lambda form: areas[form])

    def _model(self, form: str) -> HistGradientBoostingClassifier | MonotoneLogistic:
        if form == LINEAR:
            return MonotoneLogistic(list(self.signs))
        return HistGradientBoostingClassifier(
            learning_rate=0.05,
            max_iter=120,
            max_leaf_nodes=4,
            min_samples_leaf=8,
            l2_regularization=1.0,
            max_features=0.5,
            monotonic_cst=list(self.signs),
            interaction_cst="no_interactions",
            early_stopping=False,
            random_state=self.seed,
        )


def refuse_few_labels(label: Matrix) -> None:
    """Say why nothing can be learned from these labels, if so."""
    confirmed, cleared = int(label.sum()), int(len(label) - label.sum())
    if not confirmed or not cleared:
        raise Refused(
            f"只有一类检查结论（查实{confirmed}份、未发现问题{cleared}份），无法学习概率；仅使用规则与离群分。",
            f"All inspections have one outcome (confirmed {confirmed}, cleared {cleared}), so no"
            " probability can be learned; rules and outliers only.",
        )
    if min(confirmed, cleared) < FEWEST_OF_A_CLASS:
        raise Refused(
            f"检查结论太少（查实{confirmed}份、未发现问题{cleared}份，每类至少{FEWEST_OF_A_CLASS}份），"
            "无法学习概率；仅使用规则与离群分。",
            f"Too few inspections (confirmed {confirmed}, cleared {cleared}; {FEWEST_OF_A_CLASS} of"
            " each are needed) to learn a probability; rules and outliers only.",
        )


def signs_of(features: Sequence[Feature]) -> list[int]:
    """The risky side of each feature as the trees want it."""
    return [SIGNS[feature.risk] for feature in features]


def inspection_weights(
    inspected: pd.DataFrame, everything: pd.DataFrame, names: list[str]
) -> Matrix:
    """Inverse chance of being inspected, mean 1: what makes chosen contracts stand for all.

    The chance is a logistic regression of inspected against not on amount and features; a row of the
    random sample counts by the same chance, as it could have been chosen too.
    """
    others = everything[~everything["subject_id"].isin(inspected["subject_id"])]
    pool = pd.concat([inspected, others])
    is_inspected = np.r_[np.ones(len(inspected)), np.zeros(len(others))]
    model = _linear().fit(_with_amount(pool, names), is_inspected)
    chance = model.predict_proba(_with_amount(inspected, names))[:, 1]
    weight = 1 / np.maximum(chance, 1e-6)
    weight = np.minimum(weight / weight.mean(), MOST_WEIGHT)
    found: Matrix = weight / weight.mean()
    return found


def logistic_baseline() -> Pipeline:
    """What the trees have to beat."""
    return _linear()


def _linear() -> Pipeline:
    return make_pipeline(
        SimpleImputer(strategy="median", keep_empty_features=True),
        RobustScaler(quantile_range=(5, 95)),
        LogisticRegression(C=0.3, max_iter=2000),
    )


def _with_amount(rows: pd.DataFrame, names: list[str]) -> Matrix:
    amount = np.log1p(rows["amount_cny"].astype(float).clip(lower=0).to_numpy())
    values = rows[names].to_numpy(dtype=float).clip(-1e6, 1e6)
    return np.column_stack([amount, values])


def _medians(values: Matrix) -> Matrix:
    """The median of each column; every column has a value by now."""
    medians: Matrix = np.nanmedian(values, axis=0)
    return medians
