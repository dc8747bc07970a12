"""Decisions to compute limits anew, as dated data: of the policy folder, and of people on the pages."""

from collections.abc import Iterable
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


def load_rebases(folder: Path = POLICY_FOLDER) -> tuple[Rebase, ...]:
    """The decisions recorded in the folder; those saved on a page are the casework store's.

    Raises:
        Refused: the file does not follow the format.
    """
    return read_policy(folder / "rebases.yaml", Rebases).rebases


def as_frame(rebases: Iterable[Rebase]) -> pd.DataFrame:
    """One row a decision, by its names; one month of a series begins one phase, however often decided."""
    rows = [[getattr(one, name) for name in Rebase.model_fields] for one in rebases]
    found = pd.DataFrame(rows, columns=list(Rebase.model_fields))
    return found.drop_duplicates(["indicator_id", "unit_code", "month"], keep="last")
