"""Logistic regression that may only rise to the risky side of a feature whose side is known."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator

Matrix = NDArray[np.float64]

PENALTY = 1 / 0.3
"""Of half the sum of squared coefficients, as in the plain regression that models are compared with."""
FURTHEST = 3.0
"""In spreads from the median; a value further out counts as this far."""


class MonotoneLogistic(BaseEstimator):  # type: ignore[misc]
    """Signs as bounds of the coefficients; features in robust units, a missing value at its median."""

    def __init__(self, signs: Sequence[int] = ()) -> None:
        self.signs = signs

    def fit(self, values: Matrix, label: Matrix, sample_weight: Matrix) -> Self:
        """Learn from rows with a weight each; every column has a value."""
        self.median_ = np.nanmedian(values, axis=0)
        low, high = np.nanquantile(values, (0.05, 0.95), axis=0)
        self.spread_ = np.where(high > low, high - low, 1.0)
        rows = np.column_stack([np.ones(len(values)), self._standard(values)])
        side = np.where(label > 0, 1.0, -1.0)

        def loss(coefficients: Matrix) -> tuple[float, Matrix]:
            margin = side * (rows @ coefficients)
            free = coefficients.copy()
            free[0] = 0.0
            total = (sample_weight * np.logaddexp(0, -margin)).sum() + PENALTY * (free**2).sum() / 2
            slope = -rows.T @ (sample_weight * side * expit(-margin)) + PENALTY * free
            return float(total), slope

        bounds = [(None, None), *(_bounds(sign) for sign in self.signs)]
        found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds)
        self.intercept_, self.coefficients_ = float(found.x[0]), found.x[1:]
        return self

    def decision_function(self, values: Matrix) -> Matrix:
        """The log-odds, a sum over the features."""
        odds: Matrix = self._standard(values) @ self.coefficients_ + self.intercept_
        return odds

    def _standard(self, values: Matrix) -> Matrix:
        filled = np.where(np.isnan(values), self.median_, values)
        return np.clip((filled - self.median_) / self.spread_, -FURTHEST, FURTHEST)


def _bounds(sign: int) -> tuple[float | None, float | None]:
    return (0.0 if sign > 0 else None, 0.0 if sign < 0 else None)
