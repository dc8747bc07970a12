"""Attribute sampling: how often a thing is not as it should be, at the most."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from audit_models.errors import Refused
from audit_models.sampling.frame import Frame, Sample, refuse_other_frame, refuse_unanswered
from audit_models.sampling.limits import refuse_unless_share, sample_size, upper_rate
from audit_models.text import Text

WITHIN = Text(
    "{size} 项中有 {errors} 项偏差；按 {confidence} 把握，总体偏差率不超过 {limit}，未超过可容忍的 {tolerable}。",
    "{errors} deviations in {size} items; with {confidence} confidence the rate is at most {limit},"
    " within the tolerable {tolerable}.",
)
BEYOND = Text(
    "{size} 项中有 {errors} 项偏差；按 {confidence} 把握，总体偏差率上限为 {limit}，超过可容忍的 {tolerable}："
    "样本不支持依赖该控制。",
    "{errors} deviations in {size} items; with {confidence} confidence the rate may reach {limit},"
    " beyond the tolerable {tolerable}: the sample does not support reliance on the control.",
)


@dataclass(frozen=True)
class AttributeEvaluation:
    """What a sample says of the frame."""

    size: int
    errors: int
    rate: float
    upper_rate: float
    is_within: bool
    text: Text


@dataclass(frozen=True)
class AttributePlan:
    """Size by the exact hypergeometric distribution of the frame's own number of items."""

    frame_hash: str
    population: int
    tolerable_rate: float
    expected_rate: float
    risk: float
    size: int
    allowed: int
    """With more errors than this the limit exceeds the tolerable rate."""

    @classmethod
    def of(
        cls, frame: Frame, *, tolerable_rate: float, expected_rate: float = 0.0, risk: float = 0.05
    ) -> "AttributePlan":
        """The smallest plan that meets the tolerable rate at this risk of a wrong acceptance.

        Raises:
            Refused: rates or risk outside 0 to 1, or an expected rate too near the tolerable one.
        """
        refuse_unless_share("可容忍偏差率", "tolerable rate", tolerable_rate)
        refuse_unless_share("误受风险", "risk", risk)
        if not 0 <= expected_rate < tolerable_rate:
            raise Refused(
                f"预计偏差率 {expected_rate} 应不小于 0 且小于可容忍偏差率 {tolerable_rate}。",
                f"The expected rate {expected_rate} must be at least 0 and below the tolerable {tolerable_rate}.",
            )
        population = len(frame.rows)
        size, allowed = sample_size(tolerable_rate, expected_rate, risk=risk, population=population)
        return cls(frame.hash, population, tolerable_rate, expected_rate, risk, size, allowed)

    def select(self, frame: Frame, *, seed: int) -> Sample:
        """The first `size` rows in the random order of the seed."""
        refuse_other_frame(frame, self.frame_hash)
        drawn = frame.draw_order(seed).head(self.size).assign(hits=1)
        return Sample("attribute", seed, frame.hash, drawn.reset_index(drop=True))

    def evaluate(self, sample: Sample, is_error: "pd.Series[Any]") -> AttributeEvaluation:
        """The rate and its upper limit; `is_error` says of every drawn id whether it deviates.

        Raises:
            Refused: an item without a result, or a result without an item.
        """
        refuse_unanswered(sample, is_error)
        size, errors = len(sample.rows), int(is_error.astype(bool).sum())
        limit = upper_rate(errors, size, risk=self.risk, population=self.population)
        is_within = limit <= self.tolerable_rate
        text = (WITHIN if is_within else BEYOND).format(
            size=size,
            errors=errors,
            confidence=f"{1 - self.risk:.0%}",
            limit=f"{limit:.1%}",
            tolerable=f"{self.tolerable_rate:.1%}",
        )
        return AttributeEvaluation(size, errors, errors / size, limit, is_within, text)
