"""Decisions to compute limits anew: dated data in `data/policy/rebases.yaml`."""

from datetime import date
from pathlib import Path

import pandas as pd
from pydantic import field_validator

from audit_models.declared import Strict
from audit_models.policy.dated import POLICY_FOLDER, read_policy


class Rebase(Strict):
    """From this month on the limits of one series come from the first twelve values after it."""

    indicator_id: str
    unit_code: str
    month: date
    decided_on: date
    decided_by: str
    reason: str

    @field_validator("month")
    @classmethod
    def _is_a_first(cls, month: date) -> date:
        if month.day != 1:
            raise ValueError(f"month {month} must be the first of a month")
        return month


class Rebases(Strict):
    """`rebases.yaml`."""

    rebases: tuple[Rebase, ...]


def load_rebases(folder: Path = POLICY_FOLDER) -> pd.DataFrame:
    """The recorded decisions: indicator_id, unit_code, month.

    Raises:
        Refused: the file does not follow the format.
    """
    path = folder / "rebases.yaml"
    found = read_policy(path, Rebases).rebases
    columns = ["indicator_id", "unit_code", "month"]
    return pd.DataFrame(
        [[getattr(one, name) for name in columns] for one in found], columns=columns
    )
