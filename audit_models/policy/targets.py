"""Targets, weights and grades: `targets.yaml`."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from audit_models.declared import Strict
from audit_models.policy.dated import POLICY_FOLDER, Period, Row, read_policy, refuse_overlap
from audit_models.text import TextField

TARGET_COLUMNS = (
    "indicator_id varchar, target double, floor double, weight double, valid_from date,"
    " valid_to date, scheme_id varchar"
)
GRADE_COLUMNS = "scheme_id varchar, grade varchar, from_score double"


class Target(Strict):
    """Target and floor of one indicator; without them it is watched and not scored."""

    target: float | None = None
    floor: float | None = None
    weight: float = Field(ge=0)

    @model_validator(mode="after")
    def _scored_or_watched(self) -> "Target":
        if (self.target is None) != (self.floor is None) or (self.weight > 0) != (
            self.target is not None
        ):
            raise ValueError("target, floor and a weight above 0 come together or not at all")
        if self.target is not None and self.target == self.floor:
            raise ValueError("target and floor are the same: no score lies between them")
        return self


class Scheme(Period):
    """A dated set of targets and weights."""

    id: str
    name: TextField
    targets: dict[str, Target]
    grades: dict[str, float] = Field(min_length=1)
    """From which score on a grade is given; below all of them the last grade's score is 0."""

    @model_validator(mode="after")
    def _weights_sum_to_100(self) -> "Scheme":
        total = sum(target.weight for target in self.targets.values())
        if abs(total - 100) > 1e-9:
            raise ValueError(f"the weights of scheme {self.id} sum to {total:g}, not to 100")
        return self


class Schemes(Strict):
    """`targets.yaml`."""

    schemes: tuple[Scheme, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_scheme_a_day(self) -> "Schemes":
        refuse_overlap(("schemes", scheme) for scheme in self.schemes)
        return self


@cache
def load_schemes(folder: Path = POLICY_FOLDER) -> tuple[Scheme, ...]:
    """The schemes of targets and weights.

    Raises:
        Refused: wrong format, weights that do not sum to 100, or two schemes on one day.
    """
    path = folder / "targets.yaml"
    return read_policy(path, Schemes).schemes


def grade_rows(folder: Path) -> Iterable[Row]:
    """The rows of `core.grades`."""
    for scheme in load_schemes(folder):
        for grade, from_score in scheme.grades.items():
            yield scheme.id, grade, from_score


def target_rows(folder: Path) -> Iterable[Row]:
    """The rows of `core.targets`."""
    for scheme in load_schemes(folder):
        for indicator_id, entry in scheme.targets.items():
            yield (
                indicator_id,
                entry.target,
                entry.floor,
                entry.weight,
                scheme.valid_from,
                scheme.valid_to,
                scheme.id,
            )
