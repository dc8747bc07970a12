"""The four rules, and what a signal and its limits mean for the indicator."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from audit_models.signals.limits import Limits, pushed_left

RUN = 7
TOLERANCE = 1e-9
"""Relative: the mean of equal values may differ from them in the last digit, which is no signal."""


def fired(
    value: np.ndarray, limits: Limits, half_case: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The first rule that fits at each month (None where none does), and its side: 1 above, −1 below.

    Months without a value are passed over. The point that completes a pattern carries it.
    `half_case`: what half a case is worth, on the scale of the values. A value nearer to the centre
    than that lies on it as exactly as its number of cases allows, and breaks a run: with four cases
    and a centre of 97 %, four of four say nothing about a change.
    """
    judged = ~np.isnan(value) & ~np.isnan(limits.upper)
    tables = (value, *limits[::2], half_case)
    value, centre, upper, half_case = (pushed_left(table, judged) for table in tables)
    width = upper - centre
    tolerance = TOLERANCE * np.maximum(1, np.abs(centre))
    gap = value - centre
    side = np.where(np.abs(gap) > tolerance, np.sign(gap), 0)
    apart = np.where(np.abs(gap) + tolerance < half_case, 0, side)
    beyond = np.where(np.abs(gap) > width + tolerance, side, 0)
    far = np.where(np.abs(gap) > width * 2 / 3 + tolerance, side, 0)
    step = np.diff(value, axis=1, prepend=np.nan)
    step = np.where(np.abs(step) > tolerance, np.sign(step), 0)
    near = (_before(far, 1) == far) | (_before(far, 2) == far)
    sides = {
        "outside": beyond,
        "run7": _all_same(apart, RUN),
        "trend7": _all_same(step, RUN - 1),
        "two_of_three": np.where(near, far, 0),
    }
    rule = np.full(value.shape, None, dtype=object)
    told = np.zeros(value.shape)
    for name, found in sides.items():
        is_first = (rule == None) & (np.nan_to_num(found) != 0)  # noqa: E711 - element by element
        rule[is_first], told[is_first] = name, found[is_first]
    return _put_back(rule, judged, None), _put_back(told, judged, 0.0)


def variation(
    value: np.ndarray, limits: Limits, rule: np.ndarray, side: np.ndarray, better: np.ndarray
) -> np.ndarray:
    """improvement, concern, neutral, common_cause or none."""
    good = np.select([better == "higher", better == "lower"], [1.0, -1.0], 0.0)[:, None]
    is_judged = ~np.isnan(value) & ~np.isnan(limits.upper)
    is_signal = rule != None  # noqa: E711 - element by element
    meaning = np.select([good * side > 0, good * side < 0], ["improvement", "concern"], "neutral")
    return np.where(is_judged, np.where(is_signal, meaning, "common_cause"), "none")


def assurance(
    value: np.ndarray, limits: Limits, target: np.ndarray, better: np.ndarray
) -> np.ndarray:
    """will: every value within the limits meets the target; wont: none does; may; none."""
    lower_is_better = (better == "lower")[:, None]
    will = np.where(lower_is_better, limits.upper <= target, limits.lower >= target)
    wont = np.where(lower_is_better, limits.lower > target, limits.upper < target)
    is_judged = ~(np.isnan(value) | np.isnan(limits.upper) | np.isnan(target))
    is_judged &= (better != "none")[:, None]
    return np.where(is_judged, np.select([will, wont], ["will", "wont"], "may"), "none")


def _all_same(sign: np.ndarray, count: int) -> np.ndarray:
    """The sign where the last `count` are all it, else 0."""
    padded = np.pad(sign, ((0, 0), (count - 1, 0)))
    windows = sliding_window_view(padded, count, axis=1)
    return np.where((windows == sign[:, :, None]).all(axis=2), sign, 0)


def _before(table: np.ndarray, steps: int) -> np.ndarray:
    return np.pad(table, ((0, 0), (steps, 0)))[:, : table.shape[1]]


def _put_back(moved: np.ndarray, judged: np.ndarray, nothing: object) -> np.ndarray:
    """The reverse of `pushed_left`."""
    found = np.full(judged.shape, nothing, dtype=moved.dtype)
    found[judged] = moved[np.arange(judged.shape[1]) < judged.sum(axis=1)[:, None]]
    return found
