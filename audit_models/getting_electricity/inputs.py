"""The inputs of the score that no source system holds, and published results to compare with."""

from datetime import date
from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from audit_models.declared import Strict
from audit_models.policy.dated import POLICY_FOLDER, Period, read_policy, refuse_overlap
from audit_models.text import TextField


class Answers(Strict):
    """The five answers of the index; None where nobody has answered."""

    monitoring: bool | None
    restoration: bool | None
    oversight: bool | None
    deterrent: bool | None
    published_tariffs: bool | None


class Inputs(Period):
    """What holds from one day to another; None where it was not entered."""

    income_per_capita_cny: float | None = Field(gt=0)
    cost_cny: float | None = Field(ge=0)
    practices: Answers

    @property
    def cost_percent(self) -> float | None:
        """Cost in percent of income per capita."""
        if self.cost_cny is None or self.income_per_capita_cny is None:
            return None
        return 100 * self.cost_cny / self.income_per_capita_cny


class Published(Strict):
    """One economy's values and score as the World Bank published them."""

    economy: TextField
    report: str
    """Which year's Doing Business."""
    procedures: float
    days: float
    cost_percent: float
    index: float
    score: float


class GettingElectricity(Strict):
    """`getting_electricity.yaml`."""

    inputs: tuple[Inputs, ...] = Field(min_length=1)
    published: tuple[Published, ...]

    @model_validator(mode="after")
    def _one_set_a_day(self) -> "GettingElectricity":
        refuse_overlap(("inputs", one) for one in self.inputs)
        return self

    def on(self, day: date) -> Inputs | None:
        """The inputs in force on a day."""
        found = (one for one in self.inputs if one.valid_from <= day <= one.valid_to)
        return next(found, None)


@cache
def load_getting_electricity(folder: Path = POLICY_FOLDER) -> GettingElectricity:
    """Inputs and published results.

    Raises:
        Refused: wrong format, or two sets of inputs on one day.
    """
    path = folder / "getting_electricity.yaml"
    return read_policy(path, GettingElectricity)
