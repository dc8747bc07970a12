"""Bid-rigging screens of a tender, and a classifier over tenders.

Published screens: CV, spread, DIFFP, relative distance, kurtosis, skewness, Kolmogorov–Smirnov
(García Rodríguez et al. 2022; Huber and Imhof 2019), of the distinct bids: the members of a consortium each
stand with the one price that they offered together, and counted apart it would be its own runner-up. How
many prices are equal is a screen of its own, beside how much the tender is about. Who bids is no screen:
it would recognise the companies of a known cartel. Everything is computed per tender, so a split by tender
never shares a screen.
"""

from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from sklearn.base import BaseEstimator
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import QuantileTransformer, SplineTransformer

Matrix = NDArray[np.float64]

SCREENS = (
    "bids", "cv", "spread", "diffp", "relative_distance", "kurtosis", "skewness", "ks",
    "equal_share", "log_mean", "log_low", "log_high", "log_median",
)  # fmt: skip
"""What the bids of one tender alone say."""
CURVE_SHARES = (0.0, 0.5)
"""What part of the probability the regression may have; the training tenders decide."""
FOLDS = 5


def screens(amounts: Matrix) -> dict[str, float]:
    """The screens of one tender from its positive bids; NaN where they are too few."""
    every = np.asarray(amounts, dtype=float)
    every = every[every > 0]
    bids = np.unique(every)
    n = len(bids)
    found = dict.fromkeys(SCREENS, np.nan)
    found["bids"] = float(len(every))
    if not n:
        return found
    found |= {
        "equal_share": 1 - n / len(every),
        "log_mean": np.log(bids.mean()),
        "log_low": np.log(bids[0]),
        "log_high": np.log(bids[-1]),
        "log_median": float(np.median(np.log(every))),
    }
    if n < 2:
        return found
    mean, sd = bids.mean(), bids.std(ddof=1)
    found |= {
        "cv": sd / mean,
        "spread": (bids[-1] - bids[0]) / bids[0],
        "diffp": (bids[1] - bids[0]) / bids[0],
        "ks": float(stats.kstest((bids - mean) / sd, "norm").statistic),
    }
    if n >= 3:
        found["relative_distance"] = (bids[1] - bids[0]) / bids[1:].std(ddof=1)
        found["skewness"] = float(stats.skew(bids, bias=False))
    if n >= 4:
        found["kurtosis"] = float(stats.kurtosis(bids, bias=False))
    return found


def tender_features(bids: pd.DataFrame) -> pd.DataFrame:
    """One row a tender: its screens, and the mean of every further column.

    `bids` has tender_id and amount; other columns are facts of a bid or of its tender. No label and no name
    of a bidder may be among them.
    """
    grouped = bids.groupby("tender_id", sort=True)
    found = pd.DataFrame(
        {tender: screens(amounts) for tender, amounts in grouped["amount"].apply(np.array).items()}
    ).T
    facts = [c for c in bids.columns if c not in ("tender_id", "amount")]
    return found.join(grouped[facts].mean()).astype(float)


class CollusionClassifier(BaseEstimator):  # type: ignore[misc]
    """Probability that a tender was rigged: randomised trees, joined by an additive regression where it helps.

    Trees alone are best where screens act together, half a smooth curve per screen where tenders have few
    bids; folds of the training tenders choose, by ROC AUC. Classes are balanced, so 0.5 is the threshold.
    """

    def __init__(self, seed: int = 0, trees: int = 300) -> None:
        self.seed = seed
        self.trees = trees

    def fit(self, features: Matrix, label: Matrix, weight: Matrix | None = None) -> Self:
        """Learn from tenders, weighted by their bids; what every tender lacks says nothing."""
        features = np.asarray(features, dtype=float)
        weight = np.ones(len(label)) if weight is None else weight
        self.fill_ = np.nan_to_num(np.nanmedian(features, axis=0))
        filled = self._filled(features)
        self.curve_share_ = self._best_share(filled, label, weight)
        self.forest_, self.curve_ = self._fitted(filled, label, weight)
        return self

    def predict_proba(self, features: Any) -> Matrix:
        """P(competitive), P(rigged)."""
        filled = self._filled(np.asarray(features, dtype=float))
        return _mixed(self.forest_, self.curve_, filled, self.curve_share_)

    def _best_share(self, filled: Matrix, label: Matrix, weight: Matrix) -> float:
        """The regression's part by folds of the tenders; none where a class is too rare for folds."""
        if np.bincount(np.asarray(label, dtype=int), minlength=2).min() < FOLDS:
            return 0.0
        held = np.zeros((len(CURVE_SHARES), len(label)))
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=self.seed)
        for train, test in folds.split(filled, label):
            models = self._fitted(filled[train], label[train], weight[train])
            for place, share in enumerate(CURVE_SHARES):
                held[place, test] = _mixed(*models, filled[test], share)[:, 1]
        areas = [roc_auc_score(label, one, sample_weight=weight) for one in held]
        return CURVE_SHARES[int(np.argmax(areas))]

    def _fitted(
        self, filled: Matrix, label: Matrix, weight: Matrix
    ) -> tuple[ExtraTreesClassifier, Pipeline]:
        forest = ExtraTreesClassifier(
            self.trees,
            class_weight="balanced",
            min_samples_leaf=2,
            max_features=0.4,
            n_jobs=1,
            random_state=self.seed,
        )
        curve = make_pipeline(
            QuantileTransformer(n_quantiles=min(60, len(label)), random_state=self.seed),
            SplineTransformer(n_knots=4, degree=2),
            LogisticRegression(C=0.3, class_weight="balanced", max_iter=800),
        )
        return forest.fit(filled, label, sample_weight=weight), curve.fit(filled, label)

    def _filled(self, features: Matrix) -> Matrix:
        return np.where(np.isnan(features), self.fill_, features)


def _mixed(
    forest: ExtraTreesClassifier, curve: Pipeline, filled: Matrix, curve_share: float
) -> Matrix:
    found = (1 - curve_share) * forest.predict_proba(filled)
    if curve_share:
        found = found + curve_share * curve.predict_proba(filled)
    both: Matrix = found
    return both
