"""Fisher's exact test, two-sided: the chance of a table no likelier than the one found, margins fixed."""

import numpy as np
from scipy import stats

from audit_models.steps import Numbers, Step

SAME = 1 + 1e-14
"""Two probabilities count as equal within this factor: they are sums of rounded logarithms."""


def two_sided(a_yes: Numbers, a_no: Numbers, b_yes: Numbers, b_no: Numbers) -> Numbers:
    """Σ P(X = k) over all k with P(X = k) ≤ P(X = a_yes), X hypergeometric."""
    p_value = np.full(len(a_yes), np.nan)
    known = ~np.isnan(a_yes + a_no + b_yes + b_no)
    if known.any():
        p_value[known] = _of_whole_tables(*(c[known] for c in (a_yes, a_no, b_yes, b_no)))
    return p_value


def _of_whole_tables(a_yes: Numbers, a_no: Numbers, b_yes: Numbers, b_no: Numbers) -> Numbers:
    """All tables that each margin allows stand one after another in one long array."""
    yes, drawn, total = a_yes + b_yes, a_yes + a_no, a_yes + a_no + b_yes + b_no
    lowest = np.maximum(0, drawn + yes - total)
    tables = (np.minimum(yes, drawn) - lowest + 1).astype(np.int64)
    row = np.repeat(np.arange(len(a_yes)), tables)
    first = np.repeat(np.cumsum(tables) - tables, tables)
    successes = lowest[row] + np.arange(len(row)) - first
    chance = stats.hypergeom.pmf(successes, total[row], yes[row], drawn[row])
    found = stats.hypergeom.pmf(a_yes, total, yes, drawn)
    counted = np.where(chance <= found[row] * SAME, chance, 0.0)
    return np.minimum(np.bincount(row, weights=counted, minlength=len(a_yes)), 1.0)


STEP = Step(("a_yes", "a_no", "b_yes", "b_no"), "p_value", two_sided)
