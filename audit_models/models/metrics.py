"""Yardsticks of a score: precision at a budget, areas, calibration, drift, leaks."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

Array = NDArray[np.float64]

BUDGETS = (10, 30, 100)
LEAK_AUC = 0.97
"""A single feature that alone separates the labels this well is taken for a leak until explained."""
BOOTSTRAPS = 300
DRIFT = 0.25
"""A feature whose PSI exceeds this has moved to another population."""


class Interval(NamedTuple):
    """A value with its 95 % bootstrap interval; None where it is not defined."""

    value: float | None
    low: float | None
    high: float | None


def precision_at(label: Array, score: Array, budget: int) -> float | None:
    """Share confirmed among the `budget` highest; ties take the order of the rows. None: too few rows."""
    if len(label) < budget:
        return None
    top = np.argsort(-score, kind="stable")[:budget]
    return float(label[top].mean())


def recall_at(label: Array, score: Array, budget: int) -> float | None:
    """Share of all confirmed that the `budget` highest hold."""
    if len(label) < budget or not label.sum():
        return None
    top = np.argsort(-score, kind="stable")[:budget]
    return float(label[top].sum() / label.sum())


def roc_auc(label: Array, score: Array, *, seed: int = 0) -> Interval:
    """Area under the ROC curve."""
    return _interval(label, score, roc_auc_score, seed)


def pr_auc(label: Array, score: Array, *, seed: int = 0) -> Interval:
    """Average precision."""
    return _interval(label, score, average_precision_score, seed)


def brier(label: Array, probability: Array) -> float:
    """Mean squared error of the probability."""
    return float(brier_score_loss(label, probability))


def calibration(label: Array, probability: Array, *, bins: int = 5) -> list[dict[str, float]]:
    """Mean probability and share confirmed in bins of equal size, lowest first."""
    order = np.argsort(probability, kind="stable")
    return [
        {
            "count": float(len(part)),
            "predicted": float(probability[part].mean()),
            "observed": float(label[part].mean()),
        }
        for part in np.array_split(order, min(bins, len(order)))
    ]


class Spread(NamedTuple):
    """How the values of one feature were distributed at one time; kept with a model to compare later."""

    edges: list[float]
    """Deciles; ties are one."""
    shares: list[float]
    """Of each bin, the missing values last."""
    rows: int

    @classmethod
    def of(cls, values: Array, *, bins: int = 10) -> "Spread":
        known = values[~np.isnan(values)]
        cuts = np.linspace(0, 1, bins + 1)[1:-1]
        edges = np.unique(np.quantile(known, cuts)) if len(known) else np.array([])
        return cls(edges.tolist(), _shares(values, edges).tolist(), len(values))

    def psi(self, now: Array) -> float:
        """Population stability index; below 0.1 nothing moved, above 0.25 the population is another one."""
        then, found = np.array(self.shares), _shares(now, np.array(self.edges))
        return float(((found - then) * np.log(found / then)).sum())

    def drift(self, now: Array) -> float | None:
        """The PSI where it says that the feature moved, else None.

        Above 0.25, and above what chance alone gives one time in twenty: PSI ÷ (1/n + 1/m) is
        chi-squared with as many degrees of freedom as bins less one (Yurdakul and Naranjo 2020).
        """
        by_chance = chi2.ppf(0.95, len(self.edges) + 1) * (1 / self.rows + 1 / max(len(now), 1))
        found = self.psi(now)
        return found if found > max(DRIFT, float(by_chance)) else None


def _shares(values: Array, edges: Array) -> Array:
    """Of each bin between the edges and of the missing, each counted half a row more, so that none is zero."""
    place = np.searchsorted(edges, values[~np.isnan(values)], "left")
    counts = np.append(np.bincount(place, minlength=len(edges) + 1), np.isnan(values).sum())
    shares: Array = (counts + 0.5) / (counts.sum() + 0.5 * len(counts))
    return shares


def suspected_leaks(values: Array, label: Array, names: list[str]) -> list[str]:
    """Features that alone, by value or by being missing, separate the labels almost perfectly."""
    found = []
    for name, column in zip(names, values.T, strict=True):
        missing = np.isnan(column)
        known = ~missing
        areas = [roc_auc_score(label, missing)]
        if len(np.unique(label[known])) == 2 and known.sum() >= 20:
            areas.append(roc_auc_score(label[known], column[known]))
        if max(abs(area - 0.5) for area in areas) + 0.5 >= LEAK_AUC:
            found.append(name)
    return found


def _interval(label: Array, score: Array, measure, seed: int) -> Interval:  # type: ignore[no-untyped-def]
    if len(np.unique(label)) < 2:
        return Interval(None, None, None)
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(BOOTSTRAPS):
        rows = rng.integers(0, len(label), len(label))
        if len(np.unique(label[rows])) == 2:
            found.append(measure(label[rows], score[rows]))
    low, high = np.quantile(found, (0.025, 0.975))
    return Interval(float(measure(label, score)), float(low), float(high))
