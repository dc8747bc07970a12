"""Bid-rigging screens of a tender, and a classifier over tenders.

Published screens: CV, spread, DIFFP, relative distance, kurtosis, skewness, Kolmogorov–Smirnov
(García Rodríguez et al. 2022; Huber and Imhof 2019). Our own: how even the steps between the sorted
bids are, how round they are, how often the same companies met before, and how the tender stands to the
others of its year. Everything is computed per tender, so a split by tender never shares a screen.
"""

from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from sklearn.base import BaseEstimator
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier

Matrix = NDArray[np.float64]

SCREENS = (
    "bids", "cv", "spread", "diffp", "relative_distance", "kurtosis", "skewness", "ks",
    "log_mean", "gap_win_log", "gap_least_log", "gap_evenness", "losers_cv", "roundness",
    "median_to_mean", "range_of_losers",
)  # fmt: skip
"""What the bids of one tender alone say."""


def screens(amounts: Matrix) -> dict[str, float]:
    """The screens of one tender from its positive bids; NaN where they are too few."""
    bids = np.sort(np.asarray(amounts, dtype=float))
    bids = bids[bids > 0]
    n = len(bids)
    found = dict.fromkeys(SCREENS, np.nan)
    found["bids"] = float(n)
    if n < 2:
        return found
    mean, sd = bids.mean(), bids.std(ddof=1)
    steps = np.diff(np.log(bids))
    found |= {
        "cv": sd / mean,
        "spread": (bids[-1] - bids[0]) / bids[0],
        "diffp": (bids[1] - bids[0]) / bids[0],
        "log_mean": np.log(mean),
        "gap_win_log": steps[0],
        "gap_least_log": steps.min(),
        "roundness": float(np.mean([_trailing_zeros(bid) for bid in bids])),
        "median_to_mean": float(np.median(bids)) / mean,
    }
    if sd > 0:
        found["ks"] = float(stats.kstest((bids - mean) / sd, "norm").statistic)
    if n >= 3:
        losers = bids[1:]
        loser_sd = losers.std(ddof=1)
        found["losers_cv"] = loser_sd / losers.mean()
        found["range_of_losers"] = (losers[-1] - losers[0]) / losers[0]
        found["relative_distance"] = (bids[1] - bids[0]) / loser_sd if loser_sd > 0 else np.nan
        found["gap_evenness"] = steps.std() / steps.mean() if steps.mean() > 0 else 0.0
        if sd > 0:
            found["skewness"] = float(stats.skew(bids, bias=False))
    if n >= 4 and sd > 0:
        found["kurtosis"] = float(stats.kurtosis(bids, bias=False))
    return found


def tender_features(bids: pd.DataFrame) -> pd.DataFrame:
    """One row a tender: its screens, every further column's mean, and how its bidders met elsewhere.

    `bids` has tender_id, amount and, where known, bidder_id, period, winner; other columns are facts.
    No label may be among them.
    """
    grouped = bids.groupby("tender_id", sort=True)
    found = pd.DataFrame(
        {tender: screens(amounts) for tender, amounts in grouped["amount"].apply(np.array).items()}
    ).T
    facts = [c for c in bids.columns if c not in ("tender_id", "amount", "bidder_id", "winner")]
    found = found.join(grouped[facts].mean())
    if "period" in bids:
        year = found["period"].rank(method="dense")
        for name in ("cv", "diffp", "log_mean", "bids"):
            found[f"{name}_in_period"] = found.groupby(year)[name].transform("median")
            found[f"{name}_near"] = _near_in_time(found[name], found["period"])
    if "bidder_id" in bids:
        found = found.join(_meetings(bids))
    return found.astype(float)


def _near_in_time(values: pd.Series, period: pd.Series) -> pd.Series:
    """The mean of the fifteen tenders nearest in time; markets are rigged for a while."""
    order = period.sort_values(kind="stable").index
    smooth = values.reindex(order).rolling(15, center=True, min_periods=3).mean()
    return smooth.reindex(values.index)


def _meetings(bids: pd.DataFrame) -> pd.DataFrame:
    """Of a tender's bidders: activity, and how often its pairs meet for what chance would give."""
    pairs = bids[["tender_id", "bidder_id"]].drop_duplicates()
    names, bidder = np.unique(pairs["bidder_id"].to_numpy(), return_inverse=True)
    tenders, tender = np.unique(pairs["tender_id"].to_numpy(), return_inverse=True)
    there = np.zeros((len(tenders), len(names)))
    there[tender, bidder] = 1
    together = there.T @ there
    active = np.diag(together).copy()
    lift = together * len(tenders) / np.maximum(np.outer(active, active), 1)
    rows = []
    for row in there:
        at = np.flatnonzero(row)
        upper = np.triu_indices(len(at), 1)
        block, lifts = together[np.ix_(at, at)][upper], lift[np.ix_(at, at)][upper]
        rows.append(
            {
                "activity_mean": active[at].mean(),
                "activity_least": active[at].min(),
                "meetings_mean": block.mean() if len(block) else np.nan,
                "meetings_most": block.max() if len(block) else np.nan,
                "lift_mean": lifts.mean() if len(lifts) else np.nan,
            }
        )
    found = pd.DataFrame(rows, index=tenders)
    # Where bidders sit in the space of who bids with whom: cliques lie close together.
    scale = np.sqrt(np.maximum(there.sum(axis=0), 1))
    left, strength, _ = np.linalg.svd(there / scale, full_matrices=False)
    for axis in range(min(6, left.shape[1])):
        column = left[:, axis] * strength[axis]
        found[f"company_{axis}"] = column * np.sign(column[np.argmax(np.abs(column))])
    return found


def _trailing_zeros(bid: float) -> float:
    """How many of a bid's six leading digits are zeros at the end: estimated or agreed numbers are round."""
    digits = f"{bid:.5e}".partition("e")[0].replace(".", "")
    return float(len(digits) - len(digits.rstrip("0")))


class CollusionClassifier(BaseEstimator):  # type: ignore[misc]
    """Probability that a tender was rigged: three parts randomised and one part boosted trees, classes balanced."""

    def __init__(self, seed: int = 0, trees: int = 300) -> None:
        self.seed = seed
        self.trees = trees

    def fit(self, features: Matrix, label: Matrix, weight: Matrix | None = None) -> Self:
        """Learn from tenders, weighted by their bids; missing screens stay missing for the boosted trees."""
        features = np.asarray(features, dtype=float)
        self.fill_ = np.nan_to_num(np.nanmedian(features, axis=0))
        self.forest_ = ExtraTreesClassifier(
            self.trees,
            class_weight="balanced",
            min_samples_leaf=2,
            max_features=0.4,
            n_jobs=1,
            random_state=self.seed,
        ).fit(self._filled(features), label, sample_weight=weight)
        self.boosted_ = HistGradientBoostingClassifier(
            learning_rate=0.08,
            max_iter=150,
            max_leaf_nodes=15,
            min_samples_leaf=5,
            class_weight="balanced",
            random_state=self.seed,
        ).fit(features, label, sample_weight=weight)
        return self

    def predict_proba(self, features: Any) -> Matrix:
        """P(competitive), P(rigged)."""
        features = np.asarray(features, dtype=float)
        both: Matrix = (
            3 * self.forest_.predict_proba(self._filled(features))
            + self.boosted_.predict_proba(features)
        ) / 4
        return both

    def _filled(self, features: Matrix) -> Matrix:
        return np.where(np.isnan(features), self.fill_, features)
