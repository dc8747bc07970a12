"""Ranks of a number within a group of comparable units, by the rules of `result.ranks`."""

import numpy as np
import pandas as pd

from audit_models.assessment.ranks import FEWEST_PEERS

PLACES = ("rank", "rank_low", "rank_high")
SIGNS = {"lower": 1, "higher": -1}


def ranks_among(units: pd.DataFrame, *, better: str) -> pd.DataFrame:
    """The rows with `rank`, `rank_low` and `rank_high` as if there were no other units.

    From value, low, high (95 % interval) and is_ranked. Fewer than three ranked units, or no better direction:
    no rank. An interval that is not known: a rank and no range.
    """
    found = units.assign(**dict.fromkeys(PLACES, np.nan))
    ranked = units["is_ranked"].to_numpy(bool)
    if better not in SIGNS or ranked.sum() < FEWEST_PEERS:
        return found
    number, *ends = (
        SIGNS[better] * units.loc[ranked, name].to_numpy(float) for name in ("value", "low", "high")
    )
    near, far = np.minimum(*ends), np.maximum(*ends)
    found.loc[ranked, "rank"] = 1 + (number[None, :] < number[:, None]).sum(axis=1)
    if not np.isnan(near).any():
        found.loc[ranked, "rank_low"] = 1 + (far[None, :] < near[:, None]).sum(axis=1)
        found.loc[ranked, "rank_high"] = (near[None, :] <= far[:, None]).sum(axis=1)
    return found
