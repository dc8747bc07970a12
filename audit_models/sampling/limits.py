"""Exact limits and sizes: binomial, hypergeometric and Poisson.

They give the tables of the AICPA audit guide *Audit Sampling*: A-1 (sizes), A-3 (limits of a deviation
rate), C-1 and C-2 (confidence factors; Stewart, *Technical Notes on the AICPA Audit Guide Audit
Sampling*, 2012). A frame of known size takes the hypergeometric distribution, which asks for less.
"""

from math import ceil

import numpy as np
from scipy.stats import beta, binom, gamma, hypergeom

from audit_models.errors import Refused

LARGEST_SAMPLE = 2_000
"""A plan that needs more items than this expects nearly as many errors as it tolerates."""
ROUNDING = 9
"""Decimals of an expected number of errors, so that 0.02 × 50 is 1 and not a little more."""


def refuse_unless_share(name_zh: str, name_en: str, value: float) -> None:
    """Raises Refused for what is no share between 0 and 1."""
    if not 0 < value < 1:
        raise Refused(
            f"{name_zh}“{value}”应大于 0 且小于 1；5% 请填 0.05。",
            f"The {name_en} {value} must lie between 0 and 1; write 5% as 0.05.",
        )


def upper_rate(errors: int, size: int, *, risk: float, population: int | None = None) -> float:
    """The largest share of errors that a sample with this many still allows, at this risk.

    Clopper and Pearson 1934, one-sided; with a population the exact hypergeometric limit.
    """
    if errors >= size:
        return 1.0
    if population is None:
        return float(beta.ppf(1 - risk, errors + 1, size - errors))
    possible = np.arange(errors, population - size + errors + 1)
    is_allowed = hypergeom.cdf(errors, population, possible, size) > risk
    return float(possible[is_allowed].max() / population)


def sample_size(
    tolerable: float, expected: float, *, risk: float, population: int | None = None
) -> tuple[int, int]:
    """The smallest sample, and how many errors it may hold, for the limit to stay within the tolerable rate.

    Raises:
        Refused: the expected rate is too near the tolerable one.
    """
    most = LARGEST_SAMPLE if population is None else min(population, LARGEST_SAMPLE)
    sizes = np.arange(1, most + 1)
    errors = np.ceil(np.round(sizes * expected, ROUNDING)).astype(int)
    if population is None:
        chance = binom.cdf(errors, sizes, tolerable)
    else:
        # The fewest errors in the frame that would be too many.
        too_many = int(np.floor(round(tolerable * population, ROUNDING))) + 1
        chance = hypergeom.cdf(errors, population, too_many, sizes)
    enough = np.flatnonzero(chance <= risk)
    if not len(enough):
        raise Refused(
            f"预计偏差率 {expected:.2%} 与可容忍偏差率 {tolerable:.2%} 过于接近，抽 {most} 项也不够；"
            "请提高可容忍偏差率，或全部检查。",
            f"The expected rate {expected:.2%} is too near the tolerable {tolerable:.2%}: {most} items"
            " would not do. Raise the tolerable rate, or check everything.",
        )
    return int(sizes[enough[0]]), int(errors[enough[0]])


def reliability_factor(errors: int, *, risk: float) -> float:
    """The mean of a Poisson number of errors that would be this small with just this risk: 3.00 for none at 5 %."""
    return float(gamma.ppf(1 - risk, errors + 1))


def confidence_factor(expected_to_tolerable: float, *, risk: float) -> float:
    """The factor F for sizes: the one that solves F = γ(1 − risk; 1 + F × ratio)."""
    factor = reliability_factor(0, risk=risk)
    while True:
        larger = float(gamma.ppf(1 - risk, 1 + factor * expected_to_tolerable))
        if larger - factor < 1e-9 or ceil(larger) > LARGEST_SAMPLE:
            return larger
        factor = larger
