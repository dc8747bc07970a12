"""Effects over matched cells, from counts: a shift of durations, a difference of rates, a ratio to expectation."""

from dataclasses import dataclass
from math import floor, sqrt

import numpy as np
import pandas as pd
from scipy.stats import chi2

LEAST = 5
"""Below this many matched cases on either side nothing is estimated."""
NORMAL_95 = 1.959964


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


def shift(counts: pd.DataFrame) -> Effect | None:
    """How much larger the others' values are: the median of all differences (other − ours) within cells.

    `counts`: cell, is_ours, value, cases. Hodges and Lehmann, Annals of Mathematical Statistics 34 (1963); the
    interval takes the differences whose ranks lie 1.96 standard deviations of the summed U of the cells from
    the middle. In the unit of `value`; None with fewer than 5 cases on a side.
    """
    matched, left_out = _matched(counts)
    ours, others = _sizes(matched)
    if min(ours, others) < LEAST:
        return None
    is_ours = matched["is_ours"].astype(bool)
    paired = matched[is_ours].merge(matched[~is_ours], on="cell", suffixes=("_ours", "_other"))
    sizes = [matched[side].groupby("cell")["cases"].sum() for side in (is_ours, ~is_ours)]
    n, m = (side.to_numpy(float) for side in sizes)
    variance = float((n * m * (n + m + 1) / 12).sum())
    differences = (paired["value_other"] - paired["value_ours"]).to_numpy(float)
    order = np.argsort(differences, kind="stable")
    values = differences[order]
    reached = np.cumsum((paired["cases_other"] * paired["cases_ours"]).to_numpy()[order])
    pairs = int(reached[-1])
    skipped = max(0, floor(pairs / 2 - NORMAL_95 * sqrt(variance)))

    def at(place: int) -> float:
        """The difference at a place counted from 1."""
        return float(values[np.searchsorted(reached, place)])

    middle = (at((pairs + 1) // 2) + at(pairs // 2 + 1)) / 2
    return Effect(middle, at(skipped + 1), at(pairs - skipped), ours, others, left_out)


def rate_difference(counts: pd.DataFrame) -> Effect | None:
    """Our rate less the others', in −1 … 1: the mean of the cells' differences, weighted by n·m ÷ (n + m).

    `counts`: cell, is_ours, is_yes, cases. Mantel–Haenszel's weights with the variance of Greenland and Robins,
    Biometrics 41 (1985). None with fewer than 5 cases on a side.
    """
    matched, left_out = _matched(counts)
    ours, others = _sizes(matched)
    if min(ours, others) < LEAST:
        return None
    sizes = matched.pivot_table(
        index="cell", columns="is_ours", values="cases", aggfunc="sum", fill_value=0
    )
    yes = (
        matched[matched["is_yes"]]
        .pivot_table(index="cell", columns="is_ours", values="cases", aggfunc="sum", fill_value=0)
        .reindex(index=sizes.index, columns=[False, True], fill_value=0)
        .fillna(0)
    )
    n, m = sizes[True].to_numpy(float), sizes[False].to_numpy(float)
    a, b = yes[True].to_numpy(float), yes[False].to_numpy(float)
    weight = n * m / (n + m)
    estimate = float((weight * (a / n - b / m)).sum() / weight.sum())
    cells = (a * (n - a) * m**3 + b * (m - b) * n**3) / (n * m * (n + m) ** 2)
    half = NORMAL_95 * sqrt(float(cells.sum())) / float(weight.sum())
    return Effect(
        estimate, max(-1.0, estimate - half), min(1.0, estimate + half), ours, others, left_out
    )


def ratio_to_expected(found: pd.Series, expected: pd.Series) -> pd.DataFrame:
    """ratio, low, high of counts to their expectations: the exact Poisson interval (Garwood, Biometrika 28, 1936)."""
    low = chi2.ppf(0.025, 2 * found) / 2
    high = chi2.ppf(0.975, 2 * found + 2) / 2
    return pd.DataFrame(
        {"ratio": found / expected, "low": low / expected, "high": high / expected},
        index=found.index,
    )


def _matched(counts: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The rows of cells that have both sides, and how many cases the other cells have."""
    has_both = counts.groupby("cell")["is_ours"].transform("nunique") == 2
    return counts[has_both], int(counts.loc[~has_both, "cases"].sum())


def _sizes(matched: pd.DataFrame) -> tuple[int, int]:
    is_ours = matched["is_ours"].astype(bool)
    return int(matched.loc[is_ours, "cases"].sum()), int(matched.loc[~is_ours, "cases"].sum())
