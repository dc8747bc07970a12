"""How many replies more than expected fall on the last day before a limit."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

NEAR = range(-5, 11)
"""Working days left between which the expectation is fitted."""
LEAST = 30
"""Below this many replies nothing is estimated."""
NORMAL_95 = 1.96


@dataclass(frozen=True)
class Bunching:
    """Replies on the last day against the smooth expectation of the days around it."""

    replies: int
    on_last_day: int
    expected: float
    excess: float
    half_width: float
    """Half the 95 % interval of the excess, taking the count as Poisson: 1.96 √count."""
    curve: pd.DataFrame
    """days_left, expected: the fitted parabola, at least 0."""


def bunching(margins: pd.DataFrame) -> Bunching | None:
    """Fit of `margins` (days_left, replies); None below 30 replies, where nothing is estimated.

    As rule CP09 defines it: a least-squares parabola through the counts of −5 … 10 working days left
    without day 0; the expectation on day 0 is its value there, at least 0.5.
    """
    total = int(margins["replies"].sum())
    if total < LEAST:
        return None
    counts = margins.groupby("days_left")["replies"].sum().reindex(NEAR, fill_value=0)
    others = counts.drop(0)
    fit = np.poly1d(np.polyfit(others.index.to_numpy(float), others.to_numpy(float), 2))
    expected = max(float(fit(0)), 0.5)
    on_last_day = int(counts[0])
    days = np.array(NEAR, dtype=float)
    curve = pd.DataFrame({"days_left": days, "expected": np.maximum(fit(days), 0)})
    return Bunching(
        total, on_last_day, expected, on_last_day - expected, NORMAL_95 * sqrt(on_last_day), curve
    )
