"""Mann–Whitney's test by its normal approximation, two-sided, with tie and continuity correction."""

import numpy as np
from scipy import special

from audit_models.steps import Numbers, Step


def two_sided(
    a_count: Numbers, b_count: Numbers, u_statistic: Numbers, tie_sum: Numbers
) -> Numbers:
    """p of |U − n₁n₂/2| − ½ over its standard deviation; nan where all values are equal.

    u_statistic: pairs in which a is the larger, ties as a half. tie_sum: Σ(t³ − t) over tied values.
    """
    n = a_count + b_count
    variance = a_count * b_count / 12 * (n + 1 - tie_sum / (n * (n - 1)))
    distance = np.abs(u_statistic - a_count * b_count / 2) - 0.5
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(variance > 0, distance / np.sqrt(variance), np.nan)
    p: Numbers = np.minimum(special.erfc(z / np.sqrt(2)), 1.0)
    return p


STEP = Step(("a_count", "b_count", "u_statistic", "tie_sum"), "p_value", two_sided)
