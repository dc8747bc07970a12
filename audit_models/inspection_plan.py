"""What the inspector-days at hand are best spent on, and what that is expected to confirm.

Most of the days go to the contracts of which an inspection is expected to confirm the most; a part goes
to contracts drawn at random, without which nobody could tell later whether the scores are any good.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from audit_models import views
from audit_models.errors import Refused
from audit_models.snapshot import Snapshot
from audit_models.text import Text

CONTRACTS_PER_DAY = 7.5
"""What one inspector looks at in a day: sixty contracts take eight days."""
CONTROL_SHARE = 0.1
"""The part of a plan that is drawn at random; published practice draws 5 to 10 %."""
MOST_DAYS = 60
DRAWS = 4000

BY_VALUE = Text(
    "按风险：每人日预期查实金额在本单位居第{place}位",
    "By risk: number {place} by expected value per day",
)
BY_RULES = Text(
    "按风险：规则疑点{hits}条、离群位次{percentile}，居第{place}位（无概率）",
    "By risk: {hits} rule hits, outlier percentile {percentile}, number {place} (no probability)",
)
AT_RANDOM = Text(
    "随机对照：与风险无关，各单位按合同数均匀抽取，用以检验评分",
    "Random control: whatever its risk, spread over the units, to test the scores",
)


class Hits(NamedTuple):
    """Inspections that are expected to confirm something, with the 95 % prediction interval."""

    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class InspectionPlan:
    """The contracts to look at, by risk first and then the random control."""

    days: int
    """Inspector-days given."""
    seed: int
    rows: pd.DataFrame
    """subject_id, unit_code, project_id, amount_cny, hits, percentile, probability, expected_cny, place
    (by risk), is_control and the unit's names."""
    hits: Hits | None
    """None without a calibrated probability for every contract of the plan."""

    @property
    def controls(self) -> int:
        return int(self.rows["is_control"].sum())

    @property
    def used_days(self) -> float:
        """Inspector-days that these contracts take."""
        return len(self.rows) / CONTRACTS_PER_DAY

    @property
    def expected_cny(self) -> float | None:
        """Probability × amount over the plan."""
        found = self.rows["expected_cny"]
        return float(found.sum()) if len(found) and found.notna().all() else None


def make_plan(
    snapshot: Snapshot,
    unit: str,
    *,
    days: int,
    calibration: Sequence[Mapping[str, float]] = (),
    seed: int | None = None,
) -> InspectionPlan:
    """The plan of a unit, and all below it, for this many inspector-days.

    `calibration` is that of the model's card. Without a seed it follows from the snapshot and the unit, so
    that nobody can draw again until the result suits.

    Raises:
        Refused: no whole number of days from 1 to 60.
    """
    if type(days) is not int or not 1 <= days <= MOST_DAYS:
        raise Refused(
            f"检查人日“{days}”应为 1 至 {MOST_DAYS} 的整数；请重新选择。",
            f'"{days}" inspector-days: choose a whole number from 1 to {MOST_DAYS}.',
        )
    seed = seed_of(snapshot.id, unit) if seed is None else seed
    size = min(capacity(days), views.count_scored(snapshot, unit))
    controls = math.ceil(CONTROL_SHARE * size)
    rows = views.planned_contracts(snapshot, unit, size=size, controls=controls, seed=seed)
    probability = rows["probability"].to_numpy(dtype=float)
    return InspectionPlan(days, seed, rows, expected_hits(probability, calibration))


def capacity(days: int) -> int:
    """Contracts that this many inspector-days suffice for."""
    return math.floor(days * CONTRACTS_PER_DAY)


def seed_of(snapshot_id: str, unit: str) -> int:
    """A seed from 0 to 2³¹ − 1 that follows from the snapshot and the unit."""
    return int(hashlib.sha256(f"{snapshot_id}|{unit}".encode()).hexdigest()[:8], 16) & 0x7FFFFFFF


def why(row: Mapping[Any, Any]) -> Text:
    """Why a contract is in the plan."""
    if row["is_control"]:
        return AT_RANDOM
    if pd.notna(row["probability"]):
        return BY_VALUE.format(place=row["place"])
    return BY_RULES.format(
        place=row["place"], hits=row["hits"], percentile=f"{row['percentile']:.1f}"
    )


def expected_hits(
    probability: "np.ndarray[Any, Any]", calibration: Sequence[Mapping[str, float]]
) -> Hits | None:
    """How many of these contracts inspections will confirm, by what they confirmed at such probabilities.

    Each contract takes the calibration bin whose mean prediction is nearest; the bin's rate has Jeffreys'
    Beta posterior from its held-out inspections, and the number confirmed is binomial given the rate.
    """
    if not calibration or not len(probability) or np.isnan(probability).any():
        return None
    predicted = np.array([one["predicted"] for one in calibration])
    count = np.array([one["count"] for one in calibration])
    confirmed = np.array([one["observed"] for one in calibration]) * count
    nearest = np.abs(probability[:, None] - predicted[None, :]).argmin(axis=1)
    members = np.bincount(nearest, minlength=len(predicted))
    alpha, beta = confirmed + 0.5, count - confirmed + 0.5
    rng = np.random.default_rng(0)
    found = rng.binomial(members, rng.beta(alpha, beta, size=(DRAWS, len(predicted)))).sum(axis=1)
    low, high = np.quantile(found, (0.025, 0.975))
    return Hits(float((members * alpha / (alpha + beta)).sum()), float(low), float(high))
