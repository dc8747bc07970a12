"""Exact binomial test, lower side: the chance of at most so many successes if each had the expected share."""

from scipy import stats

from audit_models.steps import Numbers, Step


def lower_tail(successes: Numbers, trials: Numbers, expected_share: Numbers) -> Numbers:
    """P(X ≤ successes), X ~ Binomial(trials, expected_share)."""
    tail: Numbers = stats.binom.cdf(successes, trials, expected_share)
    return tail


STEP = Step(("successes", "trials", "expected_share"), "p_value", lower_tail)
