"""Outliers without labels: how far a row lies from its peers, as a sum over its features.

Three views of the same distance are averaged, each a sum over features, so that every contribution is
exact: how rare each value is (tail probability; Li et al. 2022, ECOD), how far the nearest neighbours
are (Ramaswamy et al. 2000), and how far from the centre along the bulk's own correlations (Mahalanobis
distance with a robust or shrunk covariance; Rousseeuw and van Driessen 1999, Ledoit and Wolf 2004).
On the eight public sets no single view is good everywhere; their mean beats the best of them.
"""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.covariance import LedoitWolf, MinCovDet

Matrix = NDArray[np.float64]

NEIGHBOURS = 5
MOST_REFERENCES = 1000
"""Rows that neighbours are looked for in; larger groups are represented by a sample."""
MISSING_QUANTILE = 0.9
"""A missing value counts as much as this quantile of the known values of its feature."""
BLOCK_ROWS = 4000
CACHED_ROWS = 128
MOST_CONDITION = 1e8
"""A covariance closer to singular than this is not inverted."""


def tame(values: Matrix) -> Matrix:
    """Signed logarithm: amounts and days with long tails on one scale, and the order kept."""
    tamed: Matrix = np.sign(values) * np.log1p(np.abs(values))
    return tamed


class OutlierDetector(BaseEstimator):  # type: ignore[misc]
    """The ensemble over one peer group; scores are higher the further out, in standard deviations."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, values: Matrix, y: Any = None) -> Self:
        """Learn a group from its rows; missing values are NaN and teach nothing.

        Raises:
            ValueError: fewer than five rows, or an infinite value.
        """
        values = np.asarray(values, dtype=float)
        if len(values) < 5 or np.isinf(values).any():
            raise ValueError("an outlier model needs five rows at least, and finite values")
        rng = np.random.default_rng(self.seed)
        self.members_ = len(values)
        self.known_ = ~np.isnan(values).all(axis=0)
        self.median_ = np.where(self.known_, _median(values), 0.0)
        filled = self._fill(values, self.median_)
        # From the known values alone: where most are missing, the fill would make the rest look extreme.
        missing = np.isnan(values)
        count = np.maximum((~missing).sum(axis=0), 1)
        self.centre_ = np.where(missing, 0.0, values).sum(axis=0) / count
        off = np.where(missing, 0.0, values - self.centre_)
        spread = np.sqrt(np.einsum("ij,ij->j", off, off) / count)
        self.spread_ = np.where(spread > 0, spread, 1.0)
        standard = (filled - self.centre_) / self.spread_
        rows = rng.permutation(len(standard))[:MOST_REFERENCES]
        self.references_ = standard[np.sort(rows)]
        self.tails_ = [_tails(column) for column in self.references_.T]
        self.location_, self.precision_ = _covariance(self.references_)
        views = self._views(self.references_, are_references=True)
        totals = [view.sum(axis=1) for view in views]
        self.shift_ = np.array([total.mean() for total in totals])
        self.scale_ = np.array([max(total.std(), 1e-9) for total in totals])
        parts = self._combine(views)
        held = ~missing[np.sort(rows)]
        self.penalty_ = np.array(
            [
                np.quantile(parts[held[:, j], j], MISSING_QUANTILE) if held[:, j].any() else 0.0
                for j in range(parts.shape[1])
            ]
        )
        self.intercept_ = -float((self.shift_ / self.scale_).mean())
        return self

    def contributions(self, values: Matrix) -> Matrix:
        """What each feature adds; the sum of a row and `intercept_` is its score.

        A missing value takes the group's median, so that it moves no other feature, and adds the
        penalty of its feature; a row of which nothing is known is NaN, never normal.
        """
        values = np.asarray(values, dtype=float)
        if np.isinf(values).any():
            raise ValueError("a feature holds an infinite value")
        missing = np.isnan(values)
        standard = (self._fill(values, self.median_) - self.centre_) / self.spread_
        parts = [
            self._combine(self._views(block))
            for block in np.split(standard, range(BLOCK_ROWS, len(standard), BLOCK_ROWS))
        ]
        found = np.vstack(parts)
        found = np.where(missing, np.maximum(found, self.penalty_), found)
        found[:, ~self.known_] = 0.0
        found[(missing | ~self.known_).all(axis=1)] = np.nan
        return found

    def score_samples(self, values: Matrix) -> Matrix:
        """The outlier score of each row, NaN where nothing of it is known."""
        total: Matrix = self.contributions(values).sum(axis=1) + self.intercept_
        return total

    @staticmethod
    def _fill(values: Matrix, with_: Matrix) -> Matrix:
        return np.where(np.isnan(values), with_, values)

    def _views(self, rows: Matrix, *, are_references: bool = False) -> list[Matrix]:
        return [self._rarity(rows), self._nearness(rows, are_references), self._deviation(rows)]

    def _combine(self, views: list[Matrix]) -> Matrix:
        """The mean of the views, each in standard deviations of the group, feature by feature."""
        combined = np.zeros_like(views[0])
        for view, scale in zip(views, self.scale_, strict=True):
            combined += view / (scale * len(views))
        return combined

    def _rarity(self, rows: Matrix) -> Matrix:
        """Minus the log of the two-sided tail probability of each value."""
        found = []
        for column, (known, rarity) in zip(rows.T.copy(), self.tails_, strict=True):
            place = np.searchsorted(known, column)
            found.append(rarity[2 * place + (known[place] == column)])
        return np.column_stack(found)

    def _nearness(self, rows: Matrix, are_references: bool) -> Matrix:
        """Mean distance to the nearest neighbours, shared out by squared differences."""
        found, ones = np.zeros_like(rows), np.ones(rows.shape[1])
        nearest = self._nearest(rows, are_references)
        k = nearest.shape[1]
        for place in range(k):
            square = (rows - self.references_[nearest[:, place]]) ** 2
            length = np.sqrt(square @ ones)
            found += square / np.where(length > 0, length, 1)[:, None]
        found /= k
        return found

    def _nearest(self, rows: Matrix, are_references: bool) -> NDArray[np.int64]:
        """The nearest references of each row, nearest first; a reference is no neighbour of itself.

        A few rows at a time and one minimum after the other: that stays in the processor's cache, and is
        many times faster than partitioning whole rows of distances. Single precision finds the neighbours;
        how far they are is computed in double.
        """
        k = min(NEIGHBOURS, len(self.references_) - 1)
        found = np.empty((len(rows), k), dtype=np.int64)
        # Squared distance without the row's own length, which changes no order: one matrix product.
        lengths = (self.references_**2).sum(axis=1)
        turned = np.vstack([-2 * self.references_.T, lengths]).astype(np.float32)
        single = np.column_stack([rows, np.ones(len(rows))]).astype(np.float32)
        for start in range(0, len(rows), CACHED_ROWS):
            block = slice(start, start + CACHED_ROWS)
            distance = single[block] @ turned
            at = np.arange(len(distance))
            if are_references:
                distance[at, start + at] = np.inf
            for place in range(k):
                nearest = distance.argmin(axis=1)
                found[block, place] = nearest
                distance[at, nearest] = np.inf
        return found

    def _deviation(self, rows: Matrix) -> Matrix:
        """Mahalanobis distance, shared out by x · (P x), which sums to its square."""
        centred = rows - self.location_
        product = centred * (centred @ self.precision_)
        square = product.sum(axis=1, keepdims=True)
        shared: Matrix = product / np.sqrt(np.where(square > 0, square, 1))
        return shared


def _tails(column: Matrix) -> tuple[Matrix, Matrix]:
    """The values of a feature and infinity, and its rarity below and at each of them in turn."""
    known, counts = np.unique(column, return_counts=True)
    below = np.concatenate([[0], np.cumsum(counts)])
    n = len(column)

    def rarity(up_to: Matrix, before: Matrix) -> Matrix:
        tail = np.clip(np.minimum(up_to, n - before), 1, None) / (n + 1)
        found: Matrix = -np.log(np.minimum(2 * tail, 1))
        return found

    at_value = np.append(rarity(below[1:], below[:-1]), np.nan)
    return np.append(known, np.inf), np.column_stack([rarity(below, below), at_value]).ravel()


def _median(values: Matrix) -> Matrix:
    """Medians of the columns, zero for a column without values."""
    return np.array(
        [np.median(column[~np.isnan(column)]) if (~np.isnan(column)).any() else 0.0
         for column in values.T]
    )  # fmt: skip


def _covariance(rows: Matrix) -> tuple[Matrix, Matrix]:
    """Location and precision: robust where rows are many and spread out, shrunk otherwise.

    Where half of the rows are equal in some feature, the robust covariance would call all others extreme.
    """
    is_spread = (np.quantile(rows, 0.75, axis=0) > np.quantile(rows, 0.25, axis=0)).all()
    if is_spread and len(rows) > 3 * rows.shape[1]:
        robust = MinCovDet(support_fraction=0.75, random_state=0).fit(rows)
        if np.linalg.cond(robust.covariance_) < MOST_CONDITION:
            return robust.location_, robust.precision_
    shrunk = LedoitWolf().fit(rows)
    return shrunk.location_, shrunk.precision_
