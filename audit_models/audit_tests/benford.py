"""First and second digits against Benford's law.

Law: Benford, *The Law of Anomalous Numbers*, 1938. Mean absolute deviation and its thresholds: Nigrini,
*Benford's Law*, Wiley 2012, table 7.1 (first: 0.006, 0.012, 0.015; second: 0.008, 0.010, 0.012; first
two: 0.0012, 0.0018, 0.0022).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import log10
from typing import Literal

import pandas as pd
from scipy.stats import chi2

from audit_models.text import Text

Digits = Literal["first", "second", "first_two"]

LEAST = 300
"""Below this many numbers neither χ² nor deviation says much."""
CONFORMITY: dict[Digits, tuple[float, float, float]] = {
    "first": (0.006, 0.012, 0.015),
    "second": (0.008, 0.010, 0.012),
    "first_two": (0.0012, 0.0018, 0.0022),
}
CONFORMITY_NAMES = {
    "close": Text("吻合", "close conformity"),
    "acceptable": Text("可接受", "acceptable conformity"),
    "marginal": Text("勉强", "marginal conformity"),
    "none": Text("不符", "no conformity"),
}
PART: dict[Digits, Callable[[int], int]] = {
    "first": lambda first_two: first_two // 10,
    "second": lambda first_two: first_two % 10,
    "first_two": lambda first_two: first_two,
}
"""What is tested of the first two digits."""
TOO_FEW = Text(
    "只有 {n} 个数，少于 {least} 个：结果仅供参考。",
    "Only {n} numbers, fewer than {least}: the result says little.",
)


@dataclass(frozen=True)
class Benford:
    """One test: a row a digit, and how far all of them lie from the law."""

    digits: pd.DataFrame
    """digit, count, share, expected, difference, z (with Nigrini's continuity correction)."""
    n: int
    chi_square: float
    p_value: float
    mean_absolute_deviation: float
    conformity: str
    """close, acceptable, marginal or none, by the deviation."""
    warning: Text | None


def benford(amounts: pd.Series, digits: Digits = "first") -> Benford:
    """Test the significant digits of the amounts' sizes; 0 and empty cells have none and are left out.

    The second digit of a number with one significant digit is 0.
    """
    return benford_of_counts(_first_two(amounts).value_counts(), digits)


def benford_of_counts(numbers: pd.Series, digits: Digits = "first") -> Benford:
    """The same where it was counted already: how many amounts begin with which two digits (10 … 99)."""
    expected = _expected(digits)
    counts = numbers.groupby(numbers.index.map(PART[digits])).sum()
    counts = counts.reindex(expected.index, fill_value=0)
    n = int(counts.sum())
    shares = counts / n if n else counts * float("nan")
    difference = shares - expected
    spread = (expected * (1 - expected) / n) ** 0.5 if n else expected * float("nan")
    corrected = (difference.abs() - (1 / (2 * n) if n else 0)).clip(lower=0)
    chi_square = float((n * difference**2 / expected).sum())
    deviation = float(difference.abs().mean())
    table = pd.DataFrame(
        {
            "digit": expected.index,
            "count": counts.to_numpy(),
            "share": shares.to_numpy(),
            "expected": expected.to_numpy(),
            "difference": difference.to_numpy(),
            "z": (corrected / spread).to_numpy(),
        }
    )
    return Benford(
        digits=table,
        n=n,
        chi_square=chi_square,
        p_value=float(chi2.sf(chi_square, len(expected) - 1)),
        mean_absolute_deviation=deviation,
        conformity=_conformity(deviation, digits),
        warning=TOO_FEW.format(n=n, least=LEAST) if n < LEAST else None,
    )


def _first_two(amounts: pd.Series) -> pd.Series:
    """The first two digits of every amount. Scientific notation has the first before its point."""
    sizes = amounts.dropna().astype(float).abs()
    written = sizes[sizes > 0].map(lambda size: f"{size:.14e}").astype(str)
    return 10 * written.str[0].astype(int) + written.str[2].astype(int)


def _expected(digits: Digits) -> pd.Series:
    if digits == "first":
        return pd.Series({d: log10(1 + 1 / d) for d in range(1, 10)})
    both = pd.Series({d: log10(1 + 1 / d) for d in range(10, 100)})
    return both if digits == "first_two" else both.groupby(both.index % 10).sum()


def _conformity(deviation: float, digits: Digits) -> str:
    words = ("close", "acceptable", "marginal")
    for word, most in zip(words, CONFORMITY[digits], strict=True):
        if deviation <= most:
            return word
    return "none"
