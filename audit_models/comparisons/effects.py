"""What a comparison comes to: an effect with its interval, or a ratio to expectation."""

from dataclasses import dataclass

import pandas as pd
from scipy.stats import chi2

LEAST = 5
"""Below this many matched cases on either side nothing is estimated."""


@dataclass(frozen=True)
class Effect:
    """One side against the other within cells in which both are found."""

    estimate: float
    low: float
    high: float
    """Ends of the 95 % interval."""
    ours: int
    others: int
    """Cases compared; on both sides only those of cells with both."""
    left_out: int
    """Cases of cells that have one side only, which compare nothing."""

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


def ratio_to_expected(found: pd.Series, expected: pd.Series) -> pd.DataFrame:
    """ratio, low, high of counts to their expectations: the exact Poisson interval (Garwood, Biometrika 28, 1936)."""
    low = chi2.ppf(0.025, 2 * found) / 2
    high = chi2.ppf(0.975, 2 * found + 2) / 2
    return pd.DataFrame(
        {"ratio": found / expected, "low": low / expected, "high": high / expected},
        index=found.index,
    )
