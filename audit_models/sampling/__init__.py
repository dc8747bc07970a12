"""Audit sampling in three steps: plan on a frame, select with a seed, evaluate with an upper error limit.

    frame = make_frame(rows, id="contract_id", amount="amount_cny")
    plan = MonetaryPlan.of(frame, tolerable_cny=1_000_000)
    sample = plan.select(frame, seed=20261124)
    found = plan.evaluate(sample, audited)

What is drawn follows from the plan, the seed and the frame's hash alone, whatever the order of its rows.
"""

from audit_models.sampling.attribute import AttributePlan
from audit_models.sampling.frame import Frame, Sample, make_frame
from audit_models.sampling.monetary import MonetaryPlan
from audit_models.sampling.stratified import StratifiedPlan, random_plan

__all__ = [
    "AttributePlan",
    "Frame",
    "MonetaryPlan",
    "Sample",
    "StratifiedPlan",
    "make_frame",
    "random_plan",
]
