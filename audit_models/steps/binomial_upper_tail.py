"""Exact binomial test, upper side: the chance of at least so many successes if each had the expected share."""

from scipy import stats

from audit_models.steps import Numbers, Step


def upper_tail(successes: Numbers, trials: Numbers, expected_share: Numbers) -> Numbers:
    """P(X ≥ successes), X ~ Binomial(trials, expected_share)."""
    tail: Numbers = stats.binom.sf(successes - 1, trials, expected_share)
    return tail


STEP = Step(("successes", "trials", "expected_share"), "p_value", upper_tail)
