"""Simple and stratified random sampling: error rate and error amount, each with an upper limit.

The amount is the difference estimator with the finite population correction and Satterthwaite's degrees
of freedom (Cochran, *Sampling Techniques*, 3rd ed. 1977, 5.4 and 7.8). It has no limit where too few
errors were found: their spread says nothing then, and a limit of zero would be a false comfort.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t as student

from audit_models.errors import Refused
from audit_models.sampling.frame import WHOLE, Frame, Sample, refuse_other_frame, refuse_unanswered
from audit_models.sampling.limits import refuse_unless_share, upper_rate
from audit_models.text import Text

FEWEST_ERRORS = 5
"""Errors in the sample below which their amount gets no upper limit."""
FEWEST_OF_STRATUM = 2
"""Items that every stratum needs for its own spread."""

TOO_FEW = Text(
    "样本中只有 {errors} 个金额错误，不足 {fewest} 个：不估计金额上限，请用货币单元抽样。",
    "Only {errors} errors of amount were found, fewer than {fewest}: no limit of their total is given; use"
    " monetary-unit sampling.",
)


@dataclass(frozen=True)
class StratifiedEvaluation:
    """What a sample says of the frame; an amount is book value − audited value."""

    size: int
    errors: int
    rate: float
    """Estimated share of errors in the frame, each stratum by its own size."""
    upper_rate: float
    """At the most, by the exact limits of the strata, each at an equal part of the risk."""
    error_cny: float | None
    upper_error_cny: float | None
    warning: Text | None


@dataclass(frozen=True)
class StratifiedPlan:
    """How many rows of each stratum; a frame without strata is one stratum."""

    frame_hash: str
    population: dict[str, int]
    sizes: dict[str, int]
    risk: float

    @classmethod
    def of(
        cls, frame: Frame, *, size: int, risk: float = 0.05, by_amount: bool = False
    ) -> "StratifiedPlan":
        """`size` rows shared out in proportion to the strata, or to size × spread of amounts (Neyman 1934).

        Every stratum gets at least two rows, or all that it has.

        Raises:
            Refused: more rows than the frame has, or fewer than its strata need.
        """
        refuse_unless_share("误受风险", "risk", risk)
        grouped = frame.rows.groupby("stratum")["amount"]
        population = grouped.size()
        least = population.clip(upper=FEWEST_OF_STRATUM)
        if type(size) is not int or not least.sum() <= size <= population.sum():
            raise Refused(
                f"样本量“{size}”应为 {least.sum()}（每层至少 {FEWEST_OF_STRATUM} 项）至 {population.sum()} 的整数。",
                f'A sample of "{size}" must be a whole number from {least.sum()} ({FEWEST_OF_STRATUM} of'
                f" each stratum) to {population.sum()}.",
            )
        weight = population.astype(float)
        if by_amount:
            if frame.rows["amount"].isna().any():
                raise Refused(
                    "按金额离散程度分配样本，需要每行都有金额。",
                    "Sharing out by the spread of amounts needs an amount in every row.",
                )
            weight = population * grouped.std(ddof=0)
        sizes = _shared_out(size, weight, least, population)
        counts = {str(name): int(count) for name, count in population.items()}
        return cls(frame.hash, counts, sizes, risk)

    @property
    def size(self) -> int:
        return sum(self.sizes.values())

    def select(self, frame: Frame, *, seed: int) -> Sample:
        """Of each stratum its first rows in the random order of the seed."""
        refuse_other_frame(frame, self.frame_hash)
        order = frame.draw_order(seed)
        place = order.groupby("stratum").cumcount()
        drawn = order[place < order["stratum"].map(self.sizes)].assign(hits=1)
        method = "random" if set(self.sizes) == {WHOLE} else "stratified"
        return Sample(method, seed, frame.hash, drawn.reset_index(drop=True))

    def evaluate(
        self,
        sample: Sample,
        *,
        is_error: "pd.Series[Any] | None" = None,
        audited_cny: "pd.Series[Any] | None" = None,
    ) -> StratifiedEvaluation:
        """By whether each drawn id is in error, or by its audited amount, from which that follows.

        Raises:
            Refused: neither or both are given, or they do not cover the sample.
        """
        if (is_error is None) == (audited_cny is None):
            raise Refused(
                "请提供是否有误，或审定金额，二者取一。",
                "Give either whether each item is in error, or its audited amount.",
            )
        answers = is_error if is_error is not None else audited_cny
        assert answers is not None  # noqa: S101 — one of the two is given
        refuse_unanswered(sample, answers)
        rows = sample.rows.set_index("id")
        if is_error is not None:
            wrong = is_error.astype(bool).reindex(rows.index)
            amounts = None
        else:
            amounts = rows["amount"] - answers.astype(float).reindex(rows.index)
            wrong = amounts != 0
        return self._evaluation(rows["stratum"], wrong, amounts)

    def _evaluation(
        self, stratum: "pd.Series[Any]", wrong: "pd.Series[Any]", amounts: "pd.Series[Any] | None"
    ) -> StratifiedEvaluation:
        total = sum(self.population.values())
        errors = wrong.groupby(stratum).sum()
        share = self.risk / len(self.sizes)
        limits = {
            name: upper_rate(int(errors[name]), size, risk=share, population=self.population[name])
            for name, size in self.sizes.items()
        }
        rate = sum(self.population[s] * errors[s] / n for s, n in self.sizes.items()) / total
        upper = sum(self.population[s] * limit for s, limit in limits.items()) / total
        found = int(wrong.sum())
        error_cny, upper_cny, warning = None, None, None
        if amounts is not None:
            error_cny, upper_cny = self._amount(stratum, amounts)
            if found < FEWEST_ERRORS:
                upper_cny = None
                warning = TOO_FEW.format(errors=found, fewest=FEWEST_ERRORS)
        return StratifiedEvaluation(
            len(wrong), found, float(rate), float(upper), error_cny, upper_cny, warning
        )

    def _amount(
        self, stratum: "pd.Series[Any]", amounts: "pd.Series[Any]"
    ) -> tuple[float, float | None]:
        size = pd.Series(self.sizes, dtype=float)
        population = pd.Series(self.population, dtype=float)
        grouped = amounts.groupby(stratum)
        estimate = float((population * grouped.mean()).sum())
        spread = grouped.var(ddof=1).fillna(0)
        parts = population**2 * (1 - size / population) * spread / size
        variance = float(parts.sum())
        is_sampled = (size > 1) & (parts > 0)
        if not is_sampled.any():
            return estimate, estimate
        freedom = variance**2 / float((parts**2 / (size - 1))[is_sampled].sum())
        half = float(student.ppf(1 - self.risk, freedom)) * variance**0.5
        return estimate, estimate + half


def random_plan(frame: Frame, *, size: int, risk: float = 0.05) -> StratifiedPlan:
    """A simple random sample: every row alike, whatever the strata of the frame.

    Raises:
        Refused: the frame has strata, or the size does not fit it.
    """
    if set(frame.rows["stratum"]) != {WHOLE}:
        raise Refused(
            "该总体已分层；简单随机抽样请用不分层的总体。",
            "This frame has strata; a simple random sample is drawn from a frame without.",
        )
    return StratifiedPlan.of(frame, size=size, risk=risk)


def _shared_out(
    size: int, weight: "pd.Series[Any]", least: "pd.Series[Any]", most: "pd.Series[Any]"
) -> dict[str, int]:
    """Whole numbers that add up to `size`, each between its least and its most, the largest claim first."""
    given = least.copy()
    share = weight / weight.sum() if weight.sum() > 0 else most / most.sum()
    for _ in range(size - int(least.sum())):
        claim = (share * size - given).where(given < most, -np.inf)
        given[str(claim.idxmax())] += 1
    return {str(name): int(count) for name, count in given.items()}
