"""Centre and limits from the first twelve months with a value, kept until a decision re-bases them.

XmR: Wheeler, Understanding Variation (1993). p′: Laney, Improved control charts for attributes,
Quality Engineering 14 (2002). Arrays have one line a series and one column a month; NaN is no value.
"""

from typing import NamedTuple

import numpy as np

BASE = 12
"""Months with a value that the limits are computed from."""

OF_MEAN_RANGE = 2.66
"""3 ÷ d₂ for ranges of two, d₂ = 1.128."""

RANGE_LIMIT = 3.267
"""D₄ for ranges of two: a moving range above it times the mean is left out once."""

D2 = 1.128


class Limits(NamedTuple):
    """Centre and limits, on the scale of the values; NaN where there are none."""

    centre: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def pushed_left(table: np.ndarray, has_value: np.ndarray) -> np.ndarray:
    """Each line with what stands under a value first, in its order; the rest NaN."""
    order = np.argsort(~has_value, axis=1, kind="stable")
    return np.take_along_axis(np.where(has_value, table, np.nan), order, axis=1)


def xmr_limits(value: np.ndarray) -> Limits:
    """Mean ± 2.66 × mean moving range between consecutive values; limits are not clipped."""
    base, is_enough = _base(value, ~np.isnan(value))
    ranges = np.abs(np.diff(base, axis=1))
    mean_range = ranges.mean(axis=1, keepdims=True)
    is_kept = ranges <= RANGE_LIMIT * mean_range
    mean_range = (ranges * is_kept).sum(axis=1, keepdims=True) / is_kept.sum(axis=1, keepdims=True)
    centre = np.broadcast_to(base.mean(axis=1, keepdims=True), value.shape)
    return _limits(centre, np.broadcast_to(OF_MEAN_RANGE * mean_range, value.shape), is_enough)


def p_limits(value: np.ndarray, numerator: np.ndarray, denominator: np.ndarray) -> Limits:
    """Laney's p′ in percent: binomial limits, widened or narrowed by the moving range of z."""
    has_value = ~np.isnan(value)
    hits, is_enough = _base(numerator, has_value)
    cases, _ = _base(denominator, has_value)
    centre = hits.sum(axis=1, keepdims=True) / cases.sum(axis=1, keepdims=True)
    is_enough &= ((centre > 0) & (centre < 1))[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(centre * (1 - centre))
        z = (hits / cases - centre) / (spread / np.sqrt(cases))
        sigma_z = np.abs(np.diff(z, axis=1)).mean(axis=1, keepdims=True) / D2
        sigma = np.where(denominator > 0, spread / np.sqrt(denominator), np.nan)
    width = 100 * 3 * sigma * sigma_z
    return _limits(np.broadcast_to(100 * centre, value.shape), width, is_enough)


def _base(table: np.ndarray, has_value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first twelve; series that have fewer are filled with 1 and marked as not enough."""
    is_enough = has_value.sum(axis=1) >= BASE
    first = np.ones((len(table), BASE))
    if is_enough.any():
        first[is_enough] = pushed_left(table, has_value)[is_enough, :BASE]
    return first, is_enough


def _limits(centre: np.ndarray, width: np.ndarray, is_enough: np.ndarray) -> Limits:
    shown = is_enough[:, None]
    return Limits(
        *(np.where(shown, line, np.nan) for line in (centre, centre - width, centre + width))
    )
