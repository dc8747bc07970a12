"""Fisher's exact test, one-sided: the chance that group a has at least so many successes, margins fixed."""

from scipy import stats

from audit_models.steps import Numbers, Step


def greater(a_yes: Numbers, a_no: Numbers, b_yes: Numbers, b_no: Numbers) -> Numbers:
    """P(X ≥ a_yes), X hypergeometric: a_yes + a_no drawn from all, of whom a_yes + b_yes are successes."""
    total = a_yes + a_no + b_yes + b_no
    tail: Numbers = stats.hypergeom.sf(a_yes - 1, total, a_yes + b_yes, a_yes + a_no)
    return tail


STEP = Step(("a_yes", "a_no", "b_yes", "b_no"), "p_value", greater)
