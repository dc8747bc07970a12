"""Deadlines, escalation and repeats of findings, as dated data: `data/policy/casework.yaml`."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field, model_validator

from audit_models.declared import Strict
from audit_models.errors import Refused
from audit_models.policy.dated import POLICY_FOLDER, Period, read_policy, refuse_overlap

Step = Literal["answer", "rectify"]
Severity = Literal["low", "medium", "high"]
Level = Literal["county", "city", "province"]


class Deadline(Period):
    """Working days for one step of a finding of one severity."""

    step: Step
    severity: Severity
    workdays: int = Field(gt=0)


class Escalation(Period):
    """Working days overdue from which one level is responsible."""

    level: Level
    workdays: int = Field(gt=0)


class LeadDeadline(Period):
    """Working days for handling a lead in one way."""

    disposal: Literal["talk", "preliminary"]
    workdays: int = Field(gt=0)


class Repeat(Period):
    """Days after closure within which the same rule in the same unit is a repeat."""

    days: int = Field(gt=0)


Dated = TypeVar("Dated", bound=Period)


class CaseworkPolicy(Strict):
    """`casework.yaml`."""

    deadlines: tuple[Deadline, ...]
    escalation: tuple[Escalation, ...]
    repeats: tuple[Repeat, ...]
    leads: tuple[LeadDeadline, ...] = ()

    @model_validator(mode="after")
    def _one_value_a_day(self) -> "CaseworkPolicy":
        refuse_overlap(
            (
                *((f"{one.step} {one.severity}", one) for one in self.deadlines),
                *((f"escalation {one.level}", one) for one in self.escalation),
                *(("repeats", one) for one in self.repeats),
                *((f"leads {one.disposal}", one) for one in self.leads),
            )
        )
        return self

    def workdays(self, step: Step, severity: str, day: date) -> int:
        """Working days for a step that begins on a day.

        Raises:
            Refused: nothing is in force for it.
        """
        of_step = [d for d in self.deadlines if (d.step, d.severity) == (step, severity)]
        for found in _in_force(of_step, day):
            return found.workdays
        raise Refused(
            f"casework.yaml 中没有 {day} 有效的期限（{step}，{severity}），请先登记。",
            f"casework.yaml has no deadline for {step}, {severity} in force on {day}; enter one.",
        )

    def responsible_level(self, workdays_overdue: int, day: date) -> Level | None:
        """The highest level that has to press by now; None before the first limit."""
        reached = [e for e in _in_force(self.escalation, day) if workdays_overdue >= e.workdays]
        return max(reached, key=lambda e: e.workdays).level if reached else None

    def lead_workdays(self, disposal: str, day: date) -> int | None:
        """Working days for a way of disposal that is approved on a day; None where none are set."""
        of_kind = [one for one in self.leads if one.disposal == disposal]
        return next((found.workdays for found in _in_force(of_kind, day)), None)

    def repeat_days(self, day: date) -> int:
        """Days after a closure on this day within which a further hit is a repeat; 0: none are."""
        return next((found.days for found in _in_force(self.repeats, day)), 0)


@cache
def load_casework_policy(folder: Path = POLICY_FOLDER) -> CaseworkPolicy:
    """The dated policy of casework.

    Raises:
        Refused: the file does not follow the format, or two values hold on one day.
    """
    path = folder / "casework.yaml"
    return read_policy(path, CaseworkPolicy)


def _in_force(periods: Iterable[Dated], day: date) -> Iterator[Dated]:
    return (period for period in periods if period.valid_from <= day <= period.valid_to)
