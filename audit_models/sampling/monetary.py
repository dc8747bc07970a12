"""Monetary-unit sampling: by how much book values are too high, at the most.

Systematic selection of every n-th yuan from a random start, items in random order. Upper limit by
Stringer (1963), as in the AICPA audit guide *Audit Sampling*, chapter 6: basic precision, projected
misstatement, and an allowance for what the projection may miss.
"""

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from audit_models.errors import Refused
from audit_models.sampling.frame import Frame, Sample, refuse_other_frame, refuse_unanswered
from audit_models.sampling.limits import (
    LARGEST_SAMPLE,
    confidence_factor,
    refuse_unless_share,
    reliability_factor,
)
from audit_models.text import Text

WITHIN = Text(
    "推断错报 {projected} 元；按 {confidence} 把握，高估不超过 {limit} 元，未超过可容忍的 {tolerable} 元。",
    "Projected misstatement CNY {projected}; with {confidence} confidence overstatement is at most"
    " CNY {limit}, within the tolerable {tolerable}.",
)
BEYOND = Text(
    "推断错报 {projected} 元；按 {confidence} 把握，高估上限为 {limit} 元，超过可容忍的 {tolerable} 元。",
    "Projected misstatement CNY {projected}; with {confidence} confidence overstatement may reach"
    " CNY {limit}, beyond the tolerable {tolerable}.",
)


@dataclass(frozen=True)
class MonetaryEvaluation:
    """What a sample says of the frame's overstatement, in yuan."""

    size: int
    errors: int
    known_cny: float
    """Overstatement of items as large as the interval, which were all drawn."""
    projected_cny: float
    """Known overstatement, and that of the others as far as the sample stands for them."""
    basic_precision_cny: float
    allowance_cny: float
    upper_error_cny: float
    understated_cny: float
    """Found in the sample, not projected and not set off: it needs a test of its own."""
    is_within: bool
    text: Text


@dataclass(frozen=True)
class MonetaryPlan:
    """One item for every `interval_cny`; whatever is as large as that is drawn for certain."""

    frame_hash: str
    book_cny: float
    tolerable_cny: float
    expected_cny: float
    risk: float
    size: int
    interval_cny: float

    @classmethod
    def of(
        cls, frame: Frame, *, tolerable_cny: float, expected_cny: float = 0.0, risk: float = 0.05
    ) -> "MonetaryPlan":
        """The size that keeps the limit within the tolerable misstatement if no more than expected is found.

        Raises:
            Refused: amounts missing, zero or negative; amounts asked for that make no plan.
        """
        refuse_unless_share("误受风险", "risk", risk)
        amounts = frame.rows["amount"]
        bad = frame.rows.loc[~(amounts > 0), "id"]
        if not bad.empty:
            raise Refused(
                f"总体中有 {len(bad)} 项金额缺失、为零或为负（如 {bad.iloc[0]}），按金额不可能抽中；"
                "请先剔除并单独检查。",
                f"{len(bad)} items have no amount, or zero, or a negative one (such as {bad.iloc[0]});"
                " no yuan of theirs can be drawn. Take them out and check them by themselves.",
            )
        book = float(amounts.sum())
        if not 0 <= expected_cny < tolerable_cny < book:
            raise Refused(
                f"应满足 0 ≤ 预计错报 {expected_cny:,.2f} < 可容忍错报 {tolerable_cny:,.2f} < 账面合计 {book:,.2f}；请调整。",
                f"It takes 0 ≤ expected {expected_cny:,.2f} < tolerable {tolerable_cny:,.2f} < book value"
                f" {book:,.2f}; adjust them.",
            )
        factor = confidence_factor(expected_cny / tolerable_cny, risk=risk)
        size = ceil(round(factor * book / tolerable_cny, 6))
        if size > LARGEST_SAMPLE:
            raise Refused(
                f"需要 {size} 项以上，超过 {LARGEST_SAMPLE} 项；请提高可容忍错报，或全部检查。",
                f"It would take {size} items or more, over {LARGEST_SAMPLE}; raise the tolerable"
                " misstatement, or check everything.",
            )
        return cls(frame.hash, book, tolerable_cny, expected_cny, risk, size, book / size)

    def select(self, frame: Frame, *, seed: int) -> Sample:
        """The items that hold the drawn yuan; `hits` counts how many of them each holds."""
        refuse_other_frame(frame, self.frame_hash)
        order = frame.draw_order(seed)
        ends = order["amount"].cumsum().to_numpy()
        start = frame.fraction(seed) * self.interval_cny
        drawn = start + self.interval_cny * np.arange(self.size)
        at = np.minimum(np.searchsorted(ends, drawn, side="right"), len(ends) - 1)
        hits = np.bincount(at, minlength=len(order))
        # An item of exactly one interval always holds one; rounding must not lose it.
        hits = np.where(order["amount"] >= self.interval_cny, np.maximum(hits, 1), hits)
        rows = order.assign(hits=hits)[hits > 0].reset_index(drop=True)
        return Sample("monetary", seed, frame.hash, rows)

    def evaluate(self, sample: Sample, audited_cny: "pd.Series[Any]") -> MonetaryEvaluation:
        """Stringer's upper limit of overstatement; `audited_cny` has the right amount of every drawn id.

        Raises:
            Refused: an item without a result, a result without an item, or a negative amount.
        """
        refuse_unanswered(sample, audited_cny)
        rows = sample.rows.set_index("id")
        audited = audited_cny.astype(float).reindex(rows.index)
        if (audited < 0).any():
            raise Refused(
                f"{audited.idxmin()} 的审定金额为负；审定金额最少为零。",
                f"The audited amount of {audited.idxmin()} is negative; zero is the least it can be.",
            )
        over = rows["amount"] - audited
        is_certain = rows["amount"] >= self.interval_cny
        known = float(over[is_certain].clip(lower=0).sum())
        taints = (over / rows["amount"])[~is_certain]
        taints = taints.repeat(rows.loc[~is_certain, "hits"].tolist())
        descending = np.sort(taints[taints > 0].to_numpy())[::-1]
        factors = [reliability_factor(k, risk=self.risk) for k in range(len(descending) + 1)]
        basic = self.interval_cny * factors[0]
        projected = self.interval_cny * float(descending.sum())
        allowance = self.interval_cny * float(((np.diff(factors) - 1) * descending).sum())
        if bool(is_certain.all()) and len(rows) and rows["amount"].sum() >= self.book_cny:
            basic = 0.0  # Everything was looked at.
        limit = known + projected + basic + allowance
        is_within = limit <= self.tolerable_cny
        text = (WITHIN if is_within else BEYOND).format(
            projected=f"{known + projected:,.0f}",
            confidence=f"{1 - self.risk:.0%}",
            limit=f"{limit:,.0f}",
            tolerable=f"{self.tolerable_cny:,.0f}",
        )
        return MonetaryEvaluation(
            size=len(rows),
            errors=int((over != 0).sum()),
            known_cny=known,
            projected_cny=known + projected,
            basic_precision_cny=basic,
            allowance_cny=allowance,
            upper_error_cny=limit,
            understated_cny=float(-over.clip(upper=0).sum()),
            is_within=is_within,
            text=text,
        )
