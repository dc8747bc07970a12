"""What moved a number since the month before: the units' own rates, or the mix of units.

A ratio R = Σx ÷ Σy is the mean of the units' ratios r, weighted by their shares s = y ÷ Σy. Of
ΔR = Σ(s₁r₁ − s₀r₀) a unit's share is split at the mid-point (Kitagawa 1955):
rate (s₀ + s₁) ÷ 2 × (r₁ − r₀), mix (s₁ − s₀) × ((r₀ + r₁) ÷ 2 − mean of both months' R).
"""

import pandas as pd


def decompose(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """By unit: `rate` and `mix` in the unit of the value; their sum over all units is ΔR.

    Both frames: unit_code, value, denominator. A unit without cases in one month has no rate of its
    own there, so that it moves the mix alone.
    """
    both = _shares(before).merge(_shares(now), on="unit_code", how="outer", suffixes=("_0", "_1"))
    both[["share_0", "share_1"]] = both[["share_0", "share_1"]].fillna(0.0)
    first = both["value_0"].fillna(both["value_1"])
    last = both["value_1"].fillna(both["value_0"])
    overall = ((both["share_0"] * first).sum() + (both["share_1"] * last).sum()) / 2
    return pd.DataFrame(
        {
            "unit_code": both["unit_code"],
            "rate": (both["share_0"] + both["share_1"]) / 2 * (last - first),
            "mix": (both["share_1"] - both["share_0"]) * ((first + last) / 2 - overall),
        }
    )


def _shares(month: pd.DataFrame) -> pd.DataFrame:
    known = month[month["value"].notna() & (month["denominator"] > 0)]
    share = known["denominator"] / known["denominator"].sum()
    return known[["unit_code", "value"]].assign(share=share.astype(float))
