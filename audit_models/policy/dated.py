"""Policy files, and what holds in them from one day to another."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, model_validator

from audit_models.declared import Strict, read_yaml
from audit_models.errors import Refused
from audit_models.settings import PROJECT

POLICY_FOLDER = PROJECT / "data" / "policy"
ALWAYS = date(1900, 1, 1)
OPEN_END = date(9999, 12, 31)
"""What an open side of a period is written as."""

Declared = TypeVar("Declared", bound=BaseModel)
Row = tuple[object, ...]


class Period(Strict):
    """Something that holds from one day to another, both included."""

    valid_from: date = ALWAYS
    valid_to: date = OPEN_END

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Period":
        if self.valid_to < self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} lies before valid_from {self.valid_from}")
        return self


def read_policy(path: Path, model: type[Declared]) -> Declared:
    """What one policy file declares.

    Raises:
        Refused: the file does not follow the format.
    """
    try:
        return model.model_validate(read_yaml(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise Refused(f"{path} 不符合格式：{error}", f"{path} is not in order: {error}") from error


def refuse_overlap(periods: Iterable[tuple[object, Period]]) -> None:
    """Make sure that each key has at most one value on any day.

    Raises:
        ValueError: two periods of one key share a day.
    """
    ordered = sorted(periods, key=lambda item: (str(item[0]), item[1].valid_from))
    for (key, earlier), (next_key, later) in pairwise(ordered):
        if key == next_key and later.valid_from <= earlier.valid_to:
            raise ValueError(f"two values hold for {key} on {later.valid_from}")
