"""Holm's adjustment of p-values that are looked at together, so that the smallest is not taken for more."""

import numpy as np

from audit_models.steps import Numbers, Step


def adjusted(p_value: Numbers, tests_key: Numbers) -> Numbers:
    """Within each value of `tests_key`: the running maximum of (m − i + 1)·p₍ᵢ₎, at most 1 (Holm 1979)."""
    known = ~np.isnan(p_value + tests_key)
    result = np.full(len(p_value), np.nan)
    if not known.any():
        return result
    p, family = p_value[known], tests_key[known]
    order = np.lexsort((p, family))
    starts = np.flatnonzero(np.diff(family[order], prepend=np.nan) != 0)
    sizes = np.diff(np.append(starts, len(p)))
    rank = np.arange(len(p)) - np.repeat(starts, sizes)
    stepped = np.minimum(p[order] * (np.repeat(sizes, sizes) - rank), 1.0)
    # Each family is lifted above the one before, so that one running maximum serves them all.
    lift = 2.0 * np.repeat(np.arange(len(sizes)), sizes)
    sorted_result = np.maximum.accumulate(stepped + lift) - lift
    found = np.empty(len(p))
    found[order] = sorted_result
    result[known] = found
    return result


STEP = Step(("p_value", "tests_key"), "adjusted_p", adjusted)
